import { describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { isQuiet } from '../../src/schedule/quietHours.ts';

const NIGHT = { from: '22:00', to: '07:00' };
const LUNCH = { from: '12:00', to: '13:00' };

describe('quiet hours', () => {
  it.each([
    [NIGHT, 'UTC', '2026-12-07T21:59:59Z', false],
    [NIGHT, 'UTC', '2026-12-07T22:00:00Z', true],
    [NIGHT, 'UTC', '2026-12-08T00:00:00Z', true],
    [NIGHT, 'UTC', '2026-12-08T06:59:59Z', true],
    [NIGHT, 'UTC', '2026-12-08T07:00:00Z', false],
    [NIGHT, 'Europe/Berlin', '2026-12-08T06:30:00Z', false],
    [NIGHT, 'Europe/Berlin', '2026-07-08T05:30:00Z', false],
    [LUNCH, 'UTC', '2026-12-08T12:59:59Z', true],
    [LUNCH, 'UTC', '2026-12-08T13:00:00Z', false],
    [undefined, 'UTC', '2026-12-08T03:00:00Z', false],
  ])('%j in %s at %s: %s', (span, timezone, at, quiet) => {
    expect(isQuiet(instant(Date.parse(at)), span, timezone)).toBe(quiet);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, instant } from '../../src/model/instant.ts';
import { lastFiringOf } from '../../src/schedule/lastFiring.ts';

const CASES: readonly (readonly [cron: string, timezone: string, at: string, last: string])[] = [
  ['0 9 * * 1', 'Europe/Berlin', '2026-12-09T00:00:00Z', '2026-12-07T08:00:00Z'],
  ['0 9 * * 1', 'Europe/Berlin', '2026-12-07T08:00:00Z', '2026-12-07T08:00:00Z'],
  ['0 9 * * 1', 'Europe/Berlin', '2026-12-07T07:59:59Z', '2026-11-30T08:00:00Z'],
  // Summer: an hour earlier by UTC.
  ['0 9 * * 1', 'Europe/Berlin', '2026-07-08T00:00:00Z', '2026-07-06T07:00:00Z'],
  ['0 9 * * mon', 'Asia/Kathmandu', '2026-12-09T00:00:00Z', '2026-12-07T03:15:00Z'],
  ['0 0 29 2 *', 'UTC', '2026-12-07T00:00:00Z', '2024-02-29T00:00:00Z'],
  // The clocks skip it on 28 March 2027.
  ['30 2 * * *', 'Europe/Berlin', '2027-03-28T12:00:00Z', '2027-03-27T01:30:00Z'],
  // Six fields begin with the second.
  ['20 5 4 * * *', 'UTC', '2026-12-07T04:05:20Z', '2026-12-07T04:05:20Z'],
  ['20 5 4 * * *', 'UTC', '2026-12-07T04:05:19Z', '2026-12-06T04:05:20Z'],
];

describe('the last firing of a cron expression', () => {
  it.each(CASES)('%s in %s, seen at %s', async (cron, timezone, at, last) => {
    const found = (await lastFiringOf(cron, timezone))(instant(Date.parse(at)));
    expect(formatInstant(found ?? instant(0))).toBe(last);
  });

  it('is the same for every look until the next one', async () => {
    const lastFiring = await lastFiringOf('0 9 * * 1', 'America/New_York');
    const from = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * 365 * 86_400 }), (seconds) => {
        const at = instant(from + seconds * 1000);
        const last = lastFiring(at) ?? at;
        expect(last).toBeLessThanOrEqual(at);
        expect(at - last).toBeLessThanOrEqual((7 * 24 + 1) * 3_600_000);
        expect(lastFiring(last)).toBe(last);
      }),
      { numRuns: 60 },
    );
  });

  it('of what is no cron expression is a mistake in the configuration', async () => {
    await expect(lastFiringOf('61 9 * * 1', 'UTC')).rejects.toMatchObject({ kind: 'config' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearMiss } from '../../src/config/nearMiss.ts';

describe('nearMiss', () => {
  it.each([
    ['cutovre', 'cutover'],
    ['Cutover', 'cutover'],
    ['migration', 'migrations'],
    ['polcy', 'policy'],
    ['zebra', undefined],
    ['', undefined],
  ])('%s: %s', (found, meant) => {
    expect(nearMiss(found, ['cutover', 'migrations', 'policy', 'records'])).toBe(meant);
  });

  it('counts edits: none from a word to itself, as many either way, never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadValue } from '../../src/config/badValue.ts';
import { parseTtl } from '../../src/config/ttlText.ts';

describe('parseTtl', () => {
  it.each([
    [0, 0],
    [3600, 3600],
    ['3600', 3600],
    ['1h', 3600],
    ['1H30M', 5400],
    ['1d', 86_400],
    ['2w', 1_209_600],
    ['1w1d1h1m1s', 694_861],
    ['0s', 0],
    [2_147_483_647, 2_147_483_647],
  ])('%s is %i s', (value, seconds) => {
    expect(parseTtl(value)).toBe(seconds);
  });

  it.each([
    ['', 'cannot be read'],
    ['1 day', 'cannot be read'],
    ['1y', 'cannot be read'],
    ['h', 'cannot be read'],
    ['1h1d', 'cannot be read'],
    ['1h1h', 'cannot be read'],
    ['-1', 'cannot be read'],
    ['1.5h', 'cannot be read'],
    [-1, 'negative'],
    [1.5, 'whole number'],
    [Number.NaN, 'whole number'],
    [2_147_483_648, '2147483648 s'],
    ['9999999999w', 'above the largest'],
  ])('refuses %s', (value, reason) => {
    expect(() => parseTtl(value)).toThrow(BadValue);
    expect(() => parseTtl(value)).toThrow(reason);
  });

  it('adds up units, in either case', () => {
    const count = fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(count, count, count, count, count), fc.boolean(), (counts, upper) => {
        const text = counts.map((n, i) => (n === undefined ? '' : `${n}${'wdhms'.charAt(i)}`)).join('');
        fc.pre(text !== '');
        const sizes = [604_800, 86_400, 3600, 60, 1];
        const seconds = counts.reduce<number>((sum, n, i) => sum + (n ?? 0) * (sizes[i] ?? 0), 0);
        expect(parseTtl(upper ? text.toUpperCase() : text)).toBe(seconds);
      }),
    );
  });

  it('gives 0…2³¹−1 or a BadValue for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9wdhms]{0,20}$/), fc.double()), (value) => {
        try {
          const seconds = parseTtl(value);
          expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 0x7fffffff).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(BadValue);
        }
      }),
    );
  });
});

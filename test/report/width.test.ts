import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortened, width, wrapped } from '../../src/report/width.ts';

const TEXT = fc.string({
  unit: fc.constantFrom('a', 'b.', ' ', '例', 'é', '🚀', '👍🏽', '한', 'ｆ', '·', '300 s'),
});

describe('width', () => {
  it.each([
    ['', 0],
    ['www.example.com.', 16],
    ['bücher', 6],
    ['u\u0308', 1],
    ['例え', 4],
    ['한국', 4],
    ['ＦＵＬＬ', 8],
    ['🚀', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['google 212 · cloudflare 300', 27],
    ['…–—↳', 4],
  ])('of %s is %i', (text, columns) => {
    expect(width(text)).toBe(columns);
  });

  it('keeps both ends of what it shortens', () => {
    expect(shortened('customer-portal.example.com.', 15)).toBe('custome…le.com.');
    expect(shortened('short.example.', 14)).toBe('short.example.');
    expect(shortened('例え例え', 5)).toBe('例…え');
  });

  it('never shortens to more than it was told', () => {
    fc.assert(
      fc.property(TEXT, fc.integer({ min: 0, max: 40 }), (text, columns) => {
        expect(width(shortened(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('never wraps to lines longer than it was told, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(TEXT, fc.integer({ min: 2, max: 40 }), (text, columns) => {
        const lines = wrapped(text, columns);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('keeps a number with its unit', () => {
    expect(wrapped('allows at most 300 s here', 17)).toEqual(['allows at most', '300 s here']);
    expect(wrapped('before then (in 1 d 16 h).', 20)).toEqual(['before then (in', '1 d 16 h).']);
    expect(wrapped('1 d a 2 b', 5)).toEqual(['1 d a', '2 b']);
  });
});

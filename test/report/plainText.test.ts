import { describe, expect, it } from 'vitest';
import { isPlain } from '../../src/report/plainText.ts';

/** Every character that passes for plain, looked at by itself. */
const PLAIN: readonly string[] = Array.from({ length: 0x11_0000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter(isPlain);

describe('plain text', () => {
  it('is what names and sentences are made of', () => {
    expect(isPlain('host-0.example.com. A: 86400 s – 1 d; bücher … ↳ ─')).toBe(true);
    expect(PLAIN.length).toBeGreaterThan(180);
  });

  it('has nothing in it that is hidden, acts, joins or is wide', () => {
    expect(PLAIN.filter((char) => /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Emoji_Presentation}]/u.test(char))).toEqual([]);
    expect(PLAIN.filter((char) => char.length !== 1)).toEqual([]);
  });

  it('is one character to a reader for each that it has', () => {
    const text = PLAIN.flatMap((char) => [char, 'a', char, char]).join('');
    const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
    expect([...segments].length).toBe(text.length);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAsciiName } from '../../src/dns/idn.ts';
import { BadName, parseName } from '../../src/model/name.ts';

describe('toAsciiName', () => {
  it.each([
    ['bücher.example', 'xn--bcher-kva.example.'],
    ['BÜCHER.Example.', 'xn--bcher-kva.example.'],
    ['u\u0308ber.example', 'xn--ber-goa.example.'],
    ['straße.example', 'xn--strae-oqa.example.'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah.'],
    ['ｗｗｗ．example', 'www.example.'],
    ['１２７.１', '127.1.'],
    ['☃.example', 'xn--n3h.example.'],
    ['_dmarc.bücher.example', '_dmarc.xn--bcher-kva.example.'],
    ['*.bücher.example', '*.xn--bcher-kva.example.'],
    ['a\\.b.bücher.example', 'a\\.b.xn--bcher-kva.example.'],
    ['\\003.bücher.example', '\\003.xn--bcher-kva.example.'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example.'],
    ['_sip._tcp.example.com', '_sip._tcp.example.com.'],
    ['a\\.b.example.com', 'a\\.b.example.com.'],
    ['\\003.example.com', '\\003.example.com.'],
    ['*', '*.'],
    ['.', '.'],
    ['WWW.Example.COM.', 'www.example.com.'],
    // What a URL's host would be turned into something else for:
    ['127.1', '127.1.'],
    ['0x7f.1', '0x7f.1.'],
    ['1', '1.'],
    ['%41.example.com', '%41.example.com.'],
    ['a/b.example.com', 'a/b.example.com.'],
    ['0x7f.ü', '0x7f.xn--tda.'],
  ])('%s is %s', (text, name) => {
    expect(toAsciiName(text)).toBe(name);
  });

  it.each([
    ['', 'an empty name'],
    ['bücher..example', 'an empty label'],
    ['.bücher.example', 'an empty label'],
    ['a\u200d.example', 'IDNA'],
    ['bü\u2028cher.example', '"bü\\u{2028}cher"'],
    ['xn--ü.example', 'IDNA'],
    ['bü%41.example', 'the character "%"'],
    ['bü/x.example', 'the character "/"'],
    ['bü\tx.example', 'the character "\\t"'],
    ['bü\\.x.example', 'the character \\'],
    ['bü*.example', 'the character "*"'],
    ['a／ü.example', 'IDNA'],
    ['ü…x.example', 'IDNA'],
    ['\u00ad.example', 'IDNA'],
    ['\ud800.example', 'IDNA'],
    [`${'é'.repeat(63)}.example`, 'octets (63 are allowed)'],
    ['é'.repeat(100_000), '100000 characters'],
  ])('refuses %j', (text, reason) => {
    expect(() => toAsciiName(text)).toThrow(BadName);
    expect(() => toAsciiName(text)).toThrow(reason);
  });

  it('takes every ASCII text exactly as parseName does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 80 }), (text) => {
        const outcome = (read: (text: string) => string): string => {
          try {
            return read(text);
          } catch (error) {
            return String(error);
          }
        };
        expect(outcome(toAsciiName)).toBe(outcome(parseName));
      }),
    );
  });

  it('gives a canonical name or a BadName for any text, and its result is left alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        try {
          const name = toAsciiName(text);
          expect(parseName(name)).toBe(name);
          expect(toAsciiName(name)).toBe(name);
        } catch (error) {
          expect(error).toBeInstanceOf(BadName);
        }
      }),
    );
  });

  it('keeps the ASCII labels beside an international one', () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        expect(toAsciiName([...labels, 'ü'].join('.'))).toBe(`${labels.join('.')}.xn--tda.`);
      }),
    );
  });
});

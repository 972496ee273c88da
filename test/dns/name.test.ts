import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../../src/dns/decodeError.ts';
import { encodeName, readName } from '../../src/dns/name.ts';
import { type Name, nameOfLabels, parseName } from '../../src/model/name.ts';
import { anyName } from './arbitraries.ts';

/** Twelve octets for the header, then these. */
function afterHeader(...octets: number[]): Uint8Array {
  return Uint8Array.from([...new Array<number>(12).fill(0), ...octets]);
}

describe('encodeName', () => {
  test.each([
    ['.', [0]],
    ['example.com.', [7, 101, 120, 97, 109, 112, 108, 101, 3, 99, 111, 109, 0]],
    ['a\\.b.test.', [3, 97, 46, 98, 4, 116, 101, 115, 116, 0]],
    ['\\000\\255.test.', [2, 0, 255, 4, 116, 101, 115, 116, 0]],
  ])('writes %s', (text, octets) => {
    expect([...encodeName(parseName(text))]).toEqual(octets);
  });

  test('and readName give back every name, whatever octets it has', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const octets = encodeName(name);
        expect(readName(octets, 0)).toEqual({ name, end: octets.length });
      }),
    );
  });
});

describe('readName', () => {
  test('lower-cases ASCII letters and nothing else', () => {
    expect(readName(Uint8Array.from([3, 0x41, 0xc9, 0x5a, 0]), 0).name).toBe('a\\201z.');
  });

  test('follows a pointer and ends after it', () => {
    const bytes = afterHeader(1, 97, 0, 1, 98, 0xc0, 12, 99);
    expect(readName(bytes, 15)).toEqual({ name: 'b.a.', end: 19 });
  });

  test('counts pointers from the start of a message that lies inside a larger buffer', () => {
    const bytes = Uint8Array.from([9, 9, ...afterHeader(1, 97, 0, 1, 98, 0xc0, 12)]);
    expect(readName(bytes, 17, 2)).toEqual({ name: 'b.a.', end: 21 });
  });

  test('takes 255 octets in labels of 63', () => {
    const longest = nameOfLabels([63, 63, 63, 61].map((length) => new Uint8Array(length).fill(97)));
    expect(readName(encodeName(longest), 0).name).toBe(longest);
  });

  test.each<[string, Uint8Array, number, RegExp]>([
    ['nothing', new Uint8Array(0), 0, /cut short/],
    ['no final zero', afterHeader(1, 97), 12, /cut short at octet 14/],
    ['a label beyond the end', afterHeader(5, 97, 98), 12, /label is cut short at octet 12/],
    ['half a pointer', afterHeader(0xc0), 12, /pointer is cut short/],
    ['a pointer to itself', afterHeader(0xc0, 12), 12, /does not lead back \(12\)/],
    ['a pointer forwards', afterHeader(0xc0, 14, 0), 12, /does not lead back/],
    ['two pointers to each other', afterHeader(0xc0, 14, 0xc0, 12), 14, /does not lead back/],
    ['a pointer into the header', afterHeader(0xc0, 4), 12, /into the header \(4\)/],
    ['a target that runs into the name', afterHeader(2, 97, 0xc0, 12), 14, /cut short/],
    ['label type 01', afterHeader(0x41, 97, 0), 12, /reserved type 0x40/],
    ['label type 10', afterHeader(0x81, 97, 0), 12, /reserved type 0x80/],
    ['256 octets', longName([63, 63, 63, 62]), 0, /more than 255 octets/],
    ['128 labels', longName(new Array<number>(128).fill(1)), 0, /more than 255 octets/],
  ])('refuses %s', (_, bytes, offset, message) => {
    expect(() => readName(bytes, offset)).toThrow(message);
    expect(() => readName(bytes, offset)).toThrow(DecodeError);
  });

  test('refuses a chain of more pointers than a name can have labels', () => {
    const chain = [0];
    for (let target = 12; chain.length < 400; target = 12 + chain.length - 2)
      chain.push(0xc0 | (target >> 8), target & 0xff);
    expect(() => readName(afterHeader(...chain), 12 + chain.length - 2)).toThrow(/127 compression pointers/);
  });

  test('reads any octets as a name or refuses them as a DecodeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, offset) => {
        let name: Name | undefined;
        try {
          name = readName(bytes, offset).name;
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
        if (name !== undefined) expect(parseName(name)).toBe(name);
      }),
    );
  });
});

function longName(lengths: readonly number[]): Uint8Array {
  return Uint8Array.from([
    ...lengths.flatMap((length) => [length, ...new Array<number>(length).fill(97)]),
    0,
  ]);
}

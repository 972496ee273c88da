import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { encodeMessage } from '../../src/dns/encode.ts';
import { signMessage, tsigKey, type Verdict } from '../../src/dns/tsig.ts';
import { tsigFields, withoutTsig, withTsig } from '../../src/dns/tsigRecord.ts';
import { parseName } from '../../src/model/name.ts';
import { manualClock } from '../../src/world/manualClock.ts';

const OCTETS = Uint8Array.from({ length: 32 }, (_, i) => i);
const QUERY = encodeMessage({
  id: 0x1234,
  questions: [{ name: parseName('contract.example.'), type: 6, class: 1 }],
});

/** Made from the text of RFC 8945 §4.3 with Python's hmac, for the key below at 2023-11-14T22:13:20Z. */
const SIGNED = {
  'hmac-sha256':
    '12340000000100000000000108636f6e7472616374076578616d706c650000060001036b6579076578616d706c650000fa00ff00000000003d0b686d61632d7368613235360000006553f100012c00209984e57e8ef126b1dcc3d3ec5d260290c806bed1acd1d76aa0fa33361eeeebf2123400000000',
  'hmac-sha384':
    '12340000000100000000000108636f6e7472616374076578616d706c650000060001036b6579076578616d706c650000fa00ff00000000004d0b686d61632d7368613338340000006553f100012c0030ab06583acf7530b44b9a9bc90e6223588e0a51056e801eed66a7d4837baeffa48e40935978fce63ff7ddf9a92beba223123400000000',
  'hmac-sha512':
    '12340000000100000000000108636f6e7472616374076578616d706c650000060001036b6579076578616d706c650000fa00ff00000000005d0b686d61632d7368613531320000006553f100012c0040b914c226e43efb6f593e0108c4d4692c7f3bafaaa19dbe786695556315a726c4ba64edfbd83280bf4f1025b51fd40bbab91c8ce97100fcd6bb8063d9812f51d0123400000000',
} as const;

const CLOCK = manualClock('2023-11-14T22:13:20Z');
const KEY = tsigKey(parseName('key.example.'), 'hmac-sha256', OCTETS);

describe('a signed message', () => {
  test.each(Object.entries(SIGNED))('has the octets that the RFC says (%s)', (algorithm, octets) => {
    const key = tsigKey(parseName('key.example.'), algorithm as keyof typeof SIGNED, OCTETS);
    expect(Buffer.from(signMessage(key, QUERY, CLOCK).bytes).toString('hex')).toBe(octets);
  });

  test('is itself again without its signature', () => {
    const { bytes } = signMessage(KEY, QUERY, CLOCK);
    expect(withoutTsig(bytes, 0x1234)).toEqual(QUERY);
    expect(decodeMessage(bytes).additional).toHaveLength(1);
  });

  test('keeps its fields through octets', () => {
    const record = {
      keyName: KEY.name,
      algorithm: parseName('hmac-sha512.'),
      timeSigned: 2 ** 47 + 5,
      fudge: 65_535,
      mac: OCTETS,
      originalId: 7,
      error: 18,
      other: Uint8Array.of(1, 2, 3, 4, 5, 6),
    };
    const [decoded] = decodeMessage(withTsig(QUERY, record)).additional;
    expect(decoded && tsigFields(decoded)).toEqual(record);
  });
});

describe('an answer', () => {
  function verdictOn(answer: Uint8Array): Verdict {
    return signMessage(KEY, QUERY, CLOCK).verify(answer, decodeMessage(answer));
  }

  test('that only repeats our own signature is forged', () => {
    const { bytes } = signMessage(KEY, QUERY, CLOCK);
    expect(verdictOn(bytes)).toEqual({ kind: 'forged', reason: 'its signature is wrong' });
  });

  test('with no signature is said to have none', () => {
    expect(verdictOn(QUERY)).toEqual({ kind: 'unsigned' });
  });

  test('with another key or a shortened MAC is forged', () => {
    const [record] = decodeMessage(signMessage(KEY, QUERY, CLOCK).bytes).additional;
    if (record === undefined) throw new Error('no TSIG');
    const fields = tsigFields(record);
    expect(verdictOn(withTsig(QUERY, { ...fields, keyName: parseName('other.example.') }))).toMatchObject({
      kind: 'forged',
      reason: 'it is signed with the key other.example. by hmac-sha256.',
    });
    expect(verdictOn(withTsig(QUERY, { ...fields, mac: fields.mac.subarray(0, 10) }))).toMatchObject({
      kind: 'forged',
    });
    expect(verdictOn(withTsig(QUERY, { ...fields, mac: new Uint8Array(0) }))).toMatchObject({
      kind: 'forged',
    });
  });

  test('is not believed after 99 that are not signed', () => {
    const { verify } = signMessage(KEY, QUERY, CLOCK);
    const message = decodeMessage(QUERY);
    for (let i = 1; i <= 99; i++) expect(verify(QUERY, message)).toEqual({ kind: 'unsigned' });
    expect(verify(QUERY, message)).toMatchObject({ kind: 'forged' });
  });
});

test('a key shows its secret nowhere', () => {
  const shown = [
    JSON.stringify(KEY),
    inspect(KEY, { depth: 9, showHidden: true }),
    inspect(KEY.hmac(), { depth: 9, showHidden: true }),
  ];
  for (const text of shown)
    for (const secret of [
      Buffer.from(OCTETS).toString('base64'),
      Buffer.from(OCTETS).toString('hex'),
      '01 02 03 04',
      '1, 2, 3, 4',
    ])
      expect(text).not.toContain(secret);
});

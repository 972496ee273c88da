/** Messages that somebody might send to mislead, stall or crash the program. */
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { DecodeError } from '../../src/dns/decodeError.ts';
import { encodeMessage, type OutgoingMessage, type OutgoingRecord } from '../../src/dns/encode.ts';
import { encodeName } from '../../src/dns/name.ts';
import { parseName, ROOT } from '../../src/model/name.ts';

const OWNER = parseName('www.example.com');

function raw(type: number, rdata: readonly number[], more: Partial<OutgoingRecord> = {}): OutgoingRecord {
  return { owner: OWNER, type, class: 1, ttl: 300, rdata: Uint8Array.from(rdata), ...more };
}

function answer(type: number, ...rdata: number[]): OutgoingMessage {
  return { id: 1, qr: true, answers: [raw(type, rdata)] };
}

const OPT: OutgoingRecord = raw(41, [], { owner: ROOT, class: 1232, ttl: 0 });
const TSIG: OutgoingRecord = raw(250, [0, 0, 0, 0, 0, 0, 1, 1, 44, 0, 0, 0, 0, 0, 0, 0, 0], {
  class: 255,
  ttl: 0,
});

describe('a whole message is refused for', () => {
  test.each<[string, OutgoingMessage, RegExp]>([
    ['A of 3 octets', answer(1, 192, 0, 2), /RDLENGTH 3 is too small/],
    ['A of 5 octets', answer(1, 192, 0, 2, 1, 1), /leaves 1 octets over/],
    ['A of none', answer(1), /RDLENGTH 0 is too small/],
    ['AAAA of 4 octets', answer(28, 192, 0, 2, 1), /RDLENGTH 4 is too small/],
    ['NS of none', answer(2), /cut short/],
    ['NS with something after the name', answer(2, 1, 97, 0, 0), /leaves 1 octets over/],
    ['CNAME with a label beyond its record', answer(5, 9, 97), /cut short/],
    ['DNAME that points forwards', answer(39, 0xc0, 200), /does not lead back/],
    ['MX of a preference only', answer(15, 0, 10), /cut short/],
    ['SRV cut in the port', answer(33, 0, 1, 0, 1, 0), /cut short|too small/],
    ['SOA without MINIMUM', answer(6, 0, 0, ...new Array<number>(16).fill(0)), /too small/],
    ['RRSIG cut before the signer', answer(46, ...new Array<number>(18).fill(0)), /cut short/],
    ['TXT whose string goes too far', answer(16, 5, 97), /too small/],
    ['TXT without a string', answer(16), /too small/],
    ['CAA with a tag of nothing', answer(257, 0, 0), /tag/],
    ['DS with a digest of the wrong length', answer(43, 0, 1, 8, 2, 9, 9), /digest of 2 octets/],
    ['NSEC with windows out of order', answer(47, 0, 1, 1, 1, 0, 1, 1), /windows out of order/],
    ['HTTPS with parameters in alias mode', answer(65, 0, 0, 0, 0, 3, 0, 2, 1, 187), /alias mode/],
    ['HTTPS with an address hint of 3 octets', answer(65, 0, 1, 0, 0, 4, 0, 3, 1, 2, 3), /parameter 4/],
    ['HTTPS with a parameter twice', answer(65, 0, 1, 0, 0, 3, 0, 2, 0, 1, 0, 3, 0, 2, 0, 1), /3 after 3/],
    ['two OPT records', { id: 1, additional: [OPT, OPT] }, /2 OPT records/],
    ['OPT among the answers', { id: 1, answers: [OPT] }, /outside the additional section/],
    ['OPT of a name', { id: 1, additional: [{ ...OPT, owner: OWNER }] }, /not the root/],
    [
      'an option beyond OPT',
      { id: 1, additional: [{ ...OPT, rdata: Uint8Array.of(0, 3, 0, 9, 1) }] },
      /option/,
    ],
    ['TSIG in the authority section', { id: 1, authority: [TSIG] }, /outside the additional/],
    ['TSIG that is not last', { id: 1, additional: [TSIG, raw(1, [192, 0, 2, 1])] }, /not the last/],
    ['TSIG of class IN', { id: 1, additional: [{ ...TSIG, class: 1 }] }, /class other than ANY/],
  ])('%s', (_, message, complaint) => {
    expect(() => decodeMessage(encodeMessage(message))).toThrow(complaint);
    expect(() => decodeMessage(encodeMessage(message))).toThrow(DecodeError);
  });

  const good = encodeMessage(answer(1, 192, 0, 2, 1));

  test('octets after the last record', () => {
    expect(() => decodeMessage(Uint8Array.from([...good, 0]))).toThrow(
      /1 octets are left over after the last record at octet 43/,
    );
  });

  test('being cut anywhere', () => {
    for (let length = 0; length < good.length; length++)
      expect(() => decodeMessage(good.subarray(0, length)), `${length} octets`).toThrow(DecodeError);
  });

  test.each([4, 6, 8, 10])('a count at octet %i that promises more than there is', (at) => {
    const lying = Uint8Array.from(good);
    lying.set([0xff, 0xff], at);
    expect(() => decodeMessage(lying)).toThrow(DecodeError);
  });

  test('an answer count that hides a record', () => {
    const lying = Uint8Array.from(good);
    lying[7] = 0;
    expect(() => decodeMessage(lying)).toThrow(/left over/);
  });
});

describe('it is read nevertheless', () => {
  test('with a type that nobody knows', () => {
    const [record] = decodeMessage(encodeMessage(answer(65_280, 1, 2))).answers;
    expect(record).toMatchObject({ type: 65_280, data: { kind: 'opaque' } });
  });

  test('with A in another class, whose data are not an address', () => {
    const message = { id: 1, answers: [raw(1, [0, 0, 1], { class: 3 })] };
    expect(decodeMessage(encodeMessage(message)).answers[0]?.data).toEqual({ kind: 'opaque' });
  });

  test('with records without data in an update, and only there', () => {
    const authority = [raw(2, [], { class: 255, ttl: 0 })];
    expect(decodeMessage(encodeMessage({ id: 1, opcode: 5, authority })).authority).toHaveLength(1);
    expect(() => decodeMessage(encodeMessage({ id: 1, opcode: 0, authority }))).toThrow(DecodeError);
  });

  test('with names in RDATA compressed, which come out written out', () => {
    const message = {
      id: 1,
      questions: [{ name: OWNER, type: 2, class: 1 }],
      answers: [raw(2, [2, 110, 115, 0xc0, 16])],
    };
    const [record] = decodeMessage(encodeMessage(message)).answers;
    expect(record?.data).toEqual({ kind: 'name', name: 'ns.example.com.' });
    expect(record?.rdata).toEqual(encodeName(parseName('ns.example.com')));
  });

  test('from a buffer that is written to afterwards', () => {
    const pooled = Buffer.from(encodeMessage(answer(1, 192, 0, 2, 1)));
    const message = decodeMessage(pooled);
    pooled.fill(0);
    expect(message.answers[0]?.rdata).toEqual(Uint8Array.of(192, 0, 2, 1));
  });
});

describe('the work is bounded', () => {
  test('for 64 KiB of names that take every step the rules allow', () => {
    const labels = new Array<number>(126).fill(0).flatMap(() => [1, 97]);
    const first = raw(16, [], { type: 65_280, rdata: Uint8Array.from([...labels, 0]) });
    const start = 12 + encodeName(OWNER).length + 10;
    const rest = new Array<number>(3800).fill(0).map((_, i) => {
      const target = start + 2 * (i % 60);
      return raw(2, [1, 98, 0xc0 | (target >> 8), target & 0xff]);
    });
    const bytes = encodeMessage({ id: 1, answers: [first, ...rest.slice(0, 3600)] });
    // What this guards against takes minutes, longer than a test may.
    expect(decodeMessage(bytes).answers).toHaveLength(3601);
  });
});

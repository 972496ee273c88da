/** Another implementation as an oracle: dns2 must see what we see, but for the differences listed here. */
import { Packet } from 'dns2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { encodeMessage, type OutgoingMessage } from '../../src/dns/encode.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import { parseName } from '../../src/model/name.ts';
import { typeCode } from '../../src/model/recordType.ts';
import { hostName } from './arbitraries.ts';

/** dns2's records have other members for each type; it declares one of them. */
type Loose = { readonly [member: string]: unknown };

function parsed(bytes: Uint8Array): {
  answers: Loose[];
  questions: Loose[];
  header: Loose;
  errors: unknown[];
} {
  return Packet.parse(Buffer.from(bytes)) as unknown as ReturnType<typeof parsed>;
}

const ordinary = fc
  .record({
    id: fc.integer({ min: 0, max: 0xffff }),
    question: hostName,
    answers: fc.array(
      fc.record({
        owner: hostName,
        ttl: fc.integer({ min: 0, max: 0x7fffffff }),
        data: fc.oneof(
          fc.ipV4().map((address) => ({ type: 'A', text: address })),
          hostName.map((name) => ({ type: 'CNAME', text: name as string })),
          hostName.map((name) => ({ type: 'NS', text: name as string })),
          fc.tuple(fc.nat(65_535), hostName).map(([n, name]) => ({ type: 'MX', text: `${n} ${name}` })),
          fc.stringMatching(/^[a-z0-9 =]{0,80}$/).map((text) => ({ type: 'TXT', text: `"${text}"` })),
        ),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ id, question, answers }): OutgoingMessage & { id: number } => ({
    id,
    qr: true,
    aa: true,
    questions: [{ name: question, type: 1, class: 1 }],
    answers: answers.map(({ owner, ttl, data }) => ({
      owner,
      type: typeCode(data.type) ?? 0,
      class: 1,
      ttl,
      rdata: encodeRdata(data.type, data.text),
    })),
  }));

describe('dns2', () => {
  test('reads ordinary messages as we do', () => {
    fc.assert(
      fc.property(ordinary, (message) => {
        const bytes = encodeMessage(message);
        const ours = decodeMessage(bytes);
        const theirs = parsed(bytes);
        expect(theirs.errors).toEqual([]);
        expect(theirs.header).toMatchObject({ id: ours.id, qr: 1, aa: 1, rcode: 0 });
        expect(theirs.questions.map(({ name }) => `${name}.`)).toEqual(
          ours.questions.map(({ name }) => name),
        );
        expect(theirs.answers.map(({ name, type, ttl }) => [`${name}.`, type, ttl])).toEqual(
          ours.answers.map(({ owner, type, ttl }) => [owner, type, ttl]),
        );
        ours.answers.forEach(({ data }, i) => {
          const their = theirs.answers[i] ?? {};
          if (data.kind === 'address') expect(their.address).toBe(data.address);
          if (data.kind === 'name') expect(`${their.domain ?? their.ns}.`).toBe(data.name);
        });
      }),
    );
  });

  test('writes queries that we read', () => {
    fc.assert(
      fc.property(hostName, fc.nat(65_535), (name, id) => {
        const packet = new Packet();
        Object.assign(packet.header, { id, rd: 1 });
        packet.questions.push({
          name: name.slice(0, -1),
          type: 1,
          class: 1,
        } as (typeof packet.questions)[number]);
        expect(decodeMessage(packet.toBuffer())).toMatchObject({
          id,
          questions: [{ name, type: 1, class: 1 }],
        });
      }),
    );
  });
});

function bytesOf(type: string, text: string, { owner = 'www.example.com', ttl = 300 } = {}): Uint8Array {
  const record = {
    owner: parseName(owner),
    type: typeCode(type) ?? 0,
    class: 1,
    ttl,
    rdata: encodeRdata(type, text),
  };
  return encodeMessage({ id: 1, qr: true, answers: [record] });
}

/** Why the wire is ours: what each makes of the same octets. `docs/decisions.md` tells the consequences. */
describe('where dns2 differs', () => {
  test.each<[string, Uint8Array, (ours: Loose) => unknown, unknown, (theirs: Loose) => unknown, unknown]>([
    [
      'a dot inside a label is lost',
      bytesOf('A', '192.0.2.1', { owner: 'a\\.b.test' }),
      (ours) => ours.owner,
      'a\\.b.test.',
      (theirs) => theirs.name,
      'a.b.test',
    ],
    [
      'a TTL with the top bit set is clamped',
      bytesOf('A', '192.0.2.1', { ttl: 0xffffffff }),
      (ours) => ours.ttl,
      0xffffffff,
      (theirs) => theirs.ttl,
      0x7fffffff,
    ],
    [
      'names keep the case of the sender',
      upperCased(bytesOf('A', '192.0.2.1', { owner: 'w.test' })),
      (ours) => ours.owner,
      'w.test.',
      (theirs) => theirs.name,
      'W.test',
    ],
    [
      'octets of TXT that are not UTF-8 are replaced',
      bytesOf('TXT', '"\\255"'),
      (ours) => [...(ours.rdata as Uint8Array)],
      [1, 255],
      (theirs) => theirs.data,
      ['\ufffd'],
    ],
    [
      'so are those of a CAA value',
      bytesOf('CAA', '0 issue "\\255"'),
      (ours) => (ours.rdata as Uint8Array).at(-1),
      255,
      (theirs) => theirs.value,
      '\ufffd',
    ],
    [
      'an IPv4-mapped address is hexadecimal (RFC 5952 §5 recommends the mixed form)',
      bytesOf('AAAA', '::ffff:192.0.2.1'),
      (ours) => ours.data,
      { kind: 'address', address: '::ffff:192.0.2.1' },
      (theirs) => theirs.address,
      '::ffff:c000:201',
    ],
  ])('%s', (_, bytes, our, ourValue, their, theirValue) => {
    expect(our(decodeMessage(bytes).answers[0] as unknown as Loose)).toEqual(ourValue);
    expect(their(parsed(bytes).answers[0] ?? {})).toEqual(theirValue);
  });

  test('a record that it cannot read is left out of the answers, and listed in errors', () => {
    const bytes = bytesOf('A', '192.0.2.1');
    const short = Uint8Array.from(bytes.subarray(0, -1));
    short[short.length - 4] = 3;
    expect(() => decodeMessage(short)).toThrow(/RDLENGTH 3 is too small/);
    expect(parsed(short)).toMatchObject({ answers: [], errors: [expect.anything()] });
  });

  test('octets after the last record pass', () => {
    const long = Uint8Array.from([...bytesOf('A', '192.0.2.1'), 0]);
    expect(() => decodeMessage(long)).toThrow(/left over/);
    expect(parsed(long).errors).toEqual([]);
  });

  test('a name pointer may lead forwards', () => {
    const bytes = Uint8Array.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 18, 0, 1, 0, 1, 1, 97, 0]);
    expect(() => decodeMessage(bytes)).toThrow(/does not lead back/);
    expect(parsed(bytes).questions[0]?.name).toBe('a');
  });
});

/** The same octets with the first label's first letter in upper case. */
function upperCased(bytes: Uint8Array): Uint8Array {
  return bytes.with(13, (bytes[13] ?? 0) - 32);
}

/** Lean reading of hot answers: whatever it takes for a lookalike must be what the decoder, and dns2, read there. */
import { Packet } from 'dns2';
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { DecodeError } from '../../src/dns/decodeError.ts';
import { encodeMessage, encodeQuery, type OutgoingMessage } from '../../src/dns/encode.ts';
import { mixLetterCase } from '../../src/dns/letterCase.ts';
import { createLookalikes, type LookalikeAnswer } from '../../src/dns/lookalikes.ts';
import type { Message } from '../../src/dns/message.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import { RECORD_TYPES } from '../../src/model/recordType.ts';

const APEX = parseName('example.com');
const { A, NS, SOA, RRSIG } = RECORD_TYPES;
const EDNS = { udpSize: 1232, dnssecOk: 'set' } as const;

interface Told {
  readonly label: string;
  readonly type: 'A' | 'AAAA';
  readonly ttl: number;
  readonly addresses: readonly string[];
  /** Of the RRSIG beside them, in place of a signature. */
  readonly signature: Uint8Array | null;
  readonly says: 'addresses' | 'nodata' | 'nxdomain';
}

/** Few kinds of anything that shapes an answer, so that lookalikes are frequent. */
const told: Arbitrary<Told> = fc
  .record({
    label: fc.constantFrom('www', 'api', 'ftp', 'a', 'b', 'x-1', 'www.shop', 'api.shop', 'aaa.b'),
    type: fc.constantFrom('A' as const, 'AAAA' as const),
    ttl: fc.constantFrom(300, 86_400, 4_000_000_000),
    v4: fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 3 }),
    v6: fc.uniqueArray(fc.ipV6(), { minLength: 1, maxLength: 2 }),
    signature: fc.option(fc.uint8Array({ minLength: 8, maxLength: 8 }), { freq: 3 }),
    says: fc.constantFrom('addresses' as const, 'addresses' as const, 'nodata' as const, 'nxdomain' as const),
  })
  .map(({ v4, v6, ...rest }) => ({ ...rest, addresses: rest.type === 'A' ? v4 : v6 }));

function nameOf({ label }: Told): Name {
  return parseName(`${label}.${APEX}`);
}

function answerTo(one: Told, id: number): Uint8Array {
  const name = nameOf(one);
  const type = RECORD_TYPES[one.type];
  const isPositive = one.says === 'addresses';
  const negative = {
    ...{ owner: APEX, type: SOA, class: 1, ttl: 900 },
    rdata: encodeRdata('SOA', 'ns1.example.com. hostmaster.example.com. 7 1 2 3 300'),
  };
  const servers = {
    owner: APEX,
    type: NS,
    class: 1,
    ttl: 3600,
    rdata: encodeRdata('NS', 'ns1.example.com.'),
  };
  const signature = {
    ...{ owner: name, type: RRSIG, class: 1, ttl: one.ttl },
    rdata: signatureOf(type, name, one.ttl, one.signature ?? new Uint8Array(8)),
  };
  const message: OutgoingMessage = {
    ...{ id, qr: true, aa: true, rcode: one.says === 'nxdomain' ? 3 : 0 },
    questions: [{ name, type, class: 1 }],
    answers: isPositive
      ? [
          ...one.addresses.map((text) => ({
            ...{ owner: name, type, class: 1, ttl: one.ttl },
            rdata: encodeRdata(one.type, text),
          })),
          ...(one.signature === null ? [] : [signature]),
        ]
      : [],
    authority: isPositive ? [servers] : [negative],
    edns: { udpSize: 1232, version: 0, dnssecOk: true, options: [] },
  };
  return encodeMessage(message);
}

/** RFC 4034 §3.1. */
function signatureOf(covers: number, name: Name, ttl: number, octets: Uint8Array): Uint8Array {
  const labels = name.split('.').length - 1;
  const signer = Buffer.from('\x07example\x03com\x00', 'latin1');
  const head = Buffer.alloc(18);
  head.writeUInt16BE(covers, 0);
  head.writeUInt8(13, 2);
  head.writeUInt8(labels, 3);
  head.writeUInt32BE(ttl, 4);
  Buffer.from(octets).copy(head, 8, 0, 8);
  return Buffer.concat([head, signer, Buffer.from(octets)]);
}

/** Sends, answers and reads, as a transport does. */
function exchange(lookalikes: ReturnType<typeof createLookalikes>, one: Told, id: number, change?: Change) {
  const ask = { name: nameOf(one), type: RECORD_TYPES[one.type], recursionDesired: false };
  const sent = encodeQuery(ask, { id, edns: EDNS });
  mixLetterCase(sent, { id: () => (id * 31 + 7) & 0xffff, fraction: () => 0 });
  const octets = answerTo(one, id);
  octets.set(sent.subarray(12, 12 + nameOf(one).length + 1), 12);
  if (change !== undefined) change(octets);
  const read = lookalikes.read(octets, sent);
  let message: Message | undefined;
  try {
    message = decodeMessage(octets);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  if (read === undefined && message !== undefined) lookalikes.learn(octets, sent, message);
  return { read, message, octets };
}

type Change = (octets: Uint8Array) => void;

/** What observing takes from a message, of the decoded one and of the one read as a lookalike. */
function essence(message: Message, name: Name, rdata?: readonly string[]) {
  const { qr, opcode, aa, tc, rd, ra, rcode } = message;
  const addresses = message.answers.flatMap(({ data }) => (data.kind === 'address' ? [data.address] : []));
  return {
    ...{ qr, opcode, aa, tc, rd, ra, rcode },
    rdata: rdata ?? [...new Set(addresses)].sort(),
    records: message.answers.map(({ owner, type, class: its, ttl, data }) => ({
      ...{ owner: owner === name ? 'the name' : owner, type, class: its, ttl, kind: data.kind },
      ...(data.kind === 'rrsig'
        ? { covers: data.covers, labels: data.labels, originalTtl: data.originalTtl }
        : {}),
    })),
    soa: message.authority.find(({ data }) => data.kind === 'soa'),
  };
}

function expectSame(read: LookalikeAnswer, message: Message | undefined, name: Name): void {
  expect(message).toBeDefined();
  if (message === undefined) return;
  expect(message.questions[0]?.name).toBe(name);
  expect(essence(read.shape.message, read.shape.name, read.rdata)).toEqual(essence(message, name));
}

describe('an answer that looks like one before', () => {
  it('is read without decoding as the decoder reads it', () => {
    let met = 0;
    fc.assert(
      fc.property(fc.array(told, { minLength: 30, maxLength: 60 }), (list) => {
        const lookalikes = createLookalikes(APEX);
        list.forEach((one, id) => {
          const { read, message } = exchange(lookalikes, one, id);
          if (read === undefined) return;
          met++;
          expectSame(read, message, nameOf(one));
        });
      }),
      { seed: 20261126 },
    );
    expect(met).toBeGreaterThan(200);
  });

  it('is read as dns2 reads it', () => {
    const lookalikes = createLookalikes(APEX);
    const one = { label: 'www', type: 'A', ttl: 300, signature: null, says: 'addresses' } as const;
    exchange(lookalikes, { ...one, addresses: ['192.0.2.1', '192.0.2.2'] }, 1);
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.constantFrom('api', 'ftp', 'www'), (first, second, label) => {
        const { read, octets } = exchange(lookalikes, { ...one, label, addresses: [first, second] }, 2);
        const { answers } = Packet.parse(Buffer.from(octets)) as unknown as {
          answers: { address: string; ttl: number }[];
        };
        expect(read?.rdata).toEqual([...new Set(answers.map(({ address }) => address))].sort());
        expect(answers.map(({ ttl }) => ttl)).toEqual(read?.shape.message.answers.map(({ ttl }) => ttl));
      }),
    );
  });

  it('is decoded as soon as one octet says something else', () => {
    let met = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(told, fc.option(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { freq: 1 })),
          {
            minLength: 30,
            maxLength: 60,
          },
        ),
        (list) => {
          const lookalikes = createLookalikes(APEX);
          list.forEach(([one, change], id) => {
            const { read, message } = exchange(lookalikes, one, id, (octets) => {
              // The ID is the transport's to compare.
              if (change !== null) octets[2 + (change[0] % (octets.length - 2))] = change[1];
            });
            if (read === undefined) return;
            met++;
            expectSame(read, message, nameOf(one));
          });
        },
      ),
      { seed: 20261126, numRuns: 400 },
    );
    expect(met).toBeGreaterThan(200);
  });
});

describe('an answer that no other may look like', () => {
  const sent = (name: string, type = A) =>
    encodeQuery({ name: parseName(name), type, recursionDesired: false }, { id: 1, edns: EDNS });
  const address = (owner: string, ttl = 300) => ({
    ...{ owner: parseName(owner), type: A, class: 1, ttl, rdata: encodeRdata('A', '192.0.2.1') },
  });
  const soa = (owner: string) => ({
    ...{ owner: parseName(owner), type: SOA, class: 1, ttl: 900 },
    rdata: encodeRdata('SOA', 'ns1.example.com. hostmaster.example.com. 7 1 2 3 300'),
  });
  const www = { name: parseName('www.example.com'), type: A, class: 1 };
  const usual: OutgoingMessage = { id: 1, qr: true, aa: true, questions: [www] };

  it.each<readonly [string, OutgoingMessage]>([
    ['is without authority', { ...usual, aa: false, answers: [address('www.example.com')] }],
    ['was cut', { ...usual, tc: true, answers: [address('www.example.com')] }],
    ['leads elsewhere', { ...usual, answers: [address('web.example.com')] }],
    ['is a failure', { ...usual, rcode: 2 }],
    ['says nothing at all', usual],
    ['denies by the SOA of another zone', { ...usual, authority: [soa('www.example.com')] }],
    [
      'brings the SOA of another zone along',
      { ...usual, answers: [address('www.example.com')], authority: [soa('www.example.com')] },
    ],
    [
      'denies by two SOAs',
      { ...usual, authority: [{ ...soa('example.com'), class: 3 }, soa('www.example.com')] },
    ],
    ['has another type too', { ...usual, answers: [address('www.example.com'), soa('www.example.com')] }],
  ])('%s', (_, message) => {
    const octets = encodeMessage(message);
    expect(
      createLookalikes(APEX).learn(octets, sent('www.example.com'), decodeMessage(octets)),
    ).toBeUndefined();
  });

  it('is about the apex, a wildcard, an escaped octet or a name elsewhere', () => {
    for (const name of ['example.com', '*.example.com', 'a\\.b.example.com', 'www.example.org']) {
      const octets = encodeMessage({
        ...usual,
        questions: [{ ...www, name: parseName(name) }],
        answers: [address(name)],
      });
      expect(createLookalikes(APEX).learn(octets, sent(name), decodeMessage(octets))).toBeUndefined();
    }
  });

  it('has what could be a pointer into the letters of the name or into an address', () => {
    // Only text here, but nobody can tell without decoding. The name begins at 12, its letters at 13, the address at 45.
    for (const target of [13, 14, 45]) {
      const text = Uint8Array.of(2, 0xc0, target);
      const txt = { owner: APEX, type: RECORD_TYPES.TXT, class: 1, ttl: 60, rdata: text };
      const octets = encodeMessage({ ...usual, answers: [address('www.example.com')], authority: [txt] });
      expect(octets.subarray(45, 49)).toEqual(Uint8Array.of(192, 0, 2, 1));
      const learnt = createLookalikes(APEX).learn(octets, sent('www.example.com'), decodeMessage(octets));
      expect(learnt).toBeUndefined();
    }
  });

  it('has what could be a pointer to a name that goes on through an address', () => {
    // The TTL from 39 on ends in a 3: two octets of RDLENGTH and one of the address, the next label is the rest of it.
    const octets = encodeMessage({
      ...usual,
      answers: [{ ...address('www.example.com', 3), rdata: Uint8Array.of(1, 2, 0x61, 0x62) }],
      authority: [
        { owner: APEX, type: RECORD_TYPES.TXT, class: 1, ttl: 60, rdata: Uint8Array.of(2, 0xc0, 42) },
      ],
    });
    expect(octets.subarray(39, 49)).toEqual(Uint8Array.of(0, 0, 0, 3, 0, 4, 1, 2, 0x61, 0x62));
    const learnt = createLookalikes(APEX).learn(octets, sent('www.example.com'), decodeMessage(octets));
    expect(learnt).toBeUndefined();
  });

  it('is not remembered beyond a bound', () => {
    const lookalikes = createLookalikes(APEX);
    let remembered = 0;
    for (let ttl = 1; ttl <= 200; ttl++) {
      const octets = encodeMessage({ ...usual, answers: [address('www.example.com', ttl)] });
      const learnt = lookalikes.learn(octets, sent('www.example.com'), decodeMessage(octets));
      if (learnt !== undefined) remembered++;
    }
    expect(remembered).toBe(24);
  });

  it('is not remembered where other zones have taken the room', () => {
    const room = { left: 1 };
    const octets = encodeMessage({ ...usual, answers: [address('www.example.com')] });
    const learn = () =>
      createLookalikes(APEX, room).learn(octets, sent('www.example.com'), decodeMessage(octets));
    expect(learn()).toBeDefined();
    expect(learn()).toBeUndefined();
  });
});

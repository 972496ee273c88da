import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { DecodeError } from '../../src/dns/decodeError.ts';
import { encodeMessage, encodeQuery, type OutgoingRecord } from '../../src/dns/encode.ts';
import { presentRdata } from '../../src/dns/present.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import { anyMessage, presented } from './arbitraries.ts';

const NAME = parseName('www.example.com');

function record(type: number, text: string, ttl = 300, owner: Name = NAME): OutgoingRecord {
  return { owner, type, class: 1, ttl, rdata: encodeRdata(type, text) };
}

function bare({ owner, type, class: dnsClass, ttl, rdata }: OutgoingRecord): unknown {
  return { owner, type, class: dnsClass, ttl, rdata: [...rdata] };
}

describe('encodeMessage and decodeMessage', () => {
  test('give back every message', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const decoded = decodeMessage(encodeMessage(message));
        const { answers, authority, additional, edns, ...head } = decoded;
        expect(head).toEqual({
          ...message,
          answers: undefined,
          authority: undefined,
          additional: undefined,
          edns: undefined,
        });
        expect(answers.map(bare)).toEqual(message.answers.map(bare));
        expect(authority.map(bare)).toEqual(message.authority.map(bare));
        expect(additional.map(bare)).toEqual(message.additional.map(bare));
        expect(edns).toEqual(
          message.edns === null ? null : { ...message.edns, extendedRcode: message.rcode >> 4 },
        );
      }),
    );
  });

  test('give back a decoded message as it is', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const decoded = decodeMessage(encodeMessage(message));
        expect(decodeMessage(encodeMessage(decoded))).toEqual(decoded);
      }),
    );
  });

  test('show RDATA as it was written', () => {
    fc.assert(
      fc.property(presented, ({ type, text }) => {
        const rdata = encodeRdata(type, text);
        const code = {
          A: 1,
          NS: 2,
          CNAME: 5,
          SOA: 6,
          PTR: 12,
          MX: 15,
          TXT: 16,
          SRV: 33,
          DNAME: 39,
          CAA: 257,
        }[type];
        const bytes = encodeMessage({
          id: 1,
          answers: [{ owner: NAME, type: code ?? 0, class: 1, ttl: 1, rdata }],
        });
        const [answer] = decodeMessage(bytes).answers;
        expect(answer && presentRdata(answer)).toBe(text);
      }),
    );
  });

  test('keep a TTL with the top bit set as it was seen', () => {
    const bytes = encodeMessage({ id: 1, qr: true, answers: [record(1, '192.0.2.1', 0xffffffff)] });
    expect(decodeMessage(bytes).answers[0]?.ttl).toBe(4_294_967_295);
  });

  test('compress owner names, also where a label holds a dot', () => {
    const owner = parseName('a\\.b.example.com');
    const answers = [1, 2, 3].map((i) => record(1, `192.0.2.${i}`, 60, owner));
    const bytes = encodeMessage({ id: 1, questions: [{ name: owner, type: 1, class: 1 }], answers });
    expect(bytes.length).toBe(12 + 17 + 4 + 3 * 16);
    expect(decodeMessage(bytes).answers.map((answer) => answer.owner)).toEqual([owner, owner, owner]);
  });
});

describe('encodeQuery', () => {
  const ask = { name: NAME, type: 28, recursionDesired: true };

  test('asks one question with EDNS(0) and DO', () => {
    const message = decodeMessage(encodeQuery(ask, { id: 7, edns: { udpSize: 1232, dnssecOk: 'set' } }));
    expect(message).toMatchObject({
      id: 7,
      qr: false,
      rd: true,
      questions: [{ name: NAME, type: 28, class: 1 }],
    });
    expect(message.edns).toEqual({
      udpSize: 1232,
      extendedRcode: 0,
      version: 0,
      dnssecOk: true,
      options: [],
    });
  });

  test('is what encodeMessage writes', () => {
    for (const dnssecOk of ['set', 'clear'] as const) {
      const edns = { udpSize: 1232, version: 0, dnssecOk: dnssecOk === 'set', options: [] };
      const questions = [{ name: NAME, type: 28, class: 1 }];
      expect(encodeQuery(ask, { id: 65_535, edns: { udpSize: 1232, dnssecOk } })).toEqual(
        encodeMessage({ id: 65_535, rd: true, questions, edns }),
      );
      expect(encodeQuery({ ...ask, recursionDesired: false }, { id: 1, edns: null })).toEqual(
        encodeMessage({ id: 1, questions }),
      );
    }
  });
});

describe('what does not fit is refused when writing', () => {
  test.each([
    ['an RCODE above 15 without EDNS', { id: 1, rcode: 16 }, /RCODE 16 does not fit/],
    ['an id of 17 bits', { id: 65_536 }, /65536 does not fit/],
    [
      'more than 65,535 octets',
      {
        id: 1,
        answers: [0, 1].map(() => ({ ...record(1, '192.0.2.1'), type: 10, rdata: new Uint8Array(40_000) })),
      },
      /a message of 80\d\d\d octets/,
    ],
  ])('%s', (_, message, complaint) => {
    expect(() => encodeMessage(message)).toThrow(complaint);
  });
});

describe('decodeMessage never ends otherwise than by a message or a DecodeError', () => {
  function decodeOrRefuse(bytes: Uint8Array): void {
    try {
      const message = decodeMessage(bytes);
      for (const seen of [...message.answers, ...message.authority, ...message.additional])
        presentRdata(seen);
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
    }
  }

  test('of random octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decodeOrRefuse), { numRuns: 2000 });
  });

  test('of random octets as RDATA of every type', () => {
    const rdata = fc.uint8Array({ maxLength: 60 });
    const type = fc.oneof(fc.integer({ min: 0, max: 265 }), fc.integer({ min: 0, max: 65_535 }));
    fc.assert(
      fc.property(rdata, type, fc.constantFrom(1, 3, 254, 255), (octets, code, dnsClass) => {
        const answers = [{ owner: NAME, type: code, class: dnsClass, ttl: 1, rdata: octets }];
        decodeOrRefuse(encodeMessage({ id: 1, answers }));
        decodeOrRefuse(encodeMessage({ id: 1, opcode: 5, additional: answers }));
      }),
      { numRuns: 5000 },
    );
  });

  test('of good messages with some octets changed, or cut off', () => {
    const change = fc.tuple(fc.nat(600), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 12, 41, 0xc0, 0xff)));
    fc.assert(
      fc.property(anyMessage, fc.array(change, { maxLength: 4 }), fc.nat(600), (message, changes, length) => {
        const bytes = encodeMessage(message);
        for (const [at, octet] of changes) if (at < bytes.length) bytes[at] = octet;
        decodeOrRefuse(bytes);
        decodeOrRefuse(bytes.subarray(0, length));
      }),
      { numRuns: 1000 },
    );
  });
});

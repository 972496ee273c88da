/** Names, records and messages for the properties of this room. */
import fc, { type Arbitrary } from 'fast-check';
import type { OutgoingMessage, OutgoingRecord } from '../../src/dns/encode.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import { type Name, nameOfLabels, parseName } from '../../src/model/name.ts';
import { RECORD_TYPES } from '../../src/model/recordType.ts';

/** Any octets at all, within the limits of RFC 1035. */
export const anyName: Arbitrary<Name> = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 5 })
  .filter((labels) => labels.reduce((octets, label) => octets + label.length + 1, 1) <= 255)
  .map(nameOfLabels);

/** Letters, digits, hyphens and underscores. */
export const hostName: Arbitrary<Name> = fc
  .array(fc.stringMatching(/^[a-z0-9_][a-z0-9_-]{0,14}$/), { minLength: 1, maxLength: 5 })
  .map((labels) => parseName(labels.join('.')));

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });

/** A type and its RDATA as text, in the form that `presentRdata` gives back. */
export const presented: Arbitrary<{ type: string; text: string }> = fc.oneof(
  fc.ipV4().map((text) => ({ type: 'A', text })),
  hostName.chain((name) =>
    fc.constantFrom('NS', 'CNAME', 'DNAME', 'PTR').map((type) => ({ type, text: name as string })),
  ),
  fc.tuple(u16, anyName).map(([preference, name]) => ({ type: 'MX', text: `${preference} ${name}` })),
  fc.tuple(u16, u16, u16, anyName).map(([priority, weight, port, name]) => ({
    type: 'SRV',
    text: `${priority} ${weight} ${port} ${name}`,
  })),
  fc
    .tuple(anyName, anyName, fc.array(u32, { minLength: 5, maxLength: 5 }))
    .map(([mname, rname, numbers]) => ({
      type: 'SOA',
      text: `${mname} ${rname} ${numbers.join(' ')}`,
    })),
  fc
    .tuple(u8, fc.stringMatching(/^[a-z0-9]{1,10}$/), fc.stringMatching(/^[ !#-[\]-~]{0,300}$/))
    .map(([flags, tag, value]) => ({ type: 'CAA', text: `${flags} ${tag} "${value}"` })),
  fc
    .array(fc.stringMatching(/^[ !#-[\]-~]{0,255}$/), { minLength: 1, maxLength: 4 })
    .map((strings) => ({ type: 'TXT', text: strings.map((string) => `"${string}"`).join(' ') })),
);

const anyFlag = fc.boolean();

/** Records of known types with good RDATA. */
export const anyRecord: Arbitrary<OutgoingRecord> = fc
  .record({ owner: anyName, ttl: u32, presented })
  .map(({ owner, ttl, presented: { type, text } }) => ({
    owner,
    type: RECORD_TYPES[type as keyof typeof RECORD_TYPES],
    class: 1,
    ttl,
    rdata: encodeRdata(type, text),
  }));

/** Messages with and without EDNS, all flags, raw TTLs. */
export const anyMessage: Arbitrary<Required<OutgoingMessage>> = fc
  .record({
    id: u16,
    qr: anyFlag,
    opcode: fc.integer({ min: 0, max: 15 }),
    aa: anyFlag,
    tc: anyFlag,
    rd: anyFlag,
    ra: anyFlag,
    ad: anyFlag,
    cd: anyFlag,
    rcode: fc.integer({ min: 0, max: 4095 }),
    questions: fc.array(fc.record({ name: anyName, type: u16, class: u16 }), { maxLength: 2 }),
    answers: fc.array(anyRecord, { maxLength: 6 }),
    authority: fc.array(anyRecord, { maxLength: 4 }),
    additional: fc.array(anyRecord, { maxLength: 4 }),
    edns: fc.option(
      fc.record({
        udpSize: u16,
        version: u8,
        dnssecOk: anyFlag,
        options: fc.array(fc.record({ code: u16, data: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 3 }),
      }),
    ),
  })
  .map((message) => (message.edns === null ? { ...message, rcode: message.rcode & 0xf } : message));

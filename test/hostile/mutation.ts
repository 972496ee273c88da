/** Answers gone wrong, as data: what was drawn by chance can be kept in a file and played again. */
import fc, { type Arbitrary } from 'fast-check';
import { decodeMessage } from '../../src/dns/decode.ts';
import { encodeMessage, type OutgoingMessage, type OutgoingRecord } from '../../src/dns/encode.ts';
import { encodeName } from '../../src/dns/name.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import { RECORD_TYPES } from '../../src/model/recordType.ts';
import { type ReferenceRecord, readStrictly } from './referenceReader.ts';

/** What the answer says before anything goes wrong. */
export const BASES = ['ready', 'long', 'unequal', 'alias', 'signed', 'absent', 'empty', 'referral'] as const;
export type Base = (typeof BASES)[number];

/** One thing that goes wrong. `at` is a share of the message, `record` counts through the records, round and round. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'overwrite'; readonly at: number; readonly octets: readonly number[] }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'append'; readonly octets: readonly number[] }
  | { readonly kind: 'count'; readonly section: number; readonly value: number }
  | { readonly kind: 'pointer'; readonly at: number; readonly target: number }
  | { readonly kind: 'rdlength'; readonly record: number; readonly value: number }
  | { readonly kind: 'ttl'; readonly record: number; readonly value: number }
  | { readonly kind: 'class'; readonly record: number; readonly value: number }
  | { readonly kind: 'type'; readonly record: number; readonly value: number }
  | { readonly kind: 'repeat'; readonly record: number; readonly times: number }
  | { readonly kind: 'long-name'; readonly record: number; readonly labels: number }
  | { readonly kind: 'flags'; readonly value: number }
  | { readonly kind: 'question'; readonly field: 'name' | 'type' | 'class'; readonly value: number };

export interface HostileAnswer {
  readonly base: Base;
  readonly mutations: readonly Mutation[];
}

const share = fc.double({ min: 0, max: 1, noNaN: true }).map((at) => Math.round(at * 10_000) / 10_000);
const record = fc.nat(7);
const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 6 });
const u16 = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 1, 2, 5, 41, 0xffff));
const u32 = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 300, 0x7fffffff, 0x80000000, 0x8000012c, 0xffffffff),
);

/** Any, and those that differ in one bit from what an authority says: AA, TC, RCODEs, opcodes, QR. */
const flags = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.constantFrom(0x8000, 0x8400, 0x8600, 0x8480, 0x8402, 0x8403, 0x8405, 0x8c00, 0xa400, 0x0400),
);

const anyMutation: Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: share, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('overwrite' as const), at: share, octets }),
  fc.record({ kind: fc.constant('cut' as const), at: share }),
  fc.record({ kind: fc.constant('append' as const), octets }),
  fc.record({ kind: fc.constant('count' as const), section: fc.nat(3), value: u16 }),
  fc.record({ kind: fc.constant('pointer' as const), at: share, target: fc.nat(0x3fff) }),
  fc.record({ kind: fc.constant('rdlength' as const), record, value: u16 }),
  fc.record({ kind: fc.constant('ttl' as const), record, value: u32 }),
  fc.record({ kind: fc.constant('class' as const), record, value: u16 }),
  fc.record({ kind: fc.constant('type' as const), record, value: u16 }),
  fc.record({ kind: fc.constant('repeat' as const), record, times: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('long-name' as const), record, labels: fc.integer({ min: 1, max: 130 }) }),
  fc.record({ kind: fc.constant('flags' as const), value: flags }),
  fc.record({
    kind: fc.constant('question' as const),
    field: fc.constantFrom('name', 'type', 'class'),
    value: fc.oneof(u16, fc.constantFrom(1, 3, 5, 28, 254, 255)),
  }),
);

export const anyHostileAnswer: Arbitrary<HostileAnswer> = fc.record({
  base: fc.constantFrom(...BASES),
  mutations: fc.array(anyMutation, { minLength: 1, maxLength: 4 }),
});

/** The octets to answer `query` with; they fit into the length field of a stream. */
export function octetsOf({ base, mutations }: HostileAnswer, query: Uint8Array): Uint8Array {
  let bytes = baseAnswer(base, query);
  for (const mutation of mutations) bytes = mutated(bytes, mutation);
  return bytes.subarray(0, 0xffff);
}

function mutated(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  const placeAt = (at: number): number => Math.min(copy.length - 1, Math.floor(at * copy.length));
  if (copy.length < 12) return copy;
  switch (mutation.kind) {
    case 'flip': {
      const at = placeAt(mutation.at);
      copy[at] = (copy[at] ?? 0) ^ (1 << mutation.bit);
      return copy;
    }
    case 'overwrite':
      copy.set(mutation.octets.slice(0, copy.length - placeAt(mutation.at)), placeAt(mutation.at));
      return copy;
    case 'cut':
      return copy.subarray(0, placeAt(mutation.at));
    case 'append':
      return Uint8Array.from([...copy, ...mutation.octets]);
    case 'count':
      view.setUint16(4 + 2 * mutation.section, mutation.value);
      return copy;
    case 'pointer': {
      const at = Math.min(placeAt(mutation.at), copy.length - 2);
      view.setUint16(at, 0xc000 | (mutation.target % copy.length));
      return copy;
    }
    case 'flags':
      view.setUint16(2, mutation.value);
      return copy;
    case 'question': {
      const end = copy.indexOf(0, 12);
      if (end < 0 || end + 5 > copy.length) return copy;
      if (mutation.field === 'name') copy[13] = mutation.value & 0xff;
      else view.setUint16(end + (mutation.field === 'type' ? 1 : 3), mutation.value);
      return copy;
    }
    case 'repeat': {
      const place = recordAt(copy, mutation.record);
      if (place === undefined) return copy;
      const one = copy.subarray(place.start, place.end);
      const count = 6 + 2 * ['answer', 'authority', 'additional'].indexOf(place.section);
      view.setUint16(count, view.getUint16(count) + mutation.times);
      const more = Array.from({ length: mutation.times }, () => [...one]).flat();
      return Uint8Array.from([...copy.subarray(0, place.end), ...more, ...copy.subarray(place.end)]);
    }
    case 'long-name': {
      const place = recordAt(copy, mutation.record);
      if (place === undefined) return copy;
      const name = Array.from({ length: mutation.labels }, () => [1, 0x61]).flat();
      return Uint8Array.from([...copy.subarray(0, place.start), ...name, 0, ...copy.subarray(place.fixed)]);
    }
    default: {
      const place = recordAt(copy, mutation.record);
      if (place === undefined) return copy;
      const { fixed } = place;
      if (mutation.kind === 'ttl') view.setUint32(fixed + 4, mutation.value);
      else view.setUint16(fixed + { type: 0, class: 2, rdlength: 8 }[mutation.kind], mutation.value);
      return copy;
    }
  }
}

/** Undefined once the message cannot be read any more. */
function recordAt(bytes: Uint8Array, index: number): ReferenceRecord | undefined {
  const records = readStrictly(bytes)?.records ?? [];
  return records[index % Math.max(1, records.length)];
}

const APEX = parseName('example.com');

function baseAnswer(base: Base, query: Uint8Array): Uint8Array {
  const { id, questions } = decodeMessage(query);
  const name = questions[0]?.name ?? APEX;
  const edns = { udpSize: 1232, version: 0, dnssecOk: true, options: [] };
  const whole = { id, qr: true, aa: true, questions, edns, ...partsOf(base, name) };
  const bytes = encodeMessage(whole);
  // With the letters of the question, or it is forged in the eyes of whoever asked.
  bytes.set(query.subarray(12, 12 + encodeName(name).length), 12);
  return bytes;
}

function partsOf(base: Base, name: Name): Partial<OutgoingMessage> {
  const authority = [recordOf(APEX, 'NS', 172_800, 'ns1.example.net.')];
  const soa = recordOf(APEX, 'SOA', 900, 'ns1.example.net. hostmaster.example.com. 1 7200 900 1209600 900');
  switch (base) {
    case 'ready':
      return { answers: [recordOf(name, 'A', 300, '192.0.2.7')] };
    case 'long': {
      const addresses = ['192.0.2.7', '192.0.2.8', '192.0.2.9'];
      const additional = [recordOf(parseName('ns1.example.net'), 'A', 172_800, '198.51.100.1')];
      return {
        answers: addresses.map((address) => recordOf(name, 'A', 86_400, address)),
        authority,
        additional,
      };
    }
    case 'unequal':
      return { answers: [recordOf(name, 'A', 60, '192.0.2.7'), recordOf(name, 'A', 86_400, '192.0.2.8')] };
    case 'alias': {
      const target = parseName('web.example.com');
      return { answers: [recordOf(name, 'CNAME', 300, target), recordOf(target, 'A', 86_400, '192.0.2.7')] };
    }
    case 'signed': {
      const signature = 'A 8 3 86400 20270101000000 20261101000000 1 example.com. AAAA';
      return { answers: [recordOf(name, 'A', 300, '192.0.2.7'), recordOf(name, 'RRSIG', 300, signature)] };
    }
    case 'absent':
      return { rcode: 3, authority: [soa] };
    case 'empty':
      return { authority: [soa] };
    case 'referral':
      return { aa: false, authority: [recordOf(name, 'NS', 300, 'ns1.example.net.')] };
  }
}

function recordOf(owner: Name, type: keyof typeof RECORD_TYPES, ttl: number, text: string): OutgoingRecord {
  return { owner, type: RECORD_TYPES[type], class: 1, ttl, rdata: encodeRdata(RECORD_TYPES[type], text) };
}

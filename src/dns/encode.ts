/** Messages to octets (RFC 1035 §4.1). Transports send queries, `world/` sends responses, `providers/` sends updates. */
import { labelTexts, type Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { CLASS } from './dnsClass.ts';
import type { Ask } from './exchange.ts';
import type { Edns, Question } from './message.ts';
import { encodeName, writePlainName } from './name.ts';

/** A record to write; a decoded `ResourceRecord` is one too. */
export interface OutgoingRecord {
  readonly owner: Name;
  readonly type: number;
  readonly class: number;
  /** 0…2³²−1. */
  readonly ttl: number;
  readonly rdata: Uint8Array;
}

/** What is left out is 0, clear or empty. A decoded `Message` is one too. */
export interface OutgoingMessage {
  readonly id: number;
  readonly qr?: boolean;
  readonly opcode?: number;
  readonly aa?: boolean;
  readonly tc?: boolean;
  readonly rd?: boolean;
  readonly ra?: boolean;
  readonly ad?: boolean;
  readonly cd?: boolean;
  /** Above 15 only with `edns`. */
  readonly rcode?: number;
  readonly questions?: readonly Question[];
  readonly answers?: readonly OutgoingRecord[];
  readonly authority?: readonly OutgoingRecord[];
  readonly additional?: readonly OutgoingRecord[];
  /** Written as the last additional record. */
  readonly edns?: Omit<Edns, 'extendedRcode'> | null;
}

export interface QueryOptions {
  readonly id: number;
  readonly edns: { readonly udpSize: number; readonly dnssecOk: 'set' | 'clear' } | null;
}

/** RFC 1035 §4.2.2: a length field of 16 bits. */
const MAX_MESSAGE_OCTETS = 65_535;
/** RFC 1035 §4.1.4: a pointer has 14 bits. */
const MAX_POINTER = 0x3fff;

/** One question of class IN, with EDNS(0) unless `edns` is null. */
export function encodeQuery(ask: Ask, options: QueryOptions): Uint8Array {
  const { edns } = options;
  const isPlain = ask.name !== '.' && !ask.name.includes('\\');
  const escaped = isPlain ? undefined : encodeName(ask.name);
  const nameOctets = escaped?.length ?? ask.name.length + 1;
  const bytes = new Uint8Array(12 + nameOctets + 4 + (edns === null ? 0 : 11));
  put16(bytes, 0, options.id);
  bytes[2] = ask.recursionDesired ? 0x01 : 0;
  bytes[5] = 1;
  if (escaped === undefined) writePlainName(bytes, 12, ask.name);
  else bytes.set(escaped, 12);
  let at = 12 + nameOctets;
  put16(bytes, at, ask.type);
  put16(bytes, at + 2, CLASS.IN);
  at += 4;
  if (edns !== null) {
    bytes[11] = 1;
    put16(bytes, at + 1, RECORD_TYPES.OPT);
    put16(bytes, at + 3, edns.udpSize);
    if (edns.dnssecOk === 'set') bytes[at + 7] = 0x80;
  }
  return bytes;
}

/**
 * Any message. Owner names are compressed, RDATA is written as it is. Throws RangeError where it does not fit:
 * more than 65,535 octets, an RCODE above 15 without EDNS, a number too large for its field.
 */
export function encodeMessage(message: OutgoingMessage): Uint8Array {
  const rcode = message.rcode ?? 0;
  const edns = message.edns ?? null;
  if (rcode > (edns === null ? 15 : 4095))
    throw new RangeError(
      `RCODE ${rcode} does not fit into a message ${edns === null ? 'without' : 'with'} EDNS`,
    );
  const { questions = [], answers = [], authority = [], additional = [] } = message;
  const writer = newWriter(512);
  write16(writer, message.id);
  write16(writer, flagsOf(message) | (rcode & 0xf));
  write16(writer, questions.length);
  write16(writer, answers.length);
  write16(writer, authority.length);
  write16(writer, additional.length + (edns === null ? 0 : 1));
  for (const question of questions) {
    writeName(writer, question.name);
    write16(writer, question.type);
    write16(writer, question.class);
  }
  for (const record of [...answers, ...authority, ...additional]) writeRecord(writer, record);
  if (edns !== null) writeRecord(writer, optRecord(edns, rcode));
  if (writer.at > MAX_MESSAGE_OCTETS)
    throw new RangeError(`a message of ${writer.at} octets (${MAX_MESSAGE_OCTETS} are allowed)`);
  return writer.bytes.slice(0, writer.at);
}

function flagsOf(message: OutgoingMessage): number {
  return (
    (message.qr ? 0x8000 : 0) |
    (((message.opcode ?? 0) & 0xf) << 11) |
    (message.aa ? 0x0400 : 0) |
    (message.tc ? 0x0200 : 0) |
    (message.rd ? 0x0100 : 0) |
    (message.ra ? 0x0080 : 0) |
    (message.ad ? 0x0020 : 0) |
    (message.cd ? 0x0010 : 0)
  );
}

/** RFC 6891 §6.1.2 and §6.1.3: the fields of a record, given another meaning. */
function optRecord(edns: Omit<Edns, 'extendedRcode'>, rcode: number): OutgoingRecord {
  const options = newWriter(16);
  for (const { code, data } of edns.options) {
    write16(options, code);
    write16(options, data.length);
    writeBytes(options, data);
  }
  return {
    owner: '.' as Name,
    type: RECORD_TYPES.OPT,
    class: edns.udpSize,
    ttl: (rcode >> 4) * 0x1000000 + (edns.version << 16) + (edns.dnssecOk ? 0x8000 : 0),
    rdata: options.bytes.subarray(0, options.at),
  };
}

interface Writer {
  bytes: Uint8Array;
  at: number;
  /** Where names, and the names above them, stand in the message. */
  readonly names: Map<string, number>;
}

function newWriter(octets: number): Writer {
  return { bytes: new Uint8Array(octets), at: 0, names: new Map() };
}

function reserve(writer: Writer, octets: number): void {
  if (writer.at + octets <= writer.bytes.length) return;
  const larger = new Uint8Array(Math.max(writer.bytes.length * 2, writer.at + octets));
  larger.set(writer.bytes);
  writer.bytes = larger;
}

function writeRecord(writer: Writer, record: OutgoingRecord): void {
  writeName(writer, record.owner);
  write16(writer, record.type);
  write16(writer, record.class);
  write16(writer, Math.floor(record.ttl / 0x10000));
  write16(writer, record.ttl % 0x10000);
  write16(writer, record.rdata.length);
  writeBytes(writer, record.rdata);
}

function writeName(writer: Writer, name: Name): void {
  const labels = labelTexts(name);
  let rest: string = name;
  for (const label of labels) {
    const known = writer.names.get(rest);
    if (known !== undefined) {
      write16(writer, 0xc000 | known);
      return;
    }
    if (writer.at <= MAX_POINTER) writer.names.set(rest, writer.at);
    writeBytes(writer, encodeName(`${label}.` as Name).subarray(0, -1));
    rest = rest.slice(label.length + 1);
  }
  writeBytes(writer, new Uint8Array(1));
}

function writeBytes(writer: Writer, bytes: Uint8Array): void {
  reserve(writer, bytes.length);
  writer.bytes.set(bytes, writer.at);
  writer.at += bytes.length;
}

function write16(writer: Writer, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff)
    throw new RangeError(`${value} does not fit into a field of 16 bits`);
  reserve(writer, 2);
  put16(writer.bytes, writer.at, value);
  writer.at += 2;
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 0xff;
}

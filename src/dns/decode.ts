/** Octets to messages (RFC 1035 §4.1). A message is read as a whole or refused as a whole. */
import type { Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { DecodeError } from './decodeError.ts';
import { CLASS } from './dnsClass.ts';
import { formatIpv4, formatIpv6 } from './ipAddress.ts';
import { layoutOf } from './layout.ts';
import type { Edns, Message, Question, RecordData, ResourceRecord } from './message.ts';
import { readName } from './name.ts';
import { objectionTo } from './objection.ts';
import { type NameReader, read16, read32, readRdata } from './readRdata.ts';

const HEADER_OCTETS = 12;
/** RFC 2136 §1.3. */
const OPCODE_UPDATE = 5;
const OPAQUE: RecordData = { kind: 'opaque' };

interface Reader {
  readonly bytes: Uint8Array;
  readonly opcode: number;
  readonly nameAt: NameReader;
  at: number;
}

/**
 * The message in these octets. Throws DecodeError, and nothing else, where anything in it cannot be read: counts
 * that promise more than there is, octets left over, a name or a record's data against its RFC, a second OPT
 * or one outside the additional section (RFC 6891 §6.1.1), a TSIG that is not last (RFC 8945 §5.1).
 */
export function decodeMessage(bytes: Uint8Array): Message {
  if (bytes.length < HEADER_OCTETS)
    throw new DecodeError(`a message of ${bytes.length} octets (its header has 12)`, bytes.length);
  // One copy for the whole message: what comes may be a pooled buffer that its owner writes to again.
  const own = new Uint8Array(bytes);
  const flags = read16(own, 2);
  const reader: Reader = {
    bytes: own,
    opcode: (flags >> 11) & 0xf,
    nameAt: rememberingNames(own),
    at: HEADER_OCTETS,
  };
  const questions: Question[] = [];
  for (let i = read16(own, 4); i > 0; i--) questions.push(nextQuestion(reader));
  const answers = nextRecords(reader, read16(own, 6));
  const authority = nextRecords(reader, read16(own, 8));
  const rest = nextRecords(reader, read16(own, 10));
  if (reader.at < own.length)
    throw new DecodeError(`${own.length - reader.at} octets are left over after the last record`, reader.at);
  refuseMisplaced(answers, authority, rest);
  const opt = rest.find((record) => record.type === RECORD_TYPES.OPT);
  const edns = opt === undefined ? null : ednsOf(opt);
  return {
    id: read16(own, 0),
    qr: (flags & 0x8000) !== 0,
    opcode: reader.opcode,
    aa: (flags & 0x0400) !== 0,
    tc: (flags & 0x0200) !== 0,
    rd: (flags & 0x0100) !== 0,
    ra: (flags & 0x0080) !== 0,
    ad: (flags & 0x0020) !== 0,
    cd: (flags & 0x0010) !== 0,
    rcode: ((edns?.extendedRcode ?? 0) << 4) | (flags & 0xf),
    questions,
    answers,
    authority,
    additional: opt === undefined ? rest : rest.filter((record) => record !== opt),
    edns,
  };
}

/** Most names of an answer are one pointer to the same place: what stands there is read once. */
function rememberingNames(bytes: Uint8Array): NameReader {
  const known = new Map<number, Name>();
  return (offset, limit) => {
    const within = limit < bytes.length ? bytes.subarray(0, limit) : bytes;
    if (offset + 1 >= limit || (bytes[offset] ?? 0) < 0xc0) return readName(within, offset);
    const target = read16(bytes, offset) & 0x3fff;
    const name = target < offset ? known.get(target) : undefined;
    if (name !== undefined) return { name, end: offset + 2 };
    const read = readName(within, offset);
    known.set(target, read.name);
    return read;
  };
}

function nextQuestion(reader: Reader): Question {
  const { name, end } = reader.nameAt(reader.at, reader.bytes.length);
  if (end + 4 > reader.bytes.length) throw new DecodeError('the message ends inside a question', end);
  reader.at = end + 4;
  return { name, type: read16(reader.bytes, end), class: read16(reader.bytes, end + 2) };
}

function nextRecords(reader: Reader, count: number): ResourceRecord[] {
  const records: ResourceRecord[] = [];
  for (let i = 0; i < count; i++) records.push(nextRecord(reader));
  return records;
}

function nextRecord(reader: Reader): ResourceRecord {
  const { bytes } = reader;
  if (reader.at >= bytes.length)
    throw new DecodeError('the counts promise more records than there are', reader.at);
  const { name: owner, end } = reader.nameAt(reader.at, bytes.length);
  if (end + 10 > bytes.length) throw new DecodeError('the message ends inside a record', end);
  const type = read16(bytes, end);
  const dnsClass = read16(bytes, end + 2);
  const ttl = read32(bytes, end + 4);
  const start = end + 10;
  const stop = start + read16(bytes, end + 8);
  if (stop > bytes.length)
    throw new DecodeError(`RDLENGTH ${stop - start} with ${bytes.length - start} octets left`, end + 8);
  reader.at = stop;
  // RFC 2136 §2.4 and §2.5: in an update, no data with class ANY or NONE means "all" or "none".
  const isEmpty = stop === start && reader.opcode === OPCODE_UPDATE && dnsClass >= CLASS.NONE;
  const layout = isEmpty ? undefined : layoutOf(type, dnsClass);
  if (layout === undefined)
    return { owner, type, class: dnsClass, ttl, rdata: bytes.subarray(start, stop), data: OPAQUE };
  const rdata = readRdata(bytes, start, stop, layout, reader.nameAt);
  const objection = objectionTo(type, rdata);
  if (objection !== undefined) throw new DecodeError(objection, start);
  return { owner, type, class: dnsClass, ttl, rdata, data: dataOf(type, rdata) };
}

/** The typed fields of checked RDATA. */
function dataOf(type: number, rdata: Uint8Array): RecordData {
  switch (type) {
    case RECORD_TYPES.A:
      return { kind: 'address', address: formatIpv4(rdata) };
    case RECORD_TYPES.AAAA:
      return { kind: 'address', address: formatIpv6(rdata) };
    case RECORD_TYPES.NS:
    case RECORD_TYPES.CNAME:
    case RECORD_TYPES.DNAME:
    case RECORD_TYPES.PTR:
      return { kind: 'name', name: readName(rdata, 0).name };
    case RECORD_TYPES.SOA:
      return soaOf(rdata);
    case RECORD_TYPES.RRSIG:
      return {
        kind: 'rrsig',
        covers: read16(rdata, 0),
        labels: rdata[3] ?? 0,
        originalTtl: read32(rdata, 4),
        expiration: read32(rdata, 8),
        inception: read32(rdata, 12),
        signer: readName(rdata, 18).name,
      };
    default:
      return OPAQUE;
  }
}

function soaOf(rdata: Uint8Array): RecordData {
  const { name: mname, end } = readName(rdata, 0);
  const { name: rname, end: at } = readName(rdata, end);
  return {
    kind: 'soa',
    mname,
    rname,
    serial: read32(rdata, at),
    refresh: read32(rdata, at + 4),
    retry: read32(rdata, at + 8),
    expire: read32(rdata, at + 12),
    minimum: read32(rdata, at + 16),
  };
}

function refuseMisplaced(
  answers: readonly ResourceRecord[],
  authority: readonly ResourceRecord[],
  additional: readonly ResourceRecord[],
): void {
  const isSpecial = ({ type }: ResourceRecord): boolean =>
    type === RECORD_TYPES.OPT || type === RECORD_TYPES.TSIG;
  if (answers.some(isSpecial) || authority.some(isSpecial))
    throw new DecodeError('an OPT or TSIG record outside the additional section', HEADER_OCTETS);
  const opts = additional.filter(({ type }) => type === RECORD_TYPES.OPT);
  if (opts.length > 1) throw new DecodeError(`${opts.length} OPT records (one is allowed)`, HEADER_OCTETS);
  if (opts.some(({ owner }) => owner !== '.'))
    throw new DecodeError('an OPT record whose owner is not the root', HEADER_OCTETS);
  additional.forEach((record, i) => {
    if (record.type !== RECORD_TYPES.TSIG) return;
    if (i !== additional.length - 1)
      throw new DecodeError('a TSIG record that is not the last', HEADER_OCTETS);
    if (record.class !== CLASS.ANY)
      throw new DecodeError('a TSIG record of a class other than ANY', HEADER_OCTETS);
  });
}

/** RFC 6891 §6.1.2 and §6.1.3. */
function ednsOf(opt: ResourceRecord): Edns {
  const { rdata, ttl } = opt;
  const options: { code: number; data: Uint8Array }[] = [];
  let at = 0;
  while (at < rdata.length) {
    const end = at + 4 <= rdata.length ? at + 4 + read16(rdata, at + 2) : Number.POSITIVE_INFINITY;
    if (end > rdata.length) throw new DecodeError('an EDNS option goes beyond the OPT record', HEADER_OCTETS);
    options.push({ code: read16(rdata, at), data: rdata.subarray(at + 4, end) });
    at = end;
  }
  return {
    udpSize: opt.class,
    extendedRcode: Math.floor(ttl / 0x1000000),
    version: (ttl >> 16) & 0xff,
    dnssecOk: (ttl & 0x8000) !== 0,
    options,
  };
}

/**
 * The hot path of long lists: most names of a zone are answered octet by octet as a name before them was, but for the
 * ID, the name's own letters, the addresses and what RRSIGs were made of. Such an answer need not be decoded again:
 * the decoded one stands for it, with other addresses. Whatever differs in anything else is none of this file's
 * business and goes to `decode.ts`.
 */
import { isAtOrBelow, labelTexts, type Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { CLASS } from './dnsClass.ts';
import { formatIpv6, ipv4At } from './ipAddress.ts';
import type { Message } from './message.ts';
import { RCODE } from './rcode.ts';

/** An answer that was decoded, and what about it holds for the others that look like it. */
export interface Shape {
  /** The name that it answered about. */
  readonly name: Name;
  readonly message: Message;
}

/** An answer that looks like one before. */
export interface LookalikeAnswer {
  readonly shape: Shape;
  /** Its addresses in presentation form, sorted, each once; empty where it says that there are none. */
  readonly rdata: readonly string[];
}

/** What the answers about the names of one zone look like. `observe` makes one for each zone, transports ask it. */
export interface Lookalikes {
  /** `octets` as they came, `sent` as they were sent. Undefined: decode it. */
  read(octets: Uint8Array, sent: Uint8Array): LookalikeAnswer | undefined;
  /** Takes note of an answer that was decoded; undefined if none can look like it, or none more is remembered. */
  learn(octets: Uint8Array, sent: Uint8Array, message: Message): Shape | undefined;
}

/** Octets of an answer that may differ. */
interface Hole {
  readonly start: number;
  readonly end: number;
  /** What is read there; null: nobody asks. */
  readonly address: 'IPv4' | 'IPv6' | null;
}

interface Known extends Shape {
  readonly octets: Uint8Array;
  /** Where the question's name ends; its labels have these lengths. */
  readonly nameEnd: number;
  readonly holes: readonly Hole[];
}

const HEADER_OCTETS = 12;
/** QTYPE and QCLASS. */
const QUESTION_REST = 4;
/** TYPE, CLASS, TTL and RDLENGTH, behind an owner that is a pointer (RFC 1035 §4.1.3, §4.1.4). */
const RECORD_HEAD = 12;
/** A pointer to the question's name. */
const TO_QUESTION = 0xc00c;
/** RFC 4034 §3.1: expiration, inception and key tag stand before the signer's name. */
const SIGNER_AT = 18;
const EXPIRATION_AT = 8;

/** Zones have few different TTLs; one that has very many is decoded answer by answer. */
const MOST_OF_ONE_LENGTH = 24;
/** A run remembers so many, of some 2 kB each. */
export const MOST_SHAPES: number = 24_000;

/** How many more of something are remembered. */
export interface Room {
  left: number;
}

/** For names below `apex`; `room` is that of all zones of a run. */
export function createLookalikes(apex: Name, room: Room = { left: MOST_SHAPES }): Lookalikes {
  /** By the lengths of answer and name; what was met last stands first. */
  const known = new Map<number, Known[]>();

  function read(octets: Uint8Array, sent: Uint8Array): LookalikeAnswer | undefined {
    const nameEnd = endOfName(sent);
    const candidates = known.get(keyOf(octets, nameEnd));
    if (candidates === undefined) return undefined;
    for (let i = 0; i < candidates.length; i++) {
      const shape = candidates[i] as Known;
      if (!looksLike(octets, sent, shape)) continue;
      candidates[i] = candidates[0] as Known;
      candidates[0] = shape;
      return { shape, rdata: addressesIn(octets, shape.holes) };
    }
    return undefined;
  }

  function learn(octets: Uint8Array, sent: Uint8Array, message: Message): Shape | undefined {
    const name = message.questions[0]?.name;
    if (name === undefined || !isOrdinary(message, name, apex)) return undefined;
    const nameEnd = endOfName(sent);
    if (!repeatsQuestion(octets, sent, nameEnd)) return undefined;
    const holes = holesOf(octets, message, nameEnd);
    if (holes === undefined || !pointsOnlyToFixedOctets(octets, nameEnd, holes)) return undefined;
    const key = keyOf(octets, nameEnd);
    const candidates = known.get(key) ?? [];
    if (candidates.length >= MOST_OF_ONE_LENGTH || room.left === 0) return undefined;
    room.left--;
    const shape: Known = { name, message, octets: new Uint8Array(octets), nameEnd, holes };
    candidates.unshift(shape);
    known.set(key, candidates);
    return shape;
  }

  return { read, learn };
}

function keyOf(octets: Uint8Array, nameEnd: number): number {
  return octets.length * 512 + nameEnd;
}

/** The offset after the name of the question that was sent. */
function endOfName(sent: Uint8Array): number {
  let at = HEADER_OCTETS;
  for (let length = sent[at] ?? 0; length !== 0; length = sent[at] ?? 0) at += 1 + length;
  return at + 1;
}

/** Whether the answer repeats the question octet by octet, and the rest of it is that of `shape`. */
function looksLike(octets: Uint8Array, sent: Uint8Array, shape: Known): boolean {
  const { octets: model, nameEnd, holes } = shape;
  for (let at = 2; at < HEADER_OCTETS; at++) if (octets[at] !== model[at]) return false;
  if (!repeatsQuestion(octets, sent, nameEnd)) return false;
  for (let at = HEADER_OCTETS; at < nameEnd; at += 1 + (model[at] as number))
    if (octets[at] !== model[at]) return false;
  let at = nameEnd;
  for (const { start, end } of holes) {
    for (; at < start; at++) if (octets[at] !== model[at]) return false;
    at = end;
  }
  for (; at < model.length; at++) if (octets[at] !== model[at]) return false;
  return true;
}

function repeatsQuestion(octets: Uint8Array, sent: Uint8Array, nameEnd: number): boolean {
  const end = nameEnd + QUESTION_REST;
  for (let at = HEADER_OCTETS; at < end; at++) if (octets[at] !== sent[at]) return false;
  return end <= sent.length && end <= octets.length;
}

function addressesIn(octets: Uint8Array, holes: readonly Hole[]): readonly string[] {
  const texts: string[] = [];
  for (const { start, end, address } of holes) {
    if (address === null) continue;
    texts.push(address === 'IPv4' ? ipv4At(octets, start) : formatIpv6(octets.subarray(start, end)));
  }
  return texts.length < 2 ? texts : [...new Set(texts)].sort();
}

/** Whether it says with authority and directly which addresses a name has, or that it has none of the type, or that there is no such name. */
function isOrdinary(message: Message, name: Name, apex: Name): boolean {
  const { rcode, answers, authority } = message;
  if (!message.aa || message.tc || message.opcode !== 0 || message.questions.length !== 1) return false;
  if (name === apex || !isAtOrBelow(name, apex) || /[*\\]/.test(name)) return false;
  // The SOA must be the zone's own for all of its names; with a denial, the negative TTL is that of it.
  const soas = authority.filter(({ data }) => data.kind === 'soa');
  if (soas.some(({ owner }) => owner !== apex)) return false;
  if (answers.length === 0) return (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) && soas.length > 0;
  const type = message.questions[0]?.type;
  const labels = labelTexts(name).length;
  return (
    rcode === RCODE.NOERROR &&
    (type === RECORD_TYPES.A || type === RECORD_TYPES.AAAA) &&
    answers.some((record) => record.type === type) &&
    answers.every(
      ({ owner, class: its, data, type: given }) =>
        owner === name &&
        its === CLASS.IN &&
        // Fewer labels: made from a wildcard (RFC 4034 §3.1.3), whose name would not be the same for all.
        (data.kind === 'rrsig' ? data.covers === type && data.labels === labels : given === type),
    )
  );
}

/** Where in the answer section addresses and signatures stand; undefined if an owner is written in another way. */
function holesOf(octets: Uint8Array, { answers }: Message, nameEnd: number): Hole[] | undefined {
  const holes: Hole[] = [];
  let at = nameEnd + QUESTION_REST;
  for (const { data } of answers) {
    if (read16(octets, at) !== TO_QUESTION) return undefined;
    const start = at + RECORD_HEAD;
    const end = start + read16(octets, at + RECORD_HEAD - 2);
    if (data.kind === 'rrsig') {
      const signerEnd = endOfPlainName(octets, start + SIGNER_AT);
      if (signerEnd === undefined) return undefined;
      holes.push({ start: start + EXPIRATION_AT, end: start + SIGNER_AT, address: null });
      holes.push({ start: signerEnd, end, address: null });
    } else holes.push({ start, end, address: end - start === 4 ? 'IPv4' : 'IPv6' });
    at = end;
  }
  return holes;
}

/** Undefined for a compressed name. */
function endOfPlainName(octets: Uint8Array, start: number): number | undefined {
  let at = start;
  for (let length = octets[at] ?? 0xff; length !== 0; length = octets[at] ?? 0xff) {
    if (length > 63) return undefined;
    at += 1 + length;
  }
  return at + 1;
}

/**
 * Whether no octets that could be a compression pointer lead to a name that has octets of a hole in it, or begins among
 * the letters of the question's name: in another answer other octets stand there, and it might be another name or none.
 */
function pointsOnlyToFixedOctets(octets: Uint8Array, nameEnd: number, holes: readonly Hole[]): boolean {
  const labelStarts = new Set<number>([nameEnd - 1]);
  for (let at = HEADER_OCTETS; at < nameEnd - 1; at += 1 + (octets[at] as number)) labelStarts.add(at);
  const areFixed = (from: number, to: number): boolean =>
    holes.every(({ start, end }) => to <= start || from >= end);

  /** Of a name in the answer: the labels of the question's may be others, their lengths may not. */
  function isFixedName(from: number): boolean {
    if (from < nameEnd) return labelStarts.has(from);
    for (let at = from; at < octets.length; ) {
      const length = octets[at] as number;
      const end = at + (length < 0x40 ? 1 + length : 2);
      if (!areFixed(at, end)) return false;
      // Where a pointer leads is looked at by itself.
      if (length === 0 || length >= 0x40) return true;
      at = end;
    }
    return true;
  }

  for (let at = nameEnd + QUESTION_REST; at + 1 < octets.length; at++) {
    if ((octets[at] as number) < 0xc0 || !areFixed(at, at + 2)) continue;
    const target = read16(octets, at) & 0x3fff;
    if (target >= HEADER_OCTETS && !isFixedName(target)) return false;
  }
  return true;
}

function read16(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}

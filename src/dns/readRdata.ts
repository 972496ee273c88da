/** RDATA as it lies in a message, checked field by field, its names written out. */
import type { Name } from '../model/name.ts';
import { DecodeError } from './decodeError.ts';
import type { FieldKind, Layout } from './layout.ts';
import { encodeName } from './name.ts';

/** Reads the name at an offset of the message, not beyond `limit`; the decoder's remembers what pointers lead to. */
export type NameReader = (offset: number, limit: number) => { name: Name; end: number };

const SIZES: Partial<Record<FieldKind, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u48: 6,
  u64: 8,
  type: 2,
  time: 4,
  ipv4: 4,
  ipv6: 16,
};

/**
 * The RDATA in `bytes` from `start` to `end`, uncompressed. Throws DecodeError where a field does not fit into
 * it or something is left over.
 */
export function readRdata(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: Layout,
  nameAt: NameReader,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let plain = start;
  let at = start;
  for (const kind of layout) {
    if (kind === 'name') {
      const { name, end: after } = nameAt(at, end);
      parts.push(bytes.subarray(plain, at), encodeName(name));
      plain = after;
      at = after;
    } else at = skipField(kind, bytes, at, end);
    if (at > end) throw new DecodeError(`RDLENGTH ${end - start} is too small for the record`, start);
  }
  if (at < end) throw new DecodeError(`RDLENGTH ${end - start} leaves ${end - at} octets over`, at);
  if (parts.length === 0) return bytes.subarray(start, end);
  parts.push(bytes.subarray(plain, end));
  return joined(parts);
}

/** The octets of all, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The offset after the field, which may lie beyond `end` where the field does not fit. */
export function skipField(kind: FieldKind, bytes: Uint8Array, at: number, end: number): number {
  const size = SIZES[kind];
  if (size !== undefined) return at + size;
  switch (kind) {
    case 'string':
    case 'word':
    case 'salt':
    case 'hash':
      return at < end ? at + 1 + (bytes[at] ?? 0) : end + 1;
    case 'counted':
      return at + 2 <= end ? at + 2 + read16(bytes, at) : end + 1;
    case 'strings':
      return afterStrings(bytes, at, end);
    case 'bitmap':
      return afterBitmap(bytes, at, end);
    case 'params':
      return afterParams(bytes, at, end);
    default:
      return end;
  }
}

function afterStrings(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  do at = at < end ? at + 1 + (bytes[at] ?? 0) : end + 1;
  while (at < end);
  return at;
}

/** RFC 4034 §4.1.2: windows in increasing order, of 1 to 32 octets, the last of them not zero. */
function afterBitmap(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let previous = -1;
  while (at < end) {
    if (at + 2 > end) return end + 1;
    const window = bytes[at] ?? 0;
    const length = bytes[at + 1] ?? 0;
    if (window <= previous) throw new DecodeError('a type bitmap with windows out of order', at);
    if (length < 1 || length > 32) throw new DecodeError(`a type bitmap's window of ${length} octets`, at);
    at += 2 + length;
    if (at <= end && bytes[at - 1] === 0) throw new DecodeError('a type bitmap that ends in a zero', at - 1);
    previous = window;
  }
  return at;
}

/** RFC 9460 §2.2: keys in strictly increasing order, each with its length. */
function afterParams(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let previous = -1;
  while (at < end) {
    if (at + 4 > end) return end + 1;
    const key = read16(bytes, at);
    if (key <= previous) throw new DecodeError(`service parameter ${key} after ${previous}`, at);
    previous = key;
    at += 4 + read16(bytes, at + 2);
  }
  return at;
}

/** Two octets, the first the higher. The caller knows that they are there. */
export function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Four octets as a number from 0 to 2³²−1. The caller knows that they are there. */
export function read32(bytes: Uint8Array, at: number): number {
  return read16(bytes, at) * 0x10000 + read16(bytes, at + 2);
}

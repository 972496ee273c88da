/** Domain names on the wire (RFC 1035 §3.1, §4.1.4). */
import { labelsOfText, MAX_LABEL_OCTETS, MAX_NAME_OCTETS, type Name, nameOfLabels } from '../model/name.ts';
import { DecodeError } from './decodeError.ts';

/** RFC 1035 §4.1.1: no name can begin inside the header. */
const HEADER_OCTETS = 12;
/** A name has at most 127 labels, and each pointer that leads to something new gives at least one. */
const MAX_POINTERS = 127;

/** A name without compression, as it stands in RDATA. */
export function encodeName(name: Name): Uint8Array {
  if (name === '.') return new Uint8Array(1);
  if (!name.includes('\\')) {
    const plain = new Uint8Array(name.length + 1);
    writePlainName(plain, 0, name);
    return plain;
  }
  const labels = labelsOfText(name);
  const bytes = new Uint8Array(labels.reduce((octets, label) => octets + label.length + 1, 1));
  let at = 0;
  for (const label of labels) {
    bytes[at] = label.length;
    bytes.set(label, at + 1);
    at += label.length + 1;
  }
  return bytes;
}

/**
 * Writes a name other than the root that has no escapes, `name.length + 1` octets, at `at` into zeros. Each dot ends a
 * label, so that the text is the wire form moved by one octet.
 */
export function writePlainName(bytes: Uint8Array, at: number, name: Name): void {
  let start = 0;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === 0x2e) {
      bytes[at + start] = i - start;
      start = i + 1;
    } else bytes[at + i + 1] = code;
  }
}

/**
 * The name that begins at `offset`, and the offset after its last octet there. `messageStart` is where the
 * message lies in `bytes`; pointers count from it. A pointer must lead to a name that ends before all that was
 * read of this one, so that following it comes to an end, and not into the header. Throws DecodeError.
 */
export function readName(bytes: Uint8Array, offset: number, messageStart = 0): { name: Name; end: number } {
  const labels: Uint8Array[] = [];
  let octets = 1;
  let at = offset;
  let end = -1;
  let lowest = offset;
  let limit = bytes.length;
  let pointers = 0;
  for (;;) {
    const length = bytes[at];
    if (length === undefined || at >= limit) throw new DecodeError('a name is cut short', at - messageStart);
    if (length === 0) break;
    if (length <= MAX_LABEL_OCTETS) {
      octets += length + 1;
      if (octets > MAX_NAME_OCTETS)
        throw new DecodeError(`a name of more than ${MAX_NAME_OCTETS} octets`, offset - messageStart);
      if (at + 1 + length > limit) throw new DecodeError('a label is cut short', at - messageStart);
      labels.push(bytes.subarray(at + 1, at + 1 + length));
      at += length + 1;
    } else if (length >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined || at + 1 >= limit)
        throw new DecodeError('a compression pointer is cut short', at - messageStart);
      const target = ((length & 0x3f) << 8) | low;
      if (target < HEADER_OCTETS)
        throw new DecodeError(`a compression pointer into the header (${target})`, at - messageStart);
      if (target + messageStart >= lowest)
        throw new DecodeError(`a compression pointer that does not lead back (${target})`, at - messageStart);
      if (++pointers > MAX_POINTERS)
        throw new DecodeError(
          `a name of more than ${MAX_POINTERS} compression pointers`,
          offset - messageStart,
        );
      if (end === -1) end = at + 2;
      limit = lowest;
      at = target + messageStart;
      lowest = at;
    } else {
      throw new DecodeError(
        `a label of the reserved type 0x${(length & 0xc0).toString(16)}`,
        at - messageStart,
      );
    }
  }
  return { name: nameOfLabels(labels), end: end === -1 ? at + 1 : end };
}

/** The TSIG record on the wire (RFC 8945 §4.2). */
import type { Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { CLASS } from './dnsClass.ts';
import type { ResourceRecord } from './message.ts';
import { encodeName, readName } from './name.ts';
import { joined, read16, read32 } from './readRdata.ts';

export interface TsigRecord {
  readonly keyName: Name;
  readonly algorithm: Name;
  /** Seconds since 1970. */
  readonly timeSigned: number;
  /** Seconds. */
  readonly fudge: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
  readonly error: number;
  readonly other: Uint8Array;
}

/** The fields of a decoded record of type TSIG. */
export function tsigFields({ owner, rdata }: ResourceRecord): TsigRecord {
  const { name: algorithm, end } = readName(rdata, 0);
  const macStart = end + 10;
  const macEnd = macStart + read16(rdata, end + 8);
  return {
    keyName: owner,
    algorithm,
    timeSigned: read16(rdata, end) * 2 ** 32 + read32(rdata, end + 2),
    fudge: read16(rdata, end + 6),
    mac: rdata.subarray(macStart, macEnd),
    originalId: read16(rdata, macEnd),
    error: read16(rdata, macEnd + 2),
    other: rdata.subarray(macEnd + 6),
  };
}

/** The message with the record as its last one. */
export function withTsig(message: Uint8Array, tsig: TsigRecord): Uint8Array {
  const rdata = joined([
    encodeName(tsig.algorithm),
    timeOctets(tsig.timeSigned),
    octets16(tsig.fudge, tsig.mac.length),
    tsig.mac,
    octets16(tsig.originalId, tsig.error, tsig.other.length),
    tsig.other,
  ]);
  const whole = joined([
    message,
    encodeName(tsig.keyName),
    octets16(RECORD_TYPES.TSIG, CLASS.ANY, 0, 0, rdata.length),
    rdata,
  ]);
  whole.set(octets16(read16(message, 10) + 1), 10);
  return whole;
}

/** The message as it was before it was signed: without its last record, with its first ID (RFC 8945 §4.3.1). */
export function withoutTsig(bytes: Uint8Array, originalId: number): Uint8Array {
  const message = bytes.slice(0, lastRecordAt(bytes));
  message.set(octets16(originalId), 0);
  message.set(octets16(read16(bytes, 10) - 1), 10);
  return message;
}

/** Where the last record of a message begins that the decoder has read. */
function lastRecordAt(bytes: Uint8Array): number {
  let at = 12;
  for (let left = read16(bytes, 4); left > 0; left--) at = afterName(bytes, at) + 4;
  const records = read16(bytes, 6) + read16(bytes, 8) + read16(bytes, 10);
  for (let left = records - 1; left > 0; left--) {
    at = afterName(bytes, at);
    at += 10 + read16(bytes, at + 8);
  }
  return at;
}

function afterName(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let length = bytes[at] ?? 0; length !== 0; length = bytes[at] ?? 0) {
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
  return at + 1;
}

/** Numbers of 16 bits, one after the other. */
export function octets16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

/** 48 bits. */
export function timeOctets(seconds: number): Uint8Array {
  const high = Math.floor(seconds / 2 ** 32);
  const low = seconds % 2 ** 32;
  return octets16(high, Math.floor(low / 0x10000), low % 0x10000);
}

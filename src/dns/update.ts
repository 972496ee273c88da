/** Dynamic updates (RFC 2136). */
import type { Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { CLASS } from './dnsClass.ts';
import type { OutgoingMessage, OutgoingRecord } from './encode.ts';

/** RFC 2136 §1.3. */
export const OPCODE_UPDATE = 5;

/** A whole RRset as octets. */
export interface RrsetOctets {
  readonly owner: Name;
  readonly type: number;
  readonly ttl: number;
  /** RDATA of each record, names not compressed. */
  readonly rdata: readonly Uint8Array[];
}

/** Prerequisite: exactly these records are there; their TTLs are not compared (§2.4.2, §3.2.3). */
export function requireData({ owner, type, rdata }: RrsetOctets): OutgoingRecord[] {
  return rdata.map((octets) => ({ owner, type, class: CLASS.IN, ttl: 0, rdata: octets }));
}

/** Update: the RRset goes (§2.5.2). At the apex SOA and NS stay (§3.4.2.3). */
export function deleteRrset({ owner, type }: RrsetOctets): OutgoingRecord {
  return { owner, type, class: CLASS.ANY, ttl: 0, rdata: new Uint8Array(0) };
}

/** Update: these records come (§2.5.1). An SOA replaces the one that is there if its serial is higher (§3.4.2.2). */
export function addRrset({ owner, type, ttl, rdata }: RrsetOctets): OutgoingRecord[] {
  return rdata.map((octets) => ({ owner, type, class: CLASS.IN, ttl, rdata: octets }));
}

/** One update: all prerequisites hold and all updates are made, in their order, or nothing is (§3.7). */
export function updateMessage(
  zone: Name,
  prerequisites: readonly OutgoingRecord[],
  updates: readonly OutgoingRecord[],
): Omit<OutgoingMessage, 'id'> {
  return {
    opcode: OPCODE_UPDATE,
    questions: [{ name: zone, type: RECORD_TYPES.SOA, class: CLASS.IN }],
    answers: prerequisites,
    authority: updates,
  };
}

/** The next serial (RFC 1982 §3.1); 0 is left out because some secondaries take it for "none". */
export function nextSerial(serial: number): number {
  return serial === 0xffffffff ? 1 : serial + 1;
}

/** SOA RDATA with another serial: the first of its five last numbers (RFC 1035 §3.3.13). */
export function withSerial(soa: Uint8Array, serial: number): Uint8Array {
  const changed = new Uint8Array(soa);
  new DataView(changed.buffer).setUint32(changed.length - 20, serial);
  return changed;
}

import type { ResourceRecord } from '../../dns/message.ts';
import { presentRdata } from '../../dns/present.ts';
import type { RrsetOctets } from '../../dns/update.ts';
import type { JsonValue } from '../../model/finding.ts';
import type { Name } from '../../model/name.ts';
import type { LiveRrset } from '../../model/provider.ts';
import { RECORD_TYPES, typeName } from '../../model/recordType.ts';
import { judgedTtl } from '../../model/ttl.ts';

/** Records of one owner and type, as they came; the TTL of the first with the highest one counts. */
export function octetsOf(records: readonly ResourceRecord[]): RrsetOctets | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  // A record that comes twice is one record (RFC 2181 §5).
  const rdata = [...new Map(records.map((r) => [hexOf(r.rdata), r.rdata])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return {
    owner: first.owner,
    type: first.type,
    ttl: Math.max(...records.map((r) => r.ttl)),
    rdata: rdata.map(([, octets]) => octets),
  };
}

/** As the rest of the program sees it. `native` has the octets, in hexadecimal. */
export function liveRrset(zone: Name, records: readonly ResourceRecord[]): LiveRrset | undefined {
  const octets = octetsOf(records);
  if (octets === undefined) return undefined;
  const fixed = madeByServer(octets.type);
  return {
    zoneId: zone,
    owner: octets.owner,
    type: typeName(octets.type),
    ttl: judgedTtl(octets.ttl),
    rdata: [...new Set(records.map(presentRdata))].sort(),
    ...(fixed === undefined ? {} : { fixed }),
    native: octets.rdata.map(hexOf),
  };
}

/** The octets that were read. */
export function nativeOctets(native: JsonValue): readonly string[] {
  return Array.isArray(native) ? native.filter((item) => typeof item === 'string') : [];
}

export function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}

/** CDS, CDNSKEY, NSEC3PARAM, ZONEMD: with DNSKEY, what a signer keeps by itself. */
const BY_SIGNER: ReadonlySet<number> = new Set([RECORD_TYPES.DNSKEY, 51, 59, 60, 63]);

function madeByServer(type: number): LiveRrset['fixed'] {
  if (type === RECORD_TYPES.SOA) return { kind: 'synthesised', detail: 'The server itself keeps the SOA.' };
  if (BY_SIGNER.has(type))
    return { kind: 'synthesised', detail: `The signer of the zone keeps its ${typeName(type)}.` };
  return undefined;
}

/** RRSIG, NSEC, NSEC3 and BIND's private signing marks: they follow from other records and are no RRsets to look at. */
export function isDerived(type: number): boolean {
  return (
    type === RECORD_TYPES.RRSIG ||
    type === RECORD_TYPES.NSEC ||
    type === RECORD_TYPES.NSEC3 ||
    type === 65_534
  );
}

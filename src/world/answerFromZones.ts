/** What an authoritative server answers (RFC 1034 §4.3.2, with wildcards as RFC 4592 and DNAME as RFC 6672 have them). */
import { ancestry, isAtOrBelow, labelTexts, type Name, parseName, wildcardUnder } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { signatureFor } from './signature.ts';
import type { Zone, ZoneRecord } from './zone.ts';

export type Rcode = 'NOERROR' | 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED' | 'YXDOMAIN';

/** The parts of an answer that the rules decide. */
export interface Reply {
  readonly rcode: Rcode;
  readonly aa: boolean;
  readonly answers: readonly ZoneRecord[];
  readonly authority: readonly ZoneRecord[];
  readonly additional: readonly ZoneRecord[];
}

export interface ZoneQuestion {
  readonly name: Name;
  readonly type: RecordType;
}

/** Longer chains than any server follows (BIND: 16). */
const MAX_HOPS = 16;

/**
 * The answer of a server that holds exactly `zones`. The zone with the longest matching apex answers. Two liberties,
 * both the harder case for whoever asks: an alias is followed into the server's other zones too (Knot and BIND
 * stop at the zone's edge), and a referral names the DS in an unsigned parent as well.
 */
export function answerFromZones(zones: readonly Zone[], question: ZoneQuestion): Reply {
  const answers: ZoneRecord[] = [];
  const visited = new Set<Name>();
  let name = question.name;
  for (;;) {
    const zone = zoneFor(zones, name, question.type);
    if (zone === undefined) return reply(answers.length === 0 ? 'REFUSED' : 'NOERROR', answers);
    if (visited.has(name) || visited.size >= MAX_HOPS) return reply('NOERROR', answers);
    visited.add(name);
    const step = stepIn(zone, name, question.type);
    answers.push(...step.answers);
    if (step.next === undefined) {
      // The AA bit belongs to the first owner name (RFC 1034 §4.1.1): a referral after an alias keeps it.
      const aa = step.aa || answers.length > 0;
      return { rcode: step.rcode, aa, answers, authority: step.authority, additional: step.additional };
    }
    name = step.next;
  }
}

function reply(rcode: Rcode, answers: readonly ZoneRecord[]): Reply {
  return { rcode, aa: answers.length > 0, answers, authority: [], additional: [] };
}

function zoneFor(zones: readonly Zone[], name: Name, type: RecordType): Zone | undefined {
  const holding = zones
    .filter((zone) => isAtOrBelow(name, zone.apex))
    .toSorted((a, b) => labelTexts(b.apex).length - labelTexts(a.apex).length);
  // DS stands on the parent's side of the cut (RFC 4035 §3.1.4.1).
  if (type === 'DS' && holding[0]?.apex === name && holding[1] !== undefined) return holding[1];
  return holding[0];
}

interface Step extends Reply {
  /** Where an alias leads. */
  readonly next?: Name;
}

function stepIn(zone: Zone, name: Name, type: RecordType): Step {
  const path = ancestry(name)
    .filter((n) => isAtOrBelow(n, zone.apex))
    .toReversed();
  for (const node of path) {
    const cut = node !== zone.apex && !(node === name && type === 'DS') ? at(zone, node, 'NS') : [];
    if (cut.length > 0) return referral(zone, cut);
    const [dname] = at(zone, node, 'DNAME');
    if (dname !== undefined && node !== name) return alongDname(zone, name, dname, type);
  }
  if (exists(zone, name)) return atNode(zone, name, name, type);
  const encloser = path.filter((node) => exists(zone, node)).at(-1) ?? zone.apex;
  const wildcard = wildcardUnder(encloser);
  if (exists(zone, wildcard)) return atNode(zone, wildcard, name, type);
  return absent(zone, 'NXDOMAIN');
}

/** `owner` is what the records are asked for as: the node's own name, or one that a wildcard stands for. */
function atNode(zone: Zone, node: Name, owner: Name, type: RecordType): Step {
  const [cname] = at(zone, node, 'CNAME');
  if (cname !== undefined && type !== 'CNAME' && type !== 'ANY') {
    return { ...found(sign(zone, [{ ...cname, owner }], node)), next: parseName(cname.rdata) };
  }
  const types =
    type === 'ANY' ? [...new Set(zone.records.filter((r) => r.owner === node).map((r) => r.type))] : [type];
  const records = types.flatMap((t) =>
    sign(
      zone,
      at(zone, node, t).map((r) => ({ ...r, owner })),
      node,
    ),
  );
  return records.length > 0 ? found(records) : absent(zone, 'NOERROR');
}

function found(answers: readonly ZoneRecord[]): Step {
  return { rcode: 'NOERROR', aa: true, answers, authority: [], additional: [] };
}

/** NODATA or NXDOMAIN: the SOA's TTL is cut down to its MINIMUM (RFC 2308 §3). */
function absent(zone: Zone, rcode: 'NOERROR' | 'NXDOMAIN'): Step {
  const authority = sign(
    zone,
    at(zone, zone.apex, 'SOA').map((soa) => ({ ...soa, ttl: Math.min(soa.ttl, minimumOf(soa)) })),
    zone.apex,
  );
  return { rcode, aa: true, answers: [], authority, additional: [] };
}

/** The MINIMUM field of an SOA record. */
export function minimumOf(soa: ZoneRecord): number {
  return Number(soa.rdata.split(/\s+/)[6]);
}

function referral(zone: Zone, cut: readonly ZoneRecord[]): Step {
  const owner = cut[0]?.owner;
  const ds = zone.records.filter((r) => r.owner === owner && r.type === 'DS');
  const hosts = new Set<string>(cut.map((r) => r.rdata));
  const additional = zone.records.filter((r) => hosts.has(r.owner) && (r.type === 'A' || r.type === 'AAAA'));
  return { rcode: 'NOERROR', aa: false, answers: [], authority: [...cut, ...ds], additional };
}

function alongDname(zone: Zone, name: Name, dname: ZoneRecord, type: RecordType): Step {
  const answers = sign(zone, [dname], dname.owner);
  const cname = cnameFrom(name, dname);
  // RFC 6672 §2.2: a name that would be too long.
  if (cname === undefined) return { ...found(answers), rcode: 'YXDOMAIN' };
  const whole = found([...answers, cname]);
  return type === 'CNAME' ? whole : { ...whole, next: parseName(cname.rdata) };
}

/** The CNAME that a DNAME makes for a name below it, with the DNAME's TTL (RFC 6672 §3.1); `undefined` if too long. */
export function cnameFrom(name: Name, dname: ZoneRecord): ZoneRecord | undefined {
  const prefix = name.slice(0, name.length - (dname.owner === '.' ? 1 : dname.owner.length));
  try {
    const target = parseName(dname.rdata === '.' ? prefix : `${prefix}${dname.rdata}`);
    return { owner: name, type: 'CNAME', ttl: dname.ttl, rdata: target };
  } catch {
    return undefined;
  }
}

function at(zone: Zone, owner: Name, type: RecordType): ZoneRecord[] {
  return zone.records.filter((r) => r.owner === owner && r.type === type);
}

/** A name exists if it has records or something below it has (an empty non-terminal, RFC 4592 §2.2.2). */
function exists(zone: Zone, name: Name): boolean {
  return zone.records.some((r) => isAtOrBelow(r.owner, name));
}

function sign(zone: Zone, records: readonly ZoneRecord[], node: Name): ZoneRecord[] {
  const [first] = records;
  if (zone.signed !== true || first === undefined) return [...records];
  const original = at(zone, node, first.type)[0]?.ttl ?? first.ttl;
  return [...records, signatureFor(first, { signer: zone.apex, node, originalTtl: original })];
}

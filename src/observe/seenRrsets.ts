import type { Message, ResourceRecord } from '../dns/message.ts';
import { presentRdata } from '../dns/present.ts';
import { isAtOrBelow, labelTexts, type Name, parseName } from '../model/name.ts';
import type { SeenRrset, SeenSoa } from '../model/observation.ts';
import { RECORD_TYPES, type RecordType, typeCode, typeName } from '../model/recordType.ts';

const IN = 1;

/**
 * The RRsets of the answer section that answer the question, in the order of the chain: CNAMEs and DNAMEs
 * from the name asked for, then the RRset itself. Anything else in the section is nobody's answer and left out.
 */
export function chainOf(message: Message, name: Name, type: RecordType): SeenRrset[] {
  const sets = rrsetsOf(message.answers);
  const wanted = typeCode(type);
  const chain: SeenRrset[] = [];
  const met = new Set<Name>();
  let at = name;
  let madeFrom: Name | undefined;
  while (!met.has(at)) {
    met.add(at);
    const dname = sets.find((s) => s.type === 'DNAME' && s.owner !== at && isAtOrBelow(at, s.owner));
    if (dname !== undefined && !chain.includes(dname)) {
      chain.push(dname);
      madeFrom = dname.owner;
    }
    const direct = sets.find((s) => s.owner === at && typeCode(s.type) === wanted);
    if (direct !== undefined) {
      chain.push(direct);
      break;
    }
    const cname = sets.find((s) => s.owner === at && s.type === 'CNAME');
    if (cname === undefined) break;
    chain.push(madeFrom === undefined ? cname : { ...cname, synthesizedFrom: madeFrom });
    madeFrom = undefined;
    at = targetOf(cname);
  }
  return chain;
}

/** The name that a CNAME RRset points to (the first, if a broken zone has several). */
export function targetOf(cname: SeenRrset): Name {
  return parseName(cname.rdata[0] ?? '.');
}

/** All RRsets of a section, class IN, with what the RRSIGs beside them tell; RRSIGs and OPT are no RRsets here. */
export function rrsetsOf(records: readonly ResourceRecord[]): SeenRrset[] {
  const groups = new Map<string, ResourceRecord[]>();
  const signatures = new Map<string, { originalTtl: number; labels: number }>();
  for (const record of records) {
    if (record.class !== IN) continue;
    if (record.data.kind === 'rrsig') {
      const key = `${record.data.covers} ${record.owner}`;
      const originalTtl = Math.max(record.data.originalTtl, signatures.get(key)?.originalTtl ?? 0);
      signatures.set(key, { originalTtl, labels: record.data.labels });
    } else if (record.type !== RECORD_TYPES.OPT) {
      const key = `${record.type} ${record.owner}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [record]);
      else group.push(record);
    }
  }
  return [...groups].map(([key, group]) => seenRrset(group, signatures.get(key)));
}

function seenRrset(
  group: readonly ResourceRecord[],
  signature: { readonly originalTtl: number; readonly labels: number } | undefined,
): SeenRrset {
  const [first] = group;
  if (first === undefined) throw new RangeError('an RRset has a record');
  let ttl = first.ttl;
  let minTtl = first.ttl;
  for (const record of group) {
    ttl = Math.max(ttl, record.ttl);
    minTtl = Math.min(minTtl, record.ttl);
  }
  const wildcard = signature === undefined ? undefined : wildcardOf(first.owner, signature.labels);
  return {
    owner: first.owner,
    type: typeName(first.type),
    ttl,
    ...(minTtl === ttl ? {} : { minTtl }),
    rdata: [...new Set(group.map(presentRdata))].sort(),
    ...(signature === undefined ? {} : { originalTtl: signature.originalTtl }),
    ...(wildcard === undefined ? {} : { wildcard }),
  };
}

/** RFC 4034 §3.1.3: fewer labels in the RRSIG than in the owner name, and the owner was made from a wildcard. */
function wildcardOf(owner: Name, labels: number): Name | undefined {
  const texts = labelTexts(owner);
  if (texts[0] === '*' || labels >= texts.length) return undefined;
  return parseName(['*', ...texts.slice(texts.length - labels), ''].join('.'));
}

/** The SOA of the authority section of a negative answer. */
export function soaOf(message: Message): SeenSoa | undefined {
  const record = message.authority.find((r) => r.class === IN && r.data.kind === 'soa');
  return record === undefined ? undefined : seenSoa(record);
}

/** The SOA record as the arithmetic needs it. */
export function seenSoa(record: ResourceRecord): SeenSoa | undefined {
  if (record.data.kind !== 'soa') return undefined;
  const { serial, minimum } = record.data;
  return { owner: record.owner, ttl: record.ttl, serial, minimum };
}

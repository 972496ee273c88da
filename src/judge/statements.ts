/**
 * What the answers state, taken apart: which server says that an RRset is there, and which that it is not.
 * Only here is decided whom to believe; everything after it counts statements.
 */
import type { Instant } from '../model/instant.ts';
import { BadName, isAtOrBelow, type Name, parseName } from '../model/name.ts';
import type { Answer, Observation, SeenRrset } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';

/** One RRset as one answer showed it. */
export interface Sample {
  readonly answer: Answer;
  readonly rrset: SeenRrset;
}

/** One answer's word that a name has no such RRset; `type` null: the name has none at all (NXDOMAIN). */
export interface Denial {
  readonly answer: Answer;
  readonly owner: Name;
  readonly type: RecordType | null;
  /** The negative TTL that came with it, min(SOA TTL, SOA MINIMUM) (RFC 2308 §5). */
  readonly negativeTtl: number | null;
}

export interface Statements {
  /** AA answers of authorities about names in their zone. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  readonly denials: readonly Denial[];
  /** What caches hold, and what they say does not exist. */
  readonly holdings: ReadonlyMap<string, readonly Sample[]>;
  readonly cachedDenials: readonly Denial[];
  /** The deepest zone met that contains a name; null if none does. */
  readonly zoneOf: (name: Name) => Name | null;
}

export function rrsetKey(owner: Name, type: RecordType): string {
  return `${owner} ${type}`;
}

export function statementsOf(observation: Observation): Statements {
  const apexes = observation.zones.map((z) => z.apex);
  const zoneOf = (name: Name): Name | null =>
    apexes
      .filter((apex) => isAtOrBelow(name, apex))
      .reduce<Name | null>((a, b) => (a === null || b.length > a.length ? b : a), null);
  const samples = new Map<string, Sample[]>();
  const holdings = new Map<string, Sample[]>();
  const denials: Denial[] = [];
  const cachedDenials: Denial[] = [];
  for (const answer of observation.answers) {
    if (answer.vantage === 'parent') continue;
    const isCache = answer.vantage === 'resolver';
    if (!isCache && !speaksWithAuthority(answer)) continue;
    const believed = (owner: Name): boolean => isCache || hasTheSay(answer, owner, zoneOf);
    for (const rrset of answer.rrsets) {
      if (!believed(rrset.owner)) continue;
      const into = isCache ? holdings : samples;
      const key = rrsetKey(rrset.owner, rrset.type);
      const known = into.get(key);
      if (known === undefined) into.set(key, [{ answer, rrset }]);
      else known.push({ answer, rrset });
    }
    (isCache ? cachedDenials : denials).push(...denialsOf(answer).filter((d) => believed(d.owner)));
  }
  return { samples, denials, holdings, cachedDenials, zoneOf };
}

/** AA, and an outcome that says something about the data. */
export function speaksWithAuthority(answer: Answer): boolean {
  return (
    answer.vantage === 'authority' &&
    answer.aa &&
    (answer.outcome === 'answer' || answer.outcome === 'nodata' || answer.outcome === 'nxdomain')
  );
}

/** A server has the say about names of the zone that it was asked for, down to the next cut. */
function hasTheSay(answer: Answer, owner: Name, zoneOf: (name: Name) => Name | null): boolean {
  if (answer.zone === undefined) return true;
  const zone = zoneOf(owner);
  return zone === null ? isAtOrBelow(owner, answer.zone) : zone === answer.zone;
}

function denialsOf(answer: Answer): Denial[] {
  const { question, soa } = answer;
  const negativeTtl = soa === undefined ? null : Math.min(soa.ttl, soa.minimum);
  const denials: Denial[] = [];
  const deny = (owner: Name, type: RecordType | null): void => {
    denials.push({ answer, owner, type, negativeTtl });
  };
  // A name with a CNAME has nothing else (RFC 2181 §10.1).
  for (const set of answer.rrsets)
    if (set.type === 'CNAME' && question.type !== 'CNAME') deny(set.owner, question.type);
  const end = endOf(answer);
  if (end === null) return denials;
  const reached = answer.rrsets.some((s) => s.owner === end && s.type === question.type);
  if (reached) {
    if (question.type !== 'CNAME') deny(end, 'CNAME');
    return denials;
  }
  if (answer.outcome === 'nxdomain' || (answer.outcome === 'answer' && answer.rcode === 'NXDOMAIN'))
    deny(end, null);
  else if (
    answer.outcome === 'nodata' ||
    (answer.outcome === 'answer' && soa !== undefined && isAtOrBelow(end, soa.owner))
  ) {
    deny(end, question.type);
    if (question.type !== 'CNAME') deny(end, 'CNAME');
  }
  return denials;
}

/** The name at which the chain in an answer ends; null if it goes in a circle or its target cannot be read. */
function endOf(answer: Answer): Name | null {
  let end = answer.question.name;
  if (answer.question.type === 'CNAME') return end;
  for (let steps = 0; steps <= answer.rrsets.length; steps++) {
    const cname = answer.rrsets.find((s) => s.type === 'CNAME' && s.owner === end);
    if (cname === undefined) return end;
    const [next] = cnameTargets(cname);
    if (next === undefined) return null;
    end = next;
  }
  return null;
}

/** Where a CNAME leads; RDATA that is no name leads nowhere. */
export function cnameTargets(cname: SeenRrset): Name[] {
  return cname.rdata.flatMap((text) => {
    try {
      return [parseName(text)];
    } catch (cause) {
      if (cause instanceof BadName) return [];
      throw cause;
    }
  });
}

/** The latest of the answers' instants; null of none. */
export function lastSeenAt(samples: readonly Sample[]): Instant | null {
  return samples.reduce<Instant | null>((a, s) => (a === null || s.answer.at > a ? s.answer.at : a), null);
}

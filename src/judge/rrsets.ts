/** The facts about one RRset: what every vantage shows of it, before anybody judges. */
import type { Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { Answer, Delegation, Observation } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import { judgedTtl } from '../model/ttl.ts';
import { lastSeenAt, rrsetKey, type Sample, type Statements } from './statements.ts';

/**
 * How well the TTL is known.
 * - `authority`: servers of the zone publish it · `original`: every cache asked shows it in a fresh RRSIG
 * - `lower-bound`: caches show that it is at least so long · `none`: nobody showed it
 */
export type Basis = 'authority' | 'original' | 'lower-bound' | 'none';

/** A copy older than this many seconds may have an original TTL that is no longer configured. */
const FRESH_COPY: number = 60;

export interface RrsetFacts {
  readonly owner: Name;
  readonly type: RecordType;
  readonly zone: Name | null;
  /** In a zone that the user does not move: shown, never judged. */
  readonly foreign: boolean;
  readonly basis: Basis;
  /** Seconds, the largest seen by that basis, at most 2³¹−1; null with basis `none`. */
  readonly ttl: number | null;
  /** As published, raw; null if no authority showed it. */
  readonly configuredTtl: { readonly min: number; readonly max: number } | null;
  readonly rdata: readonly string[];
  /** Authorities' RRsets, both asks. */
  readonly samples: readonly Sample[];
  /** Names of servers that say with authority that it does not exist, while others have it. */
  readonly deniedBy: readonly string[];
  /** What caches hold. */
  readonly holdings: readonly Sample[];
  /** The answer to show for each address of an authority and for each resolver, sorted. */
  readonly authorityAnswers: readonly { readonly answer: Answer; readonly sample: Sample | null }[];
  readonly resolverAnswers: readonly { readonly answer: Answer; readonly sample: Sample | null }[];
  /** A server gave other data at a second ask: weighted, latency or geo answers. */
  readonly varies: boolean;
  /** An address gave a smaller TTL the second time: made from somebody else's record (a flattened alias). */
  readonly synthesised: boolean;
  readonly wildcard: Name | null;
  /** The DNAME that this CNAME was made from; it is judged in its place where it was seen. */
  readonly synthesizedFrom: Name | null;
  /** When the last server showed it; null if no authority did and no fresh signature stands in. */
  readonly observedAt: Instant | null;
  /** What the parent says, for NS at the apex of the target's zone. */
  readonly parent: Delegation | null;
}

export interface RrsetAsked {
  readonly owner: Name;
  readonly type: RecordType;
  readonly foreign: boolean;
}

export function rrsetFacts(asked: RrsetAsked, observation: Observation, statements: Statements): RrsetFacts {
  const { owner, type } = asked;
  const key = rrsetKey(owner, type);
  const samples = inOrder(statements.samples.get(key) ?? []);
  const holdings = inOrder(statements.holdings.get(key) ?? []);
  const zone = statements.zoneOf(owner);
  const resolverAnswers = rowsOf(observation.answers, 'resolver', asked, holdings, null);
  const known = knownTtl(samples, holdings, resolverAnswers);
  const synthesised =
    type !== 'CNAME' || !samples.some((s) => s.rrset.synthesizedFrom) ? ttlFalls(samples) : false;
  const shown = samples.length > 0 ? samples : holdings;
  return {
    ...asked,
    zone,
    ...known,
    // The source behind a flattened alias may show a longer TTL in a cache than any server happened to.
    ttl: synthesised ? largest([...samples, ...holdings]) : known.ttl,
    configuredTtl: samples.length === 0 ? null : spread(samples),
    rdata: [...new Set(shown.flatMap((s) => s.rrset.rdata))].sort(),
    samples,
    deniedBy: deniersOf(statements, owner, type, samples),
    holdings,
    authorityAnswers: rowsOf(observation.answers, 'authority', asked, samples, zone),
    resolverAnswers,
    varies: dataVary(samples),
    synthesised,
    wildcard:
      shown.find((s) => s.rrset.wildcard !== undefined)?.rrset.wildcard ?? probed(statements, asked, samples),
    synthesizedFrom: shown.find((s) => s.rrset.synthesizedFrom !== undefined)?.rrset.synthesizedFrom ?? null,
    observedAt:
      known.basis === 'authority'
        ? lastSeenAt(samples)
        : known.basis === 'original'
          ? lastSeenAt(holdings)
          : null,
    parent:
      type === 'NS' && owner === observation.zone
        ? (observation.zones.find((z) => z.apex === owner)?.delegation ?? null)
        : null,
  };
}

/** Answers come in any order; facts must not. */
function inOrder(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length < 2) return samples;
  return [...samples].sort(
    (a, b) =>
      compare(place(a.answer), place(b.answer)) ||
      a.answer.at - b.answer.at ||
      Number(a.answer.again ?? false) - Number(b.answer.again ?? false) ||
      compare(a.answer.question.type, b.answer.question.type),
  );
}

function place(answer: Answer): string {
  return `${answer.server} ${answer.address}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function largest(samples: readonly Sample[]): number {
  return samples.reduce((max, s) => Math.max(max, judgedTtl(s.rrset.ttl)), 0);
}

function spread(samples: readonly Sample[]): { min: number; max: number } {
  return {
    min: samples.reduce((min, s) => Math.min(min, s.rrset.minTtl ?? s.rrset.ttl), Number.POSITIVE_INFINITY),
    max: samples.reduce((max, s) => Math.max(max, s.rrset.ttl), 0),
  };
}

function knownTtl(
  samples: readonly Sample[],
  holdings: readonly Sample[],
  resolverAnswers: RrsetFacts['resolverAnswers'],
): { basis: Basis; ttl: number | null } {
  if (samples.length > 0) return { basis: 'authority', ttl: largest(samples) };
  if (holdings.length === 0) return { basis: 'none', ttl: null };
  const originals = resolverAnswers.map((row) => row.sample?.rrset);
  const fresh = originals.every(
    (set) =>
      set?.originalTtl !== undefined &&
      Math.abs(judgedTtl(set.originalTtl) - judgedTtl(set.ttl)) <= FRESH_COPY,
  );
  const most = holdings.reduce(
    (max, s) => Math.max(max, judgedTtl(s.rrset.originalTtl ?? 0)),
    largest(holdings),
  );
  return { basis: fresh ? 'original' : 'lower-bound', ttl: most };
}

function byAddress(samples: readonly Sample[]): Sample[][] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(place(sample.answer));
    if (group === undefined) groups.set(place(sample.answer), [sample]);
    else group.push(sample);
  }
  return [...groups.values()];
}

function dataVary(samples: readonly Sample[]): boolean {
  if (samples.length < 2) return false;
  return byAddress(samples).some((own) => new Set(own.map((s) => s.rrset.rdata.join('\n'))).size > 1);
}

function ttlFalls(samples: readonly Sample[]): boolean {
  if (samples.length < 2) return false;
  return byAddress(samples).some((own) =>
    own.some((s, i) => i > 0 && s.rrset.ttl < (own[i - 1] as Sample).rrset.ttl),
  );
}

function deniersOf(
  statements: Statements,
  owner: Name,
  type: RecordType,
  samples: readonly Sample[],
): string[] {
  if (samples.length === 0 || statements.denials.length === 0) return [];
  const having = new Set(samples.map((s) => place(s.answer)));
  const denying = statements.denials.filter(
    (d) => d.owner === owner && (d.type === null || d.type === type) && !having.has(place(d.answer)),
  );
  return [...new Set(denying.map((d) => d.answer.server))].sort();
}

/** The wildcard that a probe found with the same data; signed zones say it in the RRSIG. */
function probed(statements: Statements, asked: RrsetAsked, samples: readonly Sample[]): Name | null {
  if (asked.owner.startsWith('*.')) return null;
  const rdata = samples[0]?.rrset.rdata.join('\n');
  for (const [key, [first]] of statements.samples) {
    if (!key.startsWith('*.') || first === undefined || first.rrset.type !== asked.type) continue;
    if (first.rrset.rdata.join('\n') === rdata && asked.owner.endsWith(first.rrset.owner.slice(1)))
      return first.rrset.owner;
  }
  return null;
}

/** One row for each address: its RRset with the largest TTL, else how its question about this RRset ended. */
function rowsOf(
  answers: readonly Answer[],
  vantage: 'authority' | 'resolver',
  { owner, type }: RrsetAsked,
  samples: readonly Sample[],
  zone: Name | null,
): { answer: Answer; sample: Sample | null }[] {
  const rows = new Map<string, { answer: Answer; sample: Sample | null }>();
  for (const sample of samples) {
    const known = rows.get(place(sample.answer))?.sample;
    if (known === undefined || known === null || sample.rrset.ttl > known.rrset.ttl)
      rows.set(place(sample.answer), { answer: sample.answer, sample });
  }
  for (const answer of answers) {
    if (answer.vantage !== vantage || answer.again === true || answer.question.name !== owner) continue;
    if (answer.question.type !== type && type !== 'CNAME') continue;
    if (vantage === 'authority' && answer.zone !== undefined && zone !== null && answer.zone !== zone)
      continue;
    if (!rows.has(place(answer))) rows.set(place(answer), { answer, sample: null });
  }
  return [...rows.entries()].sort(([a], [b]) => compare(a, b)).map(([, row]) => row);
}

import type { Finding } from '../model/finding.ts';
import { formatInstant, type Instant, latest, type Seconds } from '../model/instant.ts';
import type { Migration } from '../model/migration.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { TargetReport } from '../model/report.ts';
import { changedEverywhereAt, completeAt, staleUntil, staleWindow } from '../policy/arithmetic.ts';
import type { Policy } from '../policy/policy.ts';
import { maxTtlAtCutover } from '../policy/requirement.ts';
import type { RrsetToPlan } from './planMigration.ts';

export type Go = 'go' | 'no-go' | 'unknown';

export interface PreflightRrset {
  readonly owner: Name;
  /** Null where the name as a whole is meant. */
  readonly type: RecordType | null;
  readonly ttl: number | null;
  readonly go: Go;
  /** Sentences: why not, or what to know. */
  readonly reasons: readonly string[];
  /** Nothing but time stands in the way, and from then on it does not. */
  readonly waitUntil?: Instant;
  /** Seconds for which old data are served if the change is made at the cutover, or now if that is over. */
  readonly staleWindow?: Seconds;
}

/** The answer to: may the data change? */
export interface Preflight {
  readonly migration: string;
  readonly go: Go;
  readonly rrsets: readonly PreflightRrset[];
  /** From then on it would be go, as far as can be seen; null if waiting alone does not help. */
  readonly waitUntil: Instant | null;
}

export interface PreflightInput {
  readonly migration: Migration;
  readonly policy: Policy;
  readonly at: Instant;
  readonly rrsets: readonly RrsetToPlan[];
  /** Every name of the migration as it was judged at `at`. */
  readonly judged: readonly TargetReport[];
  readonly absent: readonly { readonly owner: Name; readonly create: boolean }[];
  readonly unobserved: readonly { readonly owner: Name; readonly because: string }[];
}

/** Findings whose matter is looked at here, with the journal: the TTL, the past, and the time that is left. */
const LOOKED_AT_HERE: ReadonlySet<string> = new Set([
  ...['ttl-above-limit', 'ttl-over-week', 'due', 'too-late', 'no-margin'],
  ...['past-unknown', 'name-absent', 'not-observed'],
]);

/** Warnings that stop a change although they do not stop a check: the servers must agree on what is to be changed. */
const STOPPING: ReadonlySet<string> = new Set([
  ...['authorities-disagree-ttl', 'authorities-disagree-data', 'unequal-ttls', 'lame-authority'],
  ...['cache-not-drained', 'delegation-mismatch'],
]);

/** Findings about what could not be seen. */
const UNSEEN: ReadonlySet<string> = new Set([
  'authority-unreachable',
  'port-53-intercepted',
  'parent-not-seen',
]);

/** Go or no-go, for every RRset of a migration, at an instant before (or after) its cutover. Unknown is never go. */
export function preflightOf(input: PreflightInput): Preflight {
  const rrsets = [
    ...input.rrsets.map((rrset) => rrsetPreflight(rrset, input)),
    ...input.absent.map(({ owner, create }) => absentPreflight(owner, create)),
    ...input.unobserved.map(
      ({ owner, because }): PreflightRrset => ({
        ...{ owner, type: null, ttl: null, go: 'unknown' },
        reasons: [`It could not be observed: ${because}.`],
      }),
    ),
  ].sort((a, b) => order(a.owner, b.owner) || order(a.type ?? '', b.type ?? ''));
  const go = overall(rrsets.map((rrset) => rrset.go));
  const waits = rrsets.filter((rrset) => rrset.go !== 'go').map((rrset) => rrset.waitUntil);
  const canWait = waits.length > 0 && waits.every((until) => until !== undefined);
  return {
    migration: input.migration.name,
    go,
    rrsets,
    waitUntil: canWait ? (latest(...waits.filter((until) => until !== undefined)) ?? null) : null,
  };
}

function overall(all: readonly Go[]): Go {
  if (all.includes('no-go')) return 'no-go';
  return all.includes('unknown') || all.length === 0 ? 'unknown' : 'go';
}

function absentPreflight(owner: Name, create: boolean): PreflightRrset {
  const absent = { owner, type: null, ttl: null };
  return create
    ? { ...absent, go: 'go', reasons: ['It does not exist yet and is created at the cutover.'] }
    : {
        ...absent,
        go: 'no-go',
        reasons: ['It does not exist. If it is created at the cutover, say create: true.'],
      };
}

function rrsetPreflight(rrset: RrsetToPlan, input: PreflightInput): PreflightRrset {
  const { owner, type, ttl } = rrset;
  const { figures } = input.policy;
  // Before the cutover what counts is how things stand then; after it, now.
  const changeAt = latest(input.migration.cutover.at, input.at) ?? input.at;
  const findings = findingsOf(rrset, input.judged);
  const stops = findings
    .filter(({ severity, rule }) => severity === 'error' || STOPPING.has(rule))
    .map(sentence);
  const unseen = findings.filter(({ rule }) => UNSEEN.has(rule)).map(sentence);
  const unjudged = isUnjudged(rrset, input.judged) ? ['Not every server of its zone could be observed.'] : [];
  const known = { owner, type, ttl };
  if (ttl === null) {
    const because = rrset.obstacle?.because ?? 'It has no TTL of its own.';
    if (stops.length > 0) return { ...known, go: 'no-go', reasons: stops };
    return unseen.length + unjudged.length > 0
      ? { ...known, go: 'unknown', reasons: [...unseen, ...unjudged] }
      : { ...known, go: 'go', reasons: [because] };
  }
  const maxTtl = maxTtlAtCutover(input.policy, rrset);
  const drained = rrset.drainedAt ?? rrset.drainedAtTheLatest;
  const window = staleWindow(
    changeAt,
    staleUntil(changedEverywhereAt(changeAt, figures), ttl, drained, figures),
  );
  const judged = { ...known, staleWindow: window };
  if (ttl > maxTtl)
    return {
      ...judged,
      go: 'no-go',
      reasons: [
        ...stops,
        `Its TTL is ${ttl} s, and the cutover allows ${maxTtl} s. If it is lowered now, it is ready at ${formatInstant(completeAt(input.at, ttl, figures))}.`,
      ],
    };
  if (drained > changeAt) {
    const reason =
      rrset.drainedAt === null
        ? `Nobody knows the TTLs of its past: caches of such a past may last until ${formatInstant(drained)}.`
        : `Caches may still hold a longer TTL of before until ${formatInstant(drained)}.`;
    return {
      ...judged,
      go: 'no-go',
      reasons: [...stops, reason],
      ...(stops.length === 0 ? { waitUntil: drained } : {}),
    };
  }
  if (stops.length > 0) return { ...judged, go: 'no-go', reasons: stops };
  if (unseen.length + unjudged.length > 0)
    return { ...judged, go: 'unknown', reasons: unseen.length > 0 ? unseen : unjudged };
  const pending =
    drained > input.at ? [`Drained from ${formatInstant(drained)} on, before the cutover.`] : [];
  return { ...judged, go: 'go', reasons: pending };
}

/** What judging found about this RRset, or about its name as a whole. */
function findingsOf({ owner, type }: RrsetToPlan, judged: readonly TargetReport[]): Finding[] {
  return judged
    .filter(({ name }) => name === owner)
    .flatMap(({ findings }) => findings)
    .filter((finding) => !isLookedAtHere(finding) && finding.waived === undefined)
    .filter((finding) => finding.type === type || finding.type === null);
}

/** What a journal alone knows of longer TTLs is in `drainedAt`; what a cache was seen to hold is not. */
function isLookedAtHere({ rule, data }: Finding): boolean {
  return LOOKED_AT_HERE.has(rule) || (rule === 'cache-not-drained' && data.remainingTtl === null);
}

function isUnjudged({ owner, type }: RrsetToPlan, judged: readonly TargetReport[]): boolean {
  return judged
    .flatMap(({ rrsets }) => rrsets)
    .some((rrset) => rrset.owner === owner && rrset.type === type && rrset.verdict === 'unknown');
}

/** The subject stands above the reasons already. */
function sentence({ message, rule, owner, type }: Finding): string {
  const subject = [`${owner} ${type}: `, `${owner}: `].find((text) => message.startsWith(text)) ?? '';
  const rest = message.slice(subject.length);
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)} [${rule}]`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

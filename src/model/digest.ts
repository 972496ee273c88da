/**
 * What happened since the last report and what comes next, as plain data. `cli` and `schedule` gather it, the reporters
 * in `report/digest` show it, and it is what a webhook is sent.
 */
import type { Severity } from './finding.ts';
import type { Instant, Seconds } from './instant.ts';
import type { MigrationState, ReceiptOutcome } from './journal.ts';
import type { Name } from './name.ts';
import type { PlanVerdict } from './plan.ts';
import type { RecordType } from './recordType.ts';
import type { Cutover } from './target.ts';

export interface RrsetName {
  readonly owner: Name;
  readonly type: RecordType;
}

/** Steps of the same kind, to the same TTL and with the same end, told once. */
export interface DoneStep {
  readonly step: string;
  readonly kind: 'lower' | 'restore';
  readonly to: Seconds;
  /** `pending`: it was sent, and nothing is known of it yet. */
  readonly outcome: ReceiptOutcome | 'pending';
  /** Of the last of them. */
  readonly at: Instant;
  readonly rrsets: readonly RrsetName[];
  /** The provider's or the pass's own words; of the first that has some. */
  readonly detail?: string;
}

/** The steps that come next, all at one instant and to one TTL. */
export interface NextStep {
  readonly step: string;
  readonly kind: 'lower' | 'restore';
  readonly to: Seconds;
  readonly at: Instant;
  /** When no cache that honours TTLs holds the old TTL of any of them any more. */
  readonly completeAt: Instant;
  readonly rrsets: readonly RrsetName[];
}

/** Something that a person should look at. */
export interface Obstacle {
  readonly severity: Severity;
  /** The rule that found it; absent where it is no finding. */
  readonly rule?: string;
  /** null where it is about the whole migration. */
  readonly owner: Name | null;
  readonly type: RecordType | null;
  /** A sentence that stands by itself. */
  readonly message: string;
}

/** How many of the RRsets that move are how far. What cannot be changed (aliases, foreign zones) is not counted. */
export interface ReadinessCount {
  readonly total: number;
  /** The TTL fits, and what longer TTLs left in caches is gone by the cutover. */
  readonly ready: number;
  /** The plan still lowers them, and in time. */
  readonly planned: number;
  readonly tooLate: number;
  /** Not observed, held, or of unknown readiness. */
  readonly unknown: number;
}

export interface MigrationDigest {
  readonly name: string;
  readonly cutover: Cutover;
  readonly verdict: PlanVerdict;
  readonly state: MigrationState;
  /** Who put it into its state, when and why; absent while nobody did. */
  readonly stateChange?: { readonly at: Instant; readonly by: string; readonly reason?: string };
  /** The stage in force. */
  readonly stage: string;
  readonly readiness: ReadinessCount;
  /** Since the last digest, oldest first. */
  readonly done: readonly DoneStep[];
  readonly next: NextStep | null;
  /** The gravest first. */
  readonly obstacles: readonly Obstacle[];
  readonly earliestSafeCutover: Instant | null;
  readonly oldEndpointMayGoAt: Instant | null;
  readonly notes: string | null;
}

/** A TTL of a watched name. */
export interface WatchedTtl extends RrsetName {
  readonly zone: Name | null;
  readonly ttl: Seconds;
}

/** What an RRset of a watched name was, and what it is since. */
export interface WatchedChange extends RrsetName {
  /** The first look that saw the new state. */
  readonly at: Instant;
  readonly ttl: { readonly from: Seconds; readonly to: Seconds };
  /** Absent where only the TTL changed. Presentation form, sorted. */
  readonly rdata?: { readonly from: readonly string[]; readonly to: readonly string[] };
  /** `ttl-check`: the journal has an intent to set this very TTL. */
  readonly by: 'ttl-check' | 'someone-else';
}

export interface WatchedDigest {
  readonly names: number;
  /** Names of which nothing was learnt. */
  readonly unknown: number;
  /** The longest first. */
  readonly ttls: readonly WatchedTtl[];
  /** Oldest first. */
  readonly changes: readonly WatchedChange[];
  /** The gravest first. */
  readonly obstacles: readonly Obstacle[];
}

/** A TTL that was lowered for a cutover which is long over, and never given back. */
export interface ForgottenRestore extends RrsetName {
  readonly migration: string;
  readonly formerTtl: Seconds;
  readonly cutoverAt: Instant;
  /** When it should have come back. */
  readonly dueAt: Instant;
}

/** An earlier report that did not arrive, or of which nobody knows whether it did. */
export interface Undelivered {
  readonly report: string;
  /** The instant for which it was due. */
  readonly period: Instant;
  /** A sentence; never with a URL or a token in it. */
  readonly because: string;
}

export interface Digest {
  readonly tool: { readonly name: 'ttl-check'; readonly version: string };
  readonly at: Instant;
  /** What is told as new happened after this instant. */
  readonly since: Instant;
  /** IANA time zone of everything that is not one migration's own. */
  readonly timezone: string;
  /** The worst first. */
  readonly migrations: readonly MigrationDigest[];
  readonly watched: WatchedDigest;
  /** The longest overdue first. */
  readonly forgotten: readonly ForgottenRestore[];
  readonly undelivered: readonly Undelivered[];
}

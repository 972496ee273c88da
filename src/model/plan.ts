/** A dated plan, as plain data. `plan` makes it, reporters show it, `apply` carries it out. */
import type { Instant, Seconds } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { Cutover } from './target.ts';
import type { Ttl } from './ttl.ts';

export type StepReason =
  /** The stage begins then. */
  | { readonly kind: 'policy'; readonly stage: string }
  /** Moved earlier: later, the old TTL would not have run out everywhere by the cutover. */
  | { readonly kind: 'arithmetic'; readonly stage: string; readonly latestSafe: Instant }
  /** Moved before a freeze window. */
  | { readonly kind: 'freeze'; readonly stage: string; readonly freezeFrom: Instant }
  /** Should have been made earlier; made as soon as possible. */
  | { readonly kind: 'late'; readonly stage: string; readonly due: Instant };

export interface Step {
  /** Unique in its RRset: the stage's id (`one-week`, `day-of`, `restore`). */
  readonly id: string;
  readonly kind: 'lower' | 'restore';
  /** Not before this instant. */
  readonly at: Instant;
  readonly from: Ttl;
  readonly to: Ttl;
  /** When no cache that honours TTLs holds the longer TTL any more. */
  readonly completeAt: Instant;
  readonly reason: StepReason;
}

export interface PlannedRrset {
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  /** The TTL seen when the plan was made; null for an alias. */
  readonly ttl: Ttl | null;
  /** Presentation form, sorted, over all sets of a routing group. */
  readonly rdata: readonly string[];
  /** What restoring gives back; null if nobody knows it. */
  readonly formerTtl: Ttl | null;
  /**
   * - `steps`: there is something to do · `nothing`: it fits as it is
   * - `fixed`: it has no TTL that could be changed (alias, traffic policy) · `foreign`: someone else's zone
   * - `held`: `hold` stopped it, or somebody's hand was seen too often
   */
  readonly disposition: 'steps' | 'nothing' | 'fixed' | 'foreign' | 'held';
  /** Why, for every disposition but `steps`: a sentence. */
  readonly because?: string;
  readonly steps: readonly Step[];
  readonly readiness: Readiness;
}

export type Readiness =
  | {
      readonly kind: 'ready';
      readonly staleWindow: Seconds;
      /** It fits only without the margin. */
      readonly noMargin?: true;
      /** Nobody knows the TTLs before the first look; caches of such a past are gone by then, after the cutover. */
      readonly pastUnknownUntil?: Instant;
    }
  /** It cannot be made in time. */
  | {
      readonly kind: 'too-late';
      /** Since then it was too late. */
      readonly since: Instant;
      readonly earliestSafeCutover: Instant;
      /** With the steps that can still be made. */
      readonly staleWindow: Seconds;
    }
  | { readonly kind: 'unknown'; readonly because: string };

export interface Plan {
  readonly migration: string;
  readonly cutover: Cutover;
  /** When the plan was made. */
  readonly at: Instant;
  readonly provider: string | null;
  readonly rrsets: readonly PlannedRrset[];
  /** From then on no cache that honours TTLs serves old data: the old endpoint may go. */
  readonly oldEndpointMayGoAt: Instant | null;
  readonly restoreAt: Instant | null;
  readonly earliestSafeCutover: Instant | null;
}

/**
 * - `feasible`: every RRset that moves can be ready · `infeasible`: at least one cannot
 * - `unknown`: none is known to be too late, but something could not be observed · `past`: the cutover is over
 */
export type PlanVerdict = 'feasible' | 'infeasible' | 'unknown' | 'past';

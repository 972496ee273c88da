/** What a pass of `apply` did, as plain data. `cli` and `schedule` show it; the journal has the same in its receipts. */
import type { Instant } from './instant.ts';
import type { MigrationState } from './journal.ts';
import type { Name } from './name.ts';
import type { Plan, Step } from './plan.ts';
import type { RecordType } from './recordType.ts';

/**
 * - `would-change`: a dry run · `verified`: every authority answers the new TTL with the same data
 * - `pending`: the provider took it, not every authority shows it yet; the next pass goes on
 * - `conflict`: somebody changed it in between; nothing was changed by us, the next pass decides anew
 * - `refused`: the provider would not · `uncertain`: its answer never came, the next pass looks
 * - `held`: a guard stopped it
 */
export type StepOutcome =
  | 'would-change'
  | 'verified'
  | 'pending'
  | 'conflict'
  | 'refused'
  | 'uncertain'
  | 'held';

export interface StepResult {
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  readonly step: Step;
  readonly outcome: StepOutcome;
  /** A sentence where the outcome alone does not say it. */
  readonly detail?: string;
}

/** When no cache that honours TTLs holds a longer TTL of before any more; null if nobody knows what was before. */
export interface RrsetDrain {
  readonly owner: Name;
  readonly type: RecordType;
  readonly drainedAt: Instant | null;
}

export interface PassReport {
  readonly migration: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly mode: 'dry-run' | 'write';
  /** As the journal had it when the pass began. */
  readonly state: MigrationState;
  readonly plan: Plan;
  readonly results: readonly StepResult[];
  /** Of every RRset of the plan, with what this pass lowered. */
  readonly drains: readonly RrsetDrain[];
  /** Sentences about other hands, records that vanished, and what else a person should know. */
  readonly notices: readonly string[];
  /** Names of which nothing was learnt, with the reason. */
  readonly unobserved: readonly { readonly owner: Name; readonly because: string }[];
}

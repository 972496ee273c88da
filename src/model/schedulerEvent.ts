/**
 * What the scheduler tells while it runs, as plain data: the log, notifications, metrics and the live page all hear the
 * same `onEvent`. What is told once is told again after a restart: who delivers it claims it in the journal.
 */
import type { FailureKind } from './failure.ts';
import type { Instant } from './instant.ts';
import type { MigrationState } from './journal.ts';
import type { Name } from './name.ts';
import type { PassReport, StepOutcome } from './pass.ts';
import type { Step } from './plan.ts';
import type { RecordType } from './recordType.ts';
import type { Cutover } from './target.ts';

/**
 * What woke the scheduler: its start, the cron expression, the instant of the next step, or a configuration that was
 * read anew. None decides what is due; that follows from the instant and the journal.
 */
export type WakeCause = 'start' | 'cron' | 'step' | 'reload';

/** A failure as data. `bug`: the program itself went wrong; a daemon goes on with the rest of its work. */
export interface ToldFailure {
  readonly kind: FailureKind | 'bug';
  readonly message: string;
  readonly hint?: string;
}

/** A pass that came to no end. */
export interface FailedMigration {
  readonly migration: string;
  readonly failure: ToldFailure;
}

/** All that the newest tick learnt; the live page and the metrics show the last one. */
export interface TickReport {
  readonly at: Instant;
  readonly finishedAt: Instant;
  readonly cause: WakeCause;
  readonly mode: 'dry-run' | 'write';
  /** One for each migration that was looked at to the end, in the order of the configuration; the others rest. */
  readonly passes: readonly PassReport[];
  readonly failures: readonly FailedMigration[];
  /** Migrations for which nothing was due, so that they were not looked at. */
  readonly resting: number;
  /** When the scheduler looks again at the latest; null if nothing but its being told wakes it. */
  readonly nextAt: Instant | null;
}

/** A step of an RRset, as events name it. */
export interface StepOf {
  readonly migration: string;
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  readonly step: Step;
}

/**
 * - `started`, `stopping`: the scheduler itself; `stopping` comes once the pass under way has ended
 * - `tick-started`, `tick-ended`: around the passes over all migrations; never two at a time
 * - `step-done`: every authority answers the new TTL (`verified`); in a dry run what would be changed (`would-change`)
 * - `step-failed`: it was not carried out, or not to the end; the next tick goes on
 * - `step-late`: it comes too late to be complete by the cutover; told once for each step
 * - `held`: a guard stopped an RRset, or somebody's hand was seen on it too often; told when it begins
 * - `notice`: a sentence of a pass that was not said at its last tick: other hands, records that vanished
 * - `unobserved`: names of which nothing was learnt, told when the set of them changes
 * - `state`: a migration's state differs from that at the last tick (`hold`, `resume`, `abort`)
 * - `not-ready`: that long before the cutover, something is not on its way to be ready
 * - `restored`: every former TTL of a migration is back; nothing is left to do
 * - `pass-failed`: a migration could not be looked at; the others were
 * - `tick-failed`: nothing could be looked at, or the tick not be written down; the next one tries again
 * - `reloaded`, `reload-refused`: the configuration was read anew; a broken one changes nothing
 * - `lease-lost`: another writer has the journal, so nothing more is written
 */
export type SchedulerEvent =
  | {
      readonly kind: 'started';
      readonly at: Instant;
      readonly mode: 'dry-run' | 'write';
      readonly cron: string;
      readonly timezone: string;
      readonly migrations: readonly string[];
    }
  | { readonly kind: 'stopping'; readonly at: Instant; readonly because: string }
  | { readonly kind: 'tick-started'; readonly at: Instant; readonly cause: WakeCause }
  | { readonly kind: 'tick-ended'; readonly at: Instant; readonly report: TickReport }
  | (StepOf & {
      readonly kind: 'step-done';
      readonly at: Instant;
      readonly outcome: Extract<StepOutcome, 'verified' | 'would-change'>;
    })
  | (StepOf & {
      readonly kind: 'step-failed';
      readonly at: Instant;
      readonly outcome: Exclude<StepOutcome, 'verified' | 'would-change'>;
      /** A sentence. */
      readonly detail?: string;
    })
  | (StepOf & { readonly kind: 'step-late'; readonly at: Instant; readonly due: Instant })
  | {
      readonly kind: 'held';
      readonly at: Instant;
      readonly migration: string;
      readonly owner: Name;
      readonly type: RecordType;
      /** A sentence. */
      readonly because: string;
    }
  | {
      readonly kind: 'notice';
      readonly at: Instant;
      readonly migration: string;
      readonly message: string;
    }
  | {
      readonly kind: 'unobserved';
      readonly at: Instant;
      readonly migration: string;
      /** Empty once all names are seen again. */
      readonly names: PassReport['unobserved'];
    }
  | {
      readonly kind: 'state';
      readonly at: Instant;
      readonly migration: string;
      readonly from: MigrationState;
      readonly to: MigrationState;
    }
  | {
      readonly kind: 'not-ready';
      readonly at: Instant;
      readonly migration: string;
      readonly cutover: Cutover;
      readonly hoursBefore: 24 | 2;
      readonly rrsets: readonly {
        readonly owner: Name;
        /** null where the name as a whole is meant. */
        readonly type: RecordType | null;
        /** A sentence. */
        readonly because: string;
      }[];
    }
  | {
      readonly kind: 'restored';
      readonly at: Instant;
      readonly migration: string;
      readonly rrsets: number;
    }
  | (FailedMigration & { readonly kind: 'pass-failed'; readonly at: Instant })
  | { readonly kind: 'tick-failed'; readonly at: Instant; readonly failure: ToldFailure }
  | { readonly kind: 'reloaded'; readonly at: Instant; readonly migrations: readonly string[] }
  | { readonly kind: 'reload-refused'; readonly at: Instant; readonly failure: ToldFailure }
  | { readonly kind: 'lease-lost'; readonly at: Instant };

export type OnSchedulerEvent = (event: SchedulerEvent) => void;

/** What a digest is composed of. `cli` gathers it: surveys, judgements and what the journal knows. */
import type { Undelivered } from '../../model/digest.ts';
import type { Instant } from '../../model/instant.ts';
import type { FormerTtl, IntentWithReceipt, SightingRun, StateChange } from '../../model/journal.ts';
import type { TargetReport } from '../../model/report.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';

export interface MigrationMaterial {
  readonly planned: Pick<
    PlannedMigration,
    'plan' | 'verdict' | 'absent' | 'unobserved' | 'notices' | 'notes'
  >;
  /** The stage in force. */
  readonly stage: string;
  readonly judged: readonly TargetReport[];
  /** All of the migration, oldest first. */
  readonly intents: readonly IntentWithReceipt[];
  /** The latest; undefined while nobody changed it. */
  readonly state: StateChange | undefined;
}

export interface WatchedMaterial {
  readonly judged: readonly TargetReport[];
  /** Of the watched names, in any order. */
  readonly runs: readonly SightingRun[];
  /** Of all migrations. */
  readonly intents: readonly IntentWithReceipt[];
}

/** A migration that the journal knows, configured or not any more. */
export interface LentTtls {
  readonly migration: string;
  readonly cutoverAt: Instant;
  /** When its former TTLs are due. */
  readonly restoreAt: Instant;
  readonly formers: readonly FormerTtl[];
}

export interface DigestMaterial {
  readonly version: string;
  readonly at: Instant;
  readonly since: Instant;
  readonly timezone: string;
  readonly migrations: readonly MigrationMaterial[];
  readonly watched: WatchedMaterial;
  readonly lent: readonly LentTtls[];
  readonly undelivered: readonly Undelivered[];
}

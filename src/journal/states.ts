import { type Instant, instant } from '../model/instant.ts';
import type { MigrationState, StateChange } from '../model/journal.ts';
import type { Store } from './store.ts';

interface StateRow {
  readonly migration: string;
  readonly state: MigrationState;
  readonly at: number;
  readonly changed_by: string;
  readonly reason: string | null;
}

/** Adds a change of a migration's state. */
export function insertState(store: Store, change: StateChange): void {
  store.run(
    'INSERT INTO state_changes (migration, state, at, changed_by, reason) VALUES (?, ?, ?, ?, ?)',
    ...[change.migration, change.state, change.at, change.by, change.reason ?? null],
  );
}

/** The latest of each migration, by its name. */
export function readStates(store: Store): StateChange[] {
  return store
    .all<StateRow>(
      `SELECT * FROM state_changes
       WHERE seq IN (SELECT max(seq) FROM state_changes GROUP BY migration) ORDER BY migration`,
    )
    .map(({ migration, state, at, changed_by, reason }) => ({
      ...{ migration, state, at: instant(at), by: changed_by },
      ...(reason === null ? {} : { reason }),
    }));
}

/** All migrations that anything is known of, by their names. */
export function readMigrations(store: Store): string[] {
  return store
    .all<{ migration: string }>(
      `SELECT migration FROM plans UNION SELECT migration FROM intents UNION SELECT migration FROM state_changes
       ORDER BY migration`,
    )
    .map(({ migration }) => migration);
}

/** The daemon looked. Only the last is kept, even where the clock went back. */
export function writeTick(store: Store, at: Instant, owner: string): void {
  store.run(
    'INSERT INTO last_tick (id, at, owner) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET at = ?1, owner = ?2',
    at,
    owner,
  );
}

/** When the daemon looked last. */
export function readTick(store: Store): Instant | undefined {
  const row = store.get<{ at: number }>('SELECT at FROM last_tick');
  return row === undefined ? undefined : instant(row.at);
}

import type { DatabaseSync } from 'node:sqlite';

/** In the header of the file, so that no other SQLite file is taken for a journal: `TTLc`. */
export const APPLICATION_ID: number = 0x54544c63;

/**
 * From one schema version to the next; version n is after the first n. What was released is never edited: a change is
 * a new entry at the end.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE zones (id INTEGER PRIMARY KEY, apex TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    rdata TEXT NOT NULL UNIQUE CHECK (json_valid(rdata))
  ) STRICT;
  CREATE TABLE rrsets (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    type TEXT NOT NULL,
    -- The TTL of the look that was written last, which is not the newest one if the clock went back.
    told_ttl INTEGER NOT NULL,
    UNIQUE (owner, type)
  ) STRICT;
  -- Runs of one RRset overlap at most in an instant, where two looks of that instant differ.
  CREATE TABLE runs (
    rrset INTEGER NOT NULL REFERENCES rrsets,
    since INTEGER NOT NULL,
    tie INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= since),
    looks INTEGER NOT NULL,
    zone INTEGER NOT NULL REFERENCES zones,
    ttl_min INTEGER NOT NULL,
    ttl_max INTEGER NOT NULL CHECK (ttl_max >= ttl_min),
    rdata INTEGER NOT NULL REFERENCES datasets,
    all_servers INTEGER NOT NULL,
    in_sync INTEGER NOT NULL,
    PRIMARY KEY (rrset, since, tie)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE plans (
    seq INTEGER PRIMARY KEY,
    migration TEXT NOT NULL,
    digest TEXT NOT NULL,
    at INTEGER NOT NULL,
    plan TEXT NOT NULL CHECK (json_valid(plan))
  ) STRICT;
  CREATE INDEX plans_of_migration ON plans (migration, seq);

  CREATE TABLE intents (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    migration TEXT NOT NULL,
    zone TEXT NOT NULL,
    owner TEXT NOT NULL,
    type TEXT NOT NULL,
    step TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('lower', 'restore')),
    from_ttl INTEGER NOT NULL,
    to_ttl INTEGER NOT NULL,
    rdata TEXT NOT NULL CHECK (json_valid(rdata)),
    at INTEGER NOT NULL,
    plan_digest TEXT NOT NULL,
    final INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX intents_of_migration ON intents (migration, seq);
  CREATE INDEX intents_open ON intents (seq) WHERE final = 0;
  CREATE TABLE receipts (
    seq INTEGER PRIMARY KEY,
    intent INTEGER NOT NULL REFERENCES intents,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    change_id TEXT,
    detail TEXT
  ) STRICT;
  CREATE INDEX receipts_of_intent ON receipts (intent, seq);

  CREATE TABLE former_ttls (
    seq INTEGER PRIMARY KEY,
    migration TEXT NOT NULL,
    owner TEXT NOT NULL,
    type TEXT NOT NULL,
    ttl INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    restored_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX former_ttls_in_use ON former_ttls (migration, owner, type) WHERE restored_at IS NULL;
  CREATE INDEX former_ttls_of_rrset ON former_ttls (migration, owner, type, seq);

  CREATE TABLE state_changes (
    seq INTEGER PRIMARY KEY,
    migration TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'held', 'aborted', 'done')),
    at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX state_changes_of_migration ON state_changes (migration, seq);

  CREATE TABLE last_tick (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL,
    owner TEXT NOT NULL
  ) STRICT;
  CREATE TABLE notifications (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    owner TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE remembered (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The schema version of a database; 0 for an empty one. */
export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

/**
 * Brings a database to the version after all steps, in one transaction: all of it or nothing. Throws what SQLite
 * throws.
 */
export function migrate(db: DatabaseSync, steps: readonly string[] = SCHEMA_STEPS): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    // Read within the transaction: another process may have migrated since the file was looked at.
    for (const step of steps.slice(schemaVersion(db))) db.exec(step);
    if (schemaVersion(db) < steps.length) db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

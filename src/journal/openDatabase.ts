import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../model/failure.ts';
import { DAMAGED_HINT, journalFailure } from './journalFailure.ts';
import { APPLICATION_ID, migrate, SCHEMA_STEPS, schemaVersion } from './schema.ts';

export type JournalMode = 'read' | 'write';

export interface OpenOptions {
  readonly mode: JournalMode;
  /** How long to wait for another process that is writing, in milliseconds. */
  readonly busyTimeoutMs?: number;
}

/** A transaction takes milliseconds; a prune of a large journal may take seconds. */
const BUSY_TIMEOUT_MS = 5000;

const MEMORY = ':memory:';

/**
 * The database of a journal, checked and with today's schema. `write` makes the file (only its user may read it) and
 * its folders; `read` changes nothing. Throws Failure (journal).
 */
export function openDatabase(path: string, options: OpenOptions): DatabaseSync {
  prepareFile(path, options.mode);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, {
      readOnly: options.mode === 'read',
      timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
    });
    // Looked at before anything is written: a file that is not ours, or newer, stays as it is.
    // In one transaction, as another process may be making the schema this moment.
    db.exec('BEGIN');
    refuseOthers(db, path);
    refuseNewer(db, path);
    refuseDamage(db, path);
    db.exec('COMMIT');
    if (options.mode === 'write') makeReady(db);
    else refuseOlder(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw journalFailure(error, path);
  }
}

function prepareFile(path: string, mode: JournalMode): void {
  if (path === MEMORY) return;
  try {
    if (mode === 'write' && !existsSync(path)) {
      makeFolder(dirname(path));
      closeSync(openSync(path, 'a', 0o600));
      // The umask may have taken the owner's own rights away.
      chmodSync(path, 0o600);
    }
    if (statSync(path).isDirectory())
      throw new Failure('journal', `The journal ${path} is a folder.`, {
        hint: 'Name a file in it, such as journal.sqlite, with --journal.',
      });
  } catch (error) {
    throw fileFailure(error, path, mode);
  }
}

/** With those above it. Not by `recursive`: where a file system makes no folders (/proc), Node 24 then tries for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it this moment.
    if (!existsSync(folder)) throw error;
  }
}

const CANNOT_MAKE: Readonly<Record<string, string>> = {
  ENOENT: 'its folder cannot be made',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  ENOTDIR: 'a part of its path is a file and no folder',
  EEXIST: 'a part of its path is a file and no folder',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its path goes round in a circle of links',
};

function fileFailure(error: unknown, path: string, mode: JournalMode): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT' && mode === 'read')
    return new Failure('journal', `There is no journal at ${path}.`, {
      hint: 'Commands that change or watch TTLs write one, and `check --journal FILE` does; name the right file with --journal.',
      cause: error,
    });
  const why = CANNOT_MAKE[String(error.code)] ?? error.message;
  return new Failure('journal', `The journal ${path} cannot be opened: ${why}.`, {
    hint: 'Name a file in a folder that this user may write to with --journal.',
    cause: error,
  });
}

function refuseOthers(db: DatabaseSync, path: string): void {
  const id = Number(db.prepare('PRAGMA application_id').get()?.application_id);
  const tables = Number(db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count);
  if (id === APPLICATION_ID || (id === 0 && tables === 0 && schemaVersion(db) === 0)) return;
  throw new Failure('journal', `${path} is no journal: it is a database of another program.`, {
    hint: 'Name another file with --journal; this one was left as it is.',
  });
}

function refuseNewer(db: DatabaseSync, path: string): void {
  const version = schemaVersion(db);
  if (version <= SCHEMA_STEPS.length) return;
  throw new Failure(
    'journal',
    `The journal ${path} was written by a newer ttl-check: its schema is version ${version}, this one knows ${SCHEMA_STEPS.length}.`,
    { hint: 'Use the newer ttl-check, or another file with --journal; this one was left as it is.' },
  );
}

function refuseDamage(db: DatabaseSync, path: string): void {
  const [first] = db.prepare('PRAGMA quick_check(1)').all();
  if (first?.quick_check === 'ok') return;
  // The first line only names the database.
  const what = String(first?.quick_check).split('\n').at(-1);
  throw new Failure('journal', `The journal ${path} is damaged: ${what}.`, {
    hint: DAMAGED_HINT,
  });
}

function refuseOlder(db: DatabaseSync, path: string): void {
  const version = schemaVersion(db);
  if (version === SCHEMA_STEPS.length) return;
  const what = version === 0 ? 'is empty' : `was written by an older ttl-check (schema version ${version})`;
  throw new Failure('journal', `The journal ${path} ${what}, and reading does not change it.`, {
    hint: 'The next command that writes to it, such as `apply` or `schedule`, brings it up to date.',
  });
}

function makeReady(db: DatabaseSync): void {
  // WAL lets others read while one writes; FULL syncs each transaction to the disk before it counts as done.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  if (schemaVersion(db) < SCHEMA_STEPS.length) migrate(db);
  // SQLite opens a file that it may not write to all the same; the first change must not be what finds out.
  else db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${SCHEMA_STEPS.length}; ROLLBACK`);
}

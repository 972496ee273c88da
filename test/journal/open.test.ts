import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/journal/openDatabase.ts';
import { migrate, SCHEMA_STEPS, schemaVersion } from '../../src/journal/schema.ts';
import { openJournal, sqliteJournal } from '../../src/journal/sqlite.ts';
import { Failure } from '../../src/model/failure.ts';
import { after, look, lowering } from '../contracts/journal.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'ttl-check-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The modes of a file's owner, group and others. */
function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** The failure that opening ends with. */
async function refusal(path: string, mode: 'read' | 'write' = 'write'): Promise<Failure> {
  const error: unknown = await openJournal(path, { mode, busyTimeoutMs: 20 }).then(
    (journal) => journal.close(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure but ${String(error)}`);
  expect(error.kind).toBe('journal');
  expect(error.message).toContain(path);
  expect(error.message).toMatch(/\.$/);
  expect(error.hint).toMatch(/\.$/);
  return error;
}

describe('opening', () => {
  it('makes the file and its folders, for its user only', async () => {
    const path = join(folder, 'new', 'state', 'journal.sqlite');
    const journal = await openJournal(path, { mode: 'write' });
    await journal.recordTick(after(0), 'one');
    for (const file of [path, `${path}-wal`]) expect(modeOf(file)).toBe(0o600);
    expect(modeOf(join(folder, 'new', 'state'))).toBe(0o700);
    await journal.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const again = await openJournal(path, { mode: 'read' });
    expect(await again.lastTick()).toBe(after(0));
    await again.close();
  });

  it('for reading makes nothing and changes nothing', async () => {
    const path = join(folder, 'nowhere', 'journal.sqlite');
    expect((await refusal(path, 'read')).message).toMatch(/There is no journal/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    const made = join(folder, 'read.sqlite');
    await (await openJournal(made, { mode: 'write' })).close();
    const reader = await openJournal(made, { mode: 'read' });
    await expect(reader.recordTick(after(0), 'one')).rejects.toThrow(/cannot be written: .*read-only/);
    await reader.close();
  });

  it('syncs each transaction and lets others read meanwhile', () => {
    const db = openDatabase(join(folder, 'pragmas.sqlite'), { mode: 'write' });
    expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
    expect(db.prepare('PRAGMA foreign_keys').get()).toMatchObject({ foreign_keys: 1 });
    db.close();
  });
});

describe('a file that is no sound journal is refused and left as it is', () => {
  let sound: string;
  beforeAll(async () => {
    sound = join(folder, 'sound.sqlite');
    const journal = await openJournal(sound, { mode: 'write' });
    for (let i = 0; i < 300; i++)
      await journal.recordSightings([look(i * 60, 300 + i, { rdata: [`"${'x'.repeat(500)}${i}"`] })]);
    await journal.close();
  });

  const CASES: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    ['text', (path) => writeFileSync(path, 'www.example.com\n'.repeat(200)), /not an SQLite database/],
    ['a few octets', (path) => writeFileSync(path, 'hello'), /not an SQLite database/],
    [
      'another program’s database',
      (path) => {
        const db = new DatabaseSync(path);
        db.exec('CREATE TABLE bookmarks (url TEXT)');
        db.close();
      },
      /a database of another program/,
    ],
    [
      'a newer journal',
      (path) => {
        copyFileSync(sound, path);
        const db = new DatabaseSync(path);
        db.exec('PRAGMA user_version = 99');
        db.close();
      },
      /written by a newer ttl-check: its schema is version 99, this one knows [0-9]+/,
    ],
    [
      'a truncated journal',
      (path) => {
        copyFileSync(sound, path);
        truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096);
      },
      /is damaged/,
    ],
    [
      'a journal with a page overwritten',
      (path) => {
        const octets = readFileSync(sound);
        // Not the first pages: those hold the schema, and the damage must be found where nobody looked yet.
        octets.fill(0xa5, 40 * 4096, 44 * 4096);
        writeFileSync(path, octets);
      },
      /is damaged/,
    ],
  ];

  it.each(CASES)('%s', async (name, make, sentence) => {
    const path = join(folder, `bad ${name}.sqlite`);
    make(path);
    const octets = readFileSync(path);
    for (const mode of ['write', 'read'] as const)
      expect((await refusal(path, mode)).message).toMatch(sentence);
    expect(readFileSync(path).equals(octets)).toBe(true);
  });

  it('a folder', async () => {
    expect((await refusal(folder)).message).toMatch(/is a folder/);
  });

  it.runIf(process.platform === 'linux')('a path where no folder can be made', async () => {
    expect((await refusal('/proc/nowhere/journal.sqlite')).message).toMatch(/its folder cannot be made\./);
  });

  it('a path through a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect((await refusal(join(folder, 'file', 'journal.sqlite'))).message).toMatch(
      /is a file and no folder/,
    );
  });

  it('an empty file, for reading; for writing it becomes a journal', async () => {
    const path = join(folder, 'empty.sqlite');
    writeFileSync(path, '');
    expect((await refusal(path, 'read')).message).toMatch(/is empty/);
    await (await openJournal(path, { mode: 'write' })).close();
    await (await openJournal(path, { mode: 'read' })).close();
  });
});

describe('without permission', () => {
  // Root may do everything, so the tests give that up for as long as they need.
  const root = process.getuid?.() === 0;
  async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
    if (root) process.seteuid?.(65_534);
    try {
      return await work();
    } finally {
      if (root) process.seteuid?.(0);
    }
  }

  let mine: string;
  beforeEach(() => {
    mine = mkdtempSync(join(folder, 'mine-'));
    chmodSync(folder, 0o755);
  });

  it.skipIf(process.platform === 'win32')('in the folder, nothing is made', async () => {
    chmodSync(mine, 0o555);
    const path = join(mine, 'journal.sqlite');
    const failure = await asNobody(() => refusal(path));
    expect(failure.message).toMatch(/cannot be opened: permission is denied/);
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('to read the file, it is said', async () => {
    const path = join(mine, 'journal.sqlite');
    await (await openJournal(path, { mode: 'write' })).close();
    chmodSync(path, 0o000);
    chmodSync(mine, 0o755);
    for (const mode of ['read', 'write'] as const)
      expect((await asNobody(() => refusal(path, mode))).message).toMatch(/cannot be opened|permission/);
  });

  it.skipIf(process.platform === 'win32')('to write the file, it is said', async () => {
    const path = join(mine, 'journal.sqlite');
    await (await openJournal(path, { mode: 'write' })).close();
    chmodSync(path, 0o444);
    chmodSync(mine, 0o777);
    expect((await asNobody(() => refusal(path))).message).toMatch(/read-only/);
  });
});

describe('a full disk', () => {
  it('is said, and nothing of the transaction is there', async () => {
    const db = openDatabase(join(folder, 'full.sqlite'), { mode: 'write' });
    const journal = sqliteJournal(db, 'full.sqlite');
    await journal.recordIntents([lowering()]);
    const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
    db.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const many = Array.from({ length: 500 }, (_, i) => lowering({ id: `${i}`, type: `TYPE${i}` }));
    const failed = journal.recordIntents(many);
    await expect(failed).rejects.toThrow(Failure);
    await expect(failed).rejects.toThrow(/full\.sqlite cannot be written: the disk is full\./);
    expect(await journal.intents('move')).toHaveLength(1);
    expect(await journal.formerTtls('move')).toHaveLength(1);
    // With space again, it goes on.
    db.exec('PRAGMA max_page_count = 1000000');
    await journal.recordIntents(many);
    expect(await journal.intents('move')).toHaveLength(501);
    await journal.close();
  });
});

describe('the schema', () => {
  it('is brought up step by step, with the data kept', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, ['CREATE TABLE a (x)']);
    db.exec('INSERT INTO a VALUES (1)');
    migrate(db, ['CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y', 'UPDATE a SET y = x + 1']);
    expect(schemaVersion(db)).toBe(3);
    expect({ ...db.prepare('SELECT * FROM a').get() }).toEqual({ x: 1, y: 2 });
    db.close();
  });

  it('stays as it was when a step fails', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, ['CREATE TABLE a (x)']);
    expect(() => migrate(db, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'nonsense'])).toThrow();
    expect(schemaVersion(db)).toBe(1);
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1);
    db.close();
  });

  it('of a file that a newer step made is not taken back', () => {
    const db = new DatabaseSync(':memory:');
    db.exec(`PRAGMA user_version = ${SCHEMA_STEPS.length + 1}`);
    migrate(db);
    expect(schemaVersion(db)).toBe(SCHEMA_STEPS.length + 1);
    db.close();
  });

  it('has types, so that a hand in it cannot put text where a TTL belongs', () => {
    const db = openDatabase(':memory:', { mode: 'write' });
    const insert = "INSERT INTO former_ttls VALUES (1, 'move', 'www.example.com.', 'A', 'soon', 0, NULL)";
    expect(() => db.exec(insert)).toThrow(/cannot store TEXT/);
    db.close();
  });
});

it('copies of it are made while it is in use', async () => {
  const path = join(folder, 'live.sqlite');
  const journal = await openJournal(path, { mode: 'write' });
  await journal.recordIntents([lowering()]);
  mkdirSync(join(folder, 'backup'));
  const copy = join(folder, 'backup', 'journal.sqlite');
  const other = new DatabaseSync(path, { readOnly: true });
  other.exec(`VACUUM INTO '${copy}'`);
  other.close();
  const restored = await openJournal(copy, { mode: 'read' });
  expect(await restored.formerTtls('move')).toHaveLength(1);
  await restored.close();
  await journal.close();
});

/**
 * A power cut under the journal: what was synced is on the disk, what was not may be there in part. The files are cut
 * where that could have happened, opened again and asked what they hold.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/sqlite.ts';
import { lowering } from '../contracts/journal.ts';
import { printTable } from './printTable.ts';

/** Changes that are written together, as a pass writes those of a batch. */
const BATCH = 5;
const BATCHES = 16;
/** Octets; no divisor of SQLite's pages, so that cuts come inside of them. */
const CUT_EVERY = 2_039;
const PAGE = 4_096;

const folder = mkdtempSync(path.join(tmpdir(), 'ttl-check-power-'));
const file = path.join(folder, 'cut.sqlite');
const rows: [string, string, string][] = [];

/** What is on the disk, and up to which octet of the log each batch was synced when its promise resolved. */
interface Disk {
  readonly main: Buffer;
  readonly log: Buffer;
  readonly synced: readonly number[];
  /** The main file once all of the log was moved into it. */
  readonly moved: Buffer;
}

let disk: Disk;

beforeAll(async () => {
  const written = path.join(folder, 'written.sqlite');
  const journal = await openJournal(written, { mode: 'write' });
  const synced: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    await journal.recordIntents(
      Array.from({ length: BATCH }, (_, i) => {
        const type = `TYPE${batch * BATCH + i}`;
        return lowering({ id: type, type });
      }),
    );
    synced.push(readFileSync(`${written}-wal`).length);
  }
  const [main, log] = [readFileSync(written), readFileSync(`${written}-wal`)];
  // Another connection keeps the log from being removed; this moves all of it.
  const other = new DatabaseSync(written);
  other.exec('PRAGMA wal_checkpoint(FULL)');
  const moved = readFileSync(written);
  other.close();
  await journal.close();
  disk = { main, log, synced, moved };
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  printTable(['power cut', 'times', 'lost'], rows);
});

/** How many batches there are after this; every intent of one, with its former TTL, or none. */
async function batchesAfter(main: Uint8Array, log: Uint8Array): Promise<number> {
  rmSync(`${file}-shm`, { force: true });
  writeFileSync(file, main);
  writeFileSync(`${file}-wal`, log);
  const journal = await openJournal(file, { mode: 'write' });
  const intents = await journal.intents('move');
  const former = await journal.formerTtls('move');
  await journal.close();
  const db = new DatabaseSync(file);
  expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  db.close();
  expect(intents.length % BATCH).toBe(0);
  expect(former.map(({ ttl }) => ttl)).toEqual(intents.map(() => 86_400));
  return intents.length / BATCH;
}

function syncedBy(octets: number): number {
  return disk.synced.filter((end) => end <= octets).length;
}

it('that leaves any beginning of the log loses no batch that was written, and no part of one', async () => {
  let cuts = 0;
  for (let end = disk.log.length; end >= 0; end -= CUT_EVERY) {
    expect([end, await batchesAfter(disk.main, disk.log.subarray(0, end))]).toEqual([end, syncedBy(end)]);
    cuts++;
  }
  rows.push(['the log ends anywhere', String(cuts), 'nothing']);
});

it('that leaves zeros or noise behind what was synced loses nothing either', async () => {
  let cuts = 0;
  for (const [batch, end] of disk.synced.entries())
    for (const kept of [0, 24, PAGE, PAGE + 24, PAGE + 500])
      for (const noise of [0x00, 0xa5]) {
        const log = Buffer.from(disk.log);
        log.fill(noise, end + kept);
        const next = disk.synced[batch + 1] ?? Number.POSITIVE_INFINITY;
        if (end + kept >= next) continue;
        expect(await batchesAfter(disk.main, log)).toBe(batch + 1);
        cuts++;
      }
  rows.push(['zeros or noise behind the last sync', String(cuts), 'nothing']);
});

it('while the log is moved into the main file, with any of its pages there, loses nothing', async () => {
  const before = Buffer.concat([disk.main, Buffer.alloc(disk.moved.length - disk.main.length)]);
  let cuts = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const mixed = Buffer.from(before);
    for (let at = 0; at < mixed.length; at += PAGE) {
      const drawn = (Math.imul(seed * 7_919 + at, 0x9e3779b1) >>> 0) / 2 ** 32;
      // A third was not written yet, a third was, and of a third only the first sectors.
      const octets = drawn < 1 / 3 ? 0 : drawn < 2 / 3 ? PAGE : PAGE / 2;
      disk.moved.copy(mixed, at, at, at + octets);
    }
    expect(await batchesAfter(mixed, disk.log)).toBe(BATCHES);
    cuts++;
  }
  rows.push(['pages of the main file half moved', String(cuts), 'nothing']);
});

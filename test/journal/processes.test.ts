import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/sqlite.ts';
import { after, look, lowering } from '../contracts/journal.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'ttl-check-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path: string;
let count = 0;
beforeEach(() => {
  path = join(folder, `${count++}.sqlite`);
});

/** Another process that opens the journal and runs `script` with `journal` at hand. */
function beside(script: string): ChildProcess {
  const sqlite = new URL('../../src/journal/sqlite.ts', import.meta.url);
  const suite = JSON.stringify({ intent: lowering(), sighting: look(0, 300) });
  const text = `
    import { openJournal } from ${JSON.stringify(sqlite.href)};
    const { intent, sighting } = ${suite};
    const journal = await openJournal(${JSON.stringify(path)}, { mode: 'write' });
    ${script}`;
  return spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** The first line that it prints. */
async function line(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of child.stdout ?? []) {
    text += String(part);
    if (text.includes('\n')) break;
  }
  return text.trim();
}

describe('two at a time', () => {
  it('one reads while the other has a transaction open', async () => {
    const journal = await openJournal(path, { mode: 'write' });
    await journal.recordIntents([lowering()]);
    const writer = new DatabaseSync(path);
    writer.exec(`BEGIN IMMEDIATE; DELETE FROM intents`);
    const readers = await Promise.all([1, 2, 3].map(() => openJournal(path, { mode: 'read' })));
    for (const reader of readers) {
      expect(await reader.intents('move')).toHaveLength(1);
      await reader.close();
    }
    writer.exec('ROLLBACK');
    writer.close();
    await journal.close();
  });

  it('the second writer is told who keeps it waiting', async () => {
    const journal = await openJournal(path, { mode: 'write', busyTimeoutMs: 10 });
    const writer = new DatabaseSync(path);
    writer.exec('BEGIN IMMEDIATE');
    await expect(journal.recordIntents([lowering()])).rejects.toThrow(/locked by another process/);
    writer.exec('ROLLBACK');
    writer.close();
    await journal.recordIntents([lowering()]);
    await journal.close();
  });

  it('only one of many processes gets the lease, on a journal that all of them make', async () => {
    const children = Array.from({ length: 5 }, (_, i) =>
      beside(`
        const { mine } = await journal.acquireLease('p${i}', ${after(0)}, ${after(60)});
        console.log(String(mine));`),
    );
    const told = await Promise.all(children.map(line));
    expect(told.toSorted()).toEqual(['false', 'false', 'false', 'false', 'true']);
  });

  it('none of the looks of several writers is lost', async () => {
    const children = [0, 1, 2].map((i) =>
      beside(`
        for (let n = 0; n < 40; n++)
          await journal.recordSightings([{ ...sighting, type: 'TYPE${i}', at: sighting.at + n, ttl: { min: n, max: n } }]);
        await journal.close();
        console.log('done');`),
    );
    await Promise.all(children.map(line));
    const journal = await openJournal(path, { mode: 'read' });
    expect(await journal.sightings(lowering().owner, undefined, 1000)).toHaveLength(120);
    await journal.close();
  });
});

describe('a process that is killed', () => {
  it('leaves every intent that it was told is written', async () => {
    const child = beside(`
      await journal.recordIntents([intent]);
      console.log('written');
      setInterval(() => {}, 1000);`);
    expect(await line(child)).toBe('written');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const journal = await openJournal(path, { mode: 'write' });
    expect(await journal.openIntents()).toHaveLength(1);
    expect((await journal.formerTtls('move'))[0]?.ttl).toBe(86_400);
    await journal.close();
  });

  it('in the middle of writing leaves whole transactions only', async () => {
    const child = beside(`
      for (let n = 0; ; n++) {
        const types = Array.from({ length: 20 }, (_, i) => 'TYPE' + (n * 20 + i));
        await journal.recordIntents(types.map((type) => ({ ...intent, id: type, type })));
        if (n === 5) console.log('going');
      }`);
    await line(child);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const journal = await openJournal(path, { mode: 'write' });
    const written = await journal.intents('move');
    expect(written.length).toBeGreaterThanOrEqual(120);
    expect(written.length % 20).toBe(0);
    expect(await journal.formerTtls('move')).toHaveLength(written.length);
    await journal.close();
  });
});

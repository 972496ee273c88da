/** Checks with a journal as processes of their own: interrupted, and several that write to one journal at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import { parseName } from '../../src/model/name.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ended, startTtlCheck, ttlCheck } from './cli.ts';

const NAMES = 2_000;

let world: World;
let folder: string;
let journal: string;
let asking: readonly string[];
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-journals-'));
  const names = Array.from({ length: NAMES }, (_, i) => `h${i}`);
  const own = zone(
    'example.com',
    ['@ 3600 NS ns1', 'ns1 3600 A 192.0.2.1', ...names.map((name) => `${name} 300 A 192.0.2.9`)].join('\n'),
  );
  world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }] },
    { clock: systemClock() },
  );
  await writeFile(path.join(folder, 'names.txt'), names.map((name) => `${name}.example.com\n`).join(''));
  const { host, port } = world.dial('192.0.2.1', 53);
  asking = ['--type', 'A', '-r', 'none', '--authority', `${host}:${port}`];
});

beforeEach(() => {
  journal = path.join(folder, `${count++}.sqlite`);
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

/** How many looks the journal has of each of these names. */
async function looksAt(names: readonly string[]): Promise<number[]> {
  const opened = await openJournal(journal, { mode: 'read' });
  try {
    const counts: number[] = [];
    for (const name of names) {
      const runs = await opened.sightings(parseName(name), 'A', 100);
      counts.push(runs.reduce((sum, { looks }) => sum + looks, 0));
    }
    return counts;
  } finally {
    await opened.close();
  }
}

const list = (): readonly string[] => ['--file', path.join(folder, 'names.txt')];

it('Ctrl-C in a long list leaves a sound journal with all that was told', async () => {
  // At 100 questions a second it would take 20 s.
  const child = startTtlCheck([
    ...['check', ...list(), ...asking, '--rate', '100', '--journal', journal, '--format', 'ndjson'],
  ]);
  const end = ended(child);
  await new Promise<void>((resolve) => {
    let lines = 0;
    child.stdout?.on('data', (chunk: string) => {
      lines += chunk.split('\n').length - 1;
      if (lines >= 40) resolve();
    });
  });
  child.kill('SIGINT');
  const { code, stdout, stderr } = await end;
  expect([code, stderr]).toEqual([130, '']);
  const told = stdout.trimEnd().split('\n').slice(0, -1);
  const reports = told.map((line) => JSON.parse(line));
  // Those that were under way were not seen, and are not in the journal.
  const whole = reports.filter(({ rrsets }) => rrsets[0]?.configuredTtl?.max === 300);
  expect(whole.length).toBeGreaterThanOrEqual(40);
  expect(whole.length).toBeLessThan(NAMES / 2);
  expect(new Set(await looksAt(whole.map(({ name }) => name)))).toEqual(new Set([1]));
  expect(await looksAt([`h${NAMES - 1}.example.com`])).toEqual([0]);
}, 60_000);

it('several at once on one journal, which all of them make, lose no look', async () => {
  const shards = [1, 2, 3].map((part) => ['check', ...list(), '--shard', `${part}/3`]);
  const same = [0, 1].map(() => ['check', 'h0.example.com', 'h1.example.com']);
  const ran = await Promise.all(
    [...shards, ...same].map((args) =>
      ttlCheck([...args, ...asking, '--journal', journal, '--format', 'ndjson']),
    ),
  );
  expect(ran.map(({ code, stderr }) => [code, stderr])).toEqual(ran.map(() => [0, '']));
  const all = Array.from({ length: NAMES }, (_, i) => `h${i}.example.com`);
  expect(await looksAt(all)).toEqual(all.map((_, i) => (i < 2 ? 3 : 1)));
}, 60_000);

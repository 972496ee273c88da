import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../src/cli/ending.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import { ttl } from '../../src/model/ttl.ts';
import { after, look, lowering } from '../contracts/journal.ts';
import { moveScene } from './moveScene.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-status-'));
  const journal = await openJournal(path.join(folder, 'journal.sqlite'), { mode: 'write' });
  await journal.recordPlan({
    ...{ migration: 'move', digest: 'abcdef0123456789', at: after(0) },
    plan: JSON.parse(JSON.stringify(PLAN)),
  });
  const first = lowering({ at: after(10) });
  await journal.recordSightings([look(0, 86_400), look(20, 3600), look(HOUR, 3600)]);
  await journal.recordIntents([first]);
  await journal.recordReceipts([
    { intent: first.id, at: after(11), outcome: 'accepted', changeId: 'C1' },
    { intent: first.id, at: after(20), outcome: 'verified' },
  ]);
  await journal.recordState({
    ...{ migration: 'aside', state: 'held', at: after(5), by: 'alice', reason: 'audit\u001b[2J' },
  });
  await journal.recordTick(after(HOUR), 'daemon');
  await journal.close();
  await writeFile(path.join(folder, 'broken.sqlite'), 'no database\n'.repeat(500));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function step(id: string, at: Instant, from: number, to: number): Step {
  const restore = id === 'restore';
  return {
    ...{ id, kind: restore ? 'restore' : 'lower', at, from: ttl(from), to: ttl(to), completeAt: at },
    reason: { kind: 'policy', stage: id },
  };
}

const PLAN: Plan = {
  ...{ migration: 'move', cutover: { at: after(7 * DAY), timezone: 'Europe/Berlin' }, at: after(0) },
  ...{ provider: 'dns', oldEndpointMayGoAt: null, restoreAt: null, earliestSafeCutover: null },
  rrsets: [
    {
      ...{ zone: parseName('example.com'), owner: parseName('www.example.com'), type: 'A' },
      ...{ ttl: ttl(86_400), rdata: ['192.0.2.1'], formerTtl: ttl(86_400), disposition: 'steps' },
      steps: [
        step('one-week', after(0), 86_400, 3600),
        step('day-of', after(6 * DAY), 3600, 300),
        step('restore', after(10 * DAY), 300, 86_400),
      ],
      readiness: { kind: 'ready', staleWindow: 606 },
    },
  ],
};

/** Runs the program so many seconds after the journal's first entry. */
async function run(
  seconds: number,
  ...args: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[name] += text;
    },
  });
  const shell: Shell = {
    ...{ cwd: folder, env: {}, stdout: stream('stdout'), stderr: stream('stderr') },
    clock: {
      now: () => instant(after(seconds)),
      monotonicMs: () => 0,
      wait: () => Promise.reject(new Error('nothing waits')),
    },
  };
  const code = await runProgram(args, shell).catch((error: unknown) => exitCodeFor(error, shell));
  return { code, ...said };
}

const JOURNAL = ['--journal', 'journal.sqlite'];

describe('status', () => {
  it('tells what was done and what comes next', async () => {
    const { code, stdout } = await run(HOUR + 60, 'status', ...JOURNAL);
    expect(code).toBe(0);
    expect(stdout).toMatch(/move: running\. Cutover 2026-11-08 01:00, in 6 d 22 h\. Plan abcdef012345 of/);
    expect(stdout).toMatch(
      /www\.example\.com +A +86400 s +86400 → 3600 s 2026-11-01 01:00 verified +day-of: → 300 s 2026-11-07 01:00, in 5 d/,
    );
    expect(stdout).toMatch(
      /aside: held since 2026-11-01 00:00Z, by alice \(audit\\u\{1b\}\[2J\)\. No plan yet/,
    );
    expect(stdout).toMatch(/The daemon looked last 1 min ago\./);
  });

  it('fits the terminal: where a table is too wide for it, each RRset has lines of its own', async () => {
    await using scene = await moveScene({ columns: 80 });
    await scene.apply({ yes: true });
    const { stdout } = await scene.status();
    expect(stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('Journal: '))).toEqual(
      [],
    );
    expect(stdout).toContain(
      [
        'www.example.com A, former TTL 86400 s',
        '  last change: 86400 → 3600 s 2026-12-05 12:30Z verified',
        '  next step: day-of: → 300 s 2026-12-12 00:00Z, in 6 d 11 h',
      ].join('\n'),
    );
    await using wide = await moveScene({ columns: 140 });
    await wide.apply({ yes: true });
    expect((await wide.status()).stdout).toMatch(/^name +type +former TTL +last change +next step$/m);
  });

  it('ends with 1 when a step is overdue, by more than the margin', async () => {
    const due = 6 * DAY;
    expect((await run(due + 14 * 60, 'status', ...JOURNAL, '--format', 'json')).stdout).toMatch(
      /"overdue": 0/,
    );
    const late = await run(due + 16 * 60, 'status', ...JOURNAL);
    expect(late.code).toBe(1);
    expect(late.stdout).toMatch(/OVERDUE, 16 min ago/);
    expect(late.stdout).toMatch(/1 step is overdue\. `ttl-check apply`/);
    expect((await run(due + 16 * 60, 'status', ...JOURNAL, '--max-age', '864000')).code).toBe(0);
  });

  it('ends with 1 when the daemon has not looked for too long', async () => {
    const { code, stdout } = await run(2 * HOUR, 'status', ...JOURNAL);
    expect(code).toBe(1);
    expect(stdout).toMatch(/looked last 1 h ago: too long ago/);
  });

  it('tells the same in JSON', async () => {
    const { code, stdout } = await run(HOUR, 'status', ...JOURNAL, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      lastTick: '2026-11-01T01:00:00Z',
      tickTooOld: false,
      overdue: 0,
      migrations: [
        { name: 'aside', state: 'held', by: 'alice' },
        {
          name: 'move',
          state: 'running',
          cutover: '2026-11-08T00:00:00Z',
          rrsets: [
            {
              owner: 'www.example.com.',
              formerTtl: 86_400,
              lastChange: { step: 'one-week', outcome: 'verified' },
              next: { step: 'day-of', at: '2026-11-07T00:00:00Z', overdue: false },
            },
          ],
        },
      ],
    });
  });
});

describe('history', () => {
  it('tells what was seen and changed, newest first', async () => {
    const { code, stdout } = await run(HOUR, 'history', 'WWW.example.com', ...JOURNAL);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['when', 'type', 'TTL', 'what'],
      ['2026-11-01 00:00Z … 2026-11-01 01:00Z', 'A', '3600 s', 'seen 2 times: 192.0.2.1'],
      ['2026-11-01 00:00Z', 'A', '86400 → 3600 s', 'changed, move one-week, verified'],
      ['2026-11-01 00:00Z', 'A', '86400 s', 'seen: 192.0.2.1'],
      [''],
    ]);
  });

  it('tells the same in JSON, of one type and so many entries', async () => {
    const args = ['history', 'www.example.com', ...JOURNAL, '--format', 'json'];
    const { stdout } = await run(HOUR, ...args, '-t', 'A', '--limit', '2');
    const { entries } = JSON.parse(stdout) as { entries: { kind: string }[] };
    expect(entries.map(({ kind }) => kind)).toEqual(['seen', 'change']);
    expect(JSON.parse((await run(HOUR, ...args, '-t', 'MX')).stdout)).toMatchObject({ entries: [] });
  });

  it('says when there is nothing', async () => {
    const { code, stdout } = await run(HOUR, 'history', 'api.example.com', ...JOURNAL);
    expect(code).toBe(0);
    expect(stdout).toMatch(/has nothing about api\.example\.com\.\n$/);
  });
});

describe('without a sound journal', () => {
  const CASES: readonly (readonly [string, number, RegExp])[] = [
    ['status --journal missing.sqlite', 3, /There is no journal at .*missing\.sqlite\./],
    ['history www.example.com --journal broken.sqlite', 3, /not an SQLite database/],
    ['status --journal .', 3, /is a folder/],
    ['history a..b --journal journal.sqlite', 2, /"a\.\.b" is not a domain name/],
    ['history', 2, /./],
    ['status --jornal x', 2, /no flag --jornal; did you mean --journal\?/],
    ['status --format ics', 2, /--format takes table or json/],
  ];
  it.each(CASES)('%s', async (line, code, sentence) => {
    const ran = await run(0, ...line.split(' '));
    expect(ran.stdout).toBe('');
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(sentence);
    expect(ran.stderr).not.toMatch(/a bug in ttl-check/);
  });
});

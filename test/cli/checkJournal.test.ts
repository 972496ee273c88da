/** `check --journal`: what a journal knows of the past changes verdicts, and each check adds what it saw. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openCheckJournal } from '../../src/cli/checkJournal.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import { Failure } from '../../src/model/failure.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import type { RrsetReport, TargetReport } from '../../src/model/report.ts';
import { SEEN_AT, seen } from '../judge/observationBuilder.ts';
import { type CheckScene, checkScene } from './checkScene.ts';
import type { Ran } from './planScene.ts';

const RECORDS = 'www 86400 A 192.0.2.10\napi 300 A 192.0.2.11';
const WWW = parseName('www.example.com');

/** Three days of looks: a day with 86400 s, then lowered by hand at 01:00 on the 2nd, seen so at 02:00. */
async function loweredScene(): Promise<CheckScene> {
  const scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
  await look(scene, 'www.example.com');
  await scene.until('2026-12-02T00:30:00Z');
  await look(scene, 'www.example.com');
  await scene.until('2026-12-02T01:00:00Z');
  scene.setTtl(WWW, 300);
  await scene.until('2026-12-02T02:00:00Z');
  return scene;
}

function look(scene: CheckScene, ...args: readonly string[]): Promise<Ran> {
  const journal = ['--journal', 'journal.sqlite', '--format', 'json'];
  return scene.ttlCheck('check', ...scene.asking, ...journal, ...args);
}

interface Told {
  readonly code: number;
  readonly verdict: string;
  readonly rrset: RrsetReport;
  /** `warning past-unknown`, …: those about the past. */
  readonly past: readonly string[];
  readonly messages: string;
}

function told({ code, stdout, stderr }: Ran): Told {
  expect(stderr).toBe('');
  const [target] = JSON.parse(stdout).targets as TargetReport[];
  const past = target?.findings.filter(({ rule }) => /^(past-unknown|cache-not-drained)$/.test(rule)) ?? [];
  return {
    code,
    verdict: target?.verdict ?? '',
    rrset: target?.rrsets[0] as RrsetReport,
    past: past.map(({ severity, rule }) => `${severity} ${rule}`),
    messages: past.map(({ message }) => message).join('\n'),
  };
}

const SOON = ['--cutover', '2026-12-02T12:00Z'];
const LATER = ['--cutover', '2026-12-06T12:00Z'];
/** 02:00:00 on the 2nd, the settling time, and what caches may hold: 60 + 86401 s. */
const DRAINED = '2026-12-03T02:01:01Z';

describe('the past of an RRset', () => {
  it('is unknown without the flag, whatever the configuration says, and no file is opened or made', async () => {
    await using scene = await loweredScene();
    const before = await readFile(path.join(scene.folder, 'journal.sqlite'));
    await writeFile(path.join(scene.folder, 'ttl-check.yaml'), 'journal: { path: journal.sqlite }\n');
    const { rrset, past, verdict, messages } = told(
      await scene.ttlCheck('check', ...scene.asking, '--format', 'json', ...SOON, 'www.example.com'),
    );
    expect([rrset.drained, past, verdict]).toEqual(['unknown', ['warning past-unknown'], 'ready']);
    expect(messages).toMatch(
      /its TTL of before is unknown\. If it was up to 86400 s \(1 d\).* Observe with a journal/,
    );
    expect((await readdir(scene.folder)).toSorted()).toEqual(['journal.sqlite', 'ttl-check.yaml']);
    expect(await readFile(path.join(scene.folder, 'journal.sqlite'))).toEqual(before);
  });

  it('that the journal saw longer is not drained, and an error where that lasts beyond the cutover', async () => {
    await using scene = await loweredScene();
    const { code, rrset, past, verdict, messages } = told(await look(scene, ...SOON, 'www.example.com'));
    expect(rrset).toMatchObject({ drained: 'no', readyAt: DRAINED });
    expect([code, verdict, past]).toEqual([1, 'not-ready', ['error cache-not-drained']]);
    expect(messages).toBe(
      'www.example.com. A: caches may hold a copy of before 2026-12-02T02:00:00Z, when its TTL was 86400 s (1 d) and not ' +
        `300 s (5 min). Drained at ${DRAINED}. That is after the cutover at 2026-12-02T12:00:00Z: move it, or wait with the change.`,
    );
    // From the cutover to that instant: 14 h 1 min 1 s.
    expect(rrset.staleWindow).toBe(50_461);
  });

  it('is a warning where it runs out before the cutover, and without one', async () => {
    await using scene = await loweredScene();
    const before = told(await look(scene, ...LATER, 'www.example.com'));
    expect([before.code, before.verdict, before.past]).toEqual([0, 'ready', ['warning cache-not-drained']]);
    expect(before.rrset).toMatchObject({ drained: 'no', readyAt: DRAINED, staleWindow: 601 });
    const undated = told(await look(scene, 'www.example.com'));
    expect([undated.code, undated.rrset.drained]).toEqual([0, 'no']);
    expect(undated.messages).toMatch(/when its TTL was 86400 s .* Drained at 2026-12-03T02:01:01Z\.$/);
    const table = await scene.ttlCheck(
      ...['check', ...scene.asking, '--journal', 'journal.sqlite', 'www.example.com'],
    );
    expect(table.stdout).toMatch(/^www\.example\.com\. .* ready +–$/m);
    const strict = told(await look(scene, '--stage', 'day-of', 'www.example.com'));
    expect([strict.code, strict.past]).toEqual([1, ['error cache-not-drained']]);
  });

  it('is drained from that instant on, to the second', async () => {
    await using scene = await loweredScene();
    await look(scene, 'www.example.com');
    await scene.until('2026-12-03T02:01:00Z');
    expect(told(await look(scene, ...LATER, 'www.example.com')).rrset.drained).toBe('no');
    await scene.until('2026-12-03T02:01:02Z');
    const { code, rrset, past } = told(await look(scene, ...LATER, 'www.example.com'));
    expect(rrset).toMatchObject({ drained: 'yes', readyAt: DRAINED });
    expect([code, past]).toEqual([0, []]);
  });

  it('of a name that the journal never saw is unknown', async () => {
    await using scene = await loweredScene();
    const { rrset, past, messages } = told(await look(scene, ...SOON, 'api.example.com'));
    expect([rrset.drained, past]).toEqual(['unknown', ['warning past-unknown']]);
    expect(messages).toMatch(/its TTL of before is unknown/);
  });

  it('is unknown until the journal reaches back as far as caches may hold', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    await look(scene, 'api.example.com');
    await scene.until('2026-12-01T20:00:00Z');
    const young = told(await look(scene, '--cutover', '2026-12-01T22:00Z', 'api.example.com'));
    expect([young.rrset.drained, young.past]).toEqual(['unknown', ['warning past-unknown']]);
    expect(young.messages).toMatch(
      /its TTL before 2026-12-01T00:00:00Z, the first look in the journal, is unknown\..* until 2026-12-02T00:00:01Z.* Wait until then/,
    );
    // A check without the journal would have to take now for the first look, and warn.
    const inTime = told(await look(scene, '--cutover', '2026-12-02T01:00Z', 'api.example.com'));
    expect([inTime.rrset.drained, inTime.past]).toEqual(['unknown', []]);
    await scene.until('2026-12-02T00:00:02Z');
    expect(told(await look(scene, 'api.example.com')).rrset.drained).toBe('yes');
  });

  it.each([
    ['still has the long TTL', 'lagging', 86_400, 'yes'],
    ['is silent', 'silent', 300, 'no'],
  ] as const)('goes on while one server %s', async (_what, kind, max, drained) => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    await look(scene, 'www.example.com');
    await scene.until('2026-12-02T01:00:00Z');
    scene.world.authority('ns2.example.com').behave({ kind });
    scene.setTtl(WWW, 300);
    const during = told(await look(scene, 'www.example.com'));
    expect(during.rrset.configuredTtl?.max).toBe(max);
    // What is configured now has not ended; what was, and was not seen to be gone everywhere, may still be held.
    expect(during.rrset.drained).toBe(drained);
    if (kind === 'silent')
      expect(during.messages).toMatch(
        /not every server was seen with the 300 s \(5 min\) of now by 2026-12-02T01:00:/,
      );
    scene.world.authority('ns2.example.com').behave({ kind: 'normal' });
    await scene.until('2026-12-02T02:00:00Z');
    expect(told(await look(scene, 'www.example.com')).rrset.drained).toBe('no');
    expect(told(await look(scene, ...LATER, 'www.example.com')).rrset.readyAt).toBe(DRAINED);
  });

  it('is that of each migration’s records, by their own cutovers', async () => {
    await using scene = await loweredScene();
    await writeFile(
      path.join(scene.folder, 'ttl-check.yaml'),
      `names: [api.example.com]
migrations:
  - { name: soon, cutover: 2026-12-02T12:00Z, records: [{ name: www.example.com, types: [A] }] }
  - { name: later, cutover: 2026-12-06T12:00Z, records: [{ name: www.example.com, types: [A] }] }
`,
    );
    const asking = scene.asking.slice(0, -2);
    const { stdout, code } = await scene.ttlCheck(
      ...['check', ...asking, '--journal', 'journal.sqlite', '--format', 'json'],
    );
    const targets = JSON.parse(stdout).targets as TargetReport[];
    expect(targets.map(({ name, migration, rrsets }) => [name, migration, rrsets[0]?.drained])).toEqual([
      ['api.example.com.', undefined, 'unknown'],
      ['www.example.com.', 'soon', 'no'],
      ['www.example.com.', 'later', 'no'],
    ]);
    expect(targets.map(({ verdict }) => verdict)).toEqual(['ready', 'not-ready', 'ready']);
    expect(code).toBe(1);
  });

  it('binds too what only caches show, which no look ends', async () => {
    const journal = await openCheckJournal({
      ...{ file: 'j', cwd: '/', looks: 'added', movedZones: [] },
      open: async () => {
        const memory = await openJournal(':memory:', { mode: 'write' });
        const zone = parseName('example.com');
        await memory.recordSightings([
          {
            ...{ zone, owner: WWW, type: 'A', at: plusSeconds(SEEN_AT, -3600), complete: 'all-servers' },
            ...{ ttl: { min: 86_400, max: 86_400 }, rdata: ['192.0.2.1'] },
          },
        ]);
        return memory;
      },
    });
    const cached = seen('www.example.com')
      .holds('google', 'A', '280 A 192.0.2.1')
      .butRrset({ originalTtl: 300 })
      .done();
    await journal.see([cached]);
    expect(journal.past(WWW, 'A')?.ttls).toEqual([
      { ttl: 86_400, until: plusSeconds(SEEN_AT, 1), unended: true },
    ]);
    await journal.see([cached]);
    expect(journal.past(WWW, 'A')?.since).toBe(plusSeconds(SEEN_AT, -3600));
    await journal.close();
  });
});

describe('the journal of a check', () => {
  it('is made where there is none, with its folders, and keeps one run of equal looks', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    const file = path.join('state', 'ttl', 'journal.sqlite');
    const check = ['check', ...scene.asking, '--journal', file, 'www.example.com'];
    expect((await scene.ttlCheck(...check)).code).toBe(0);
    await scene.until('2026-12-01T01:00:00Z');
    await scene.ttlCheck(...check);
    expect(await readdir(path.join(scene.folder, 'state', 'ttl'))).toEqual(['journal.sqlite']);
    const history = await scene.ttlCheck('history', 'www.example.com', '--journal', file, '--format', 'json');
    expect(history.code).toBe(0);
    expect(history.stdout).toContain('"looks": 2');
  });

  it('remembers each name of a list by itself, however long the list', async () => {
    const count = 700;
    const names = Array.from({ length: count }, (_, i) => `h${i}`);
    await using scene = await checkScene(
      '2026-12-01T00:00:00Z',
      names.map((name) => `${name} 3600 A 192.0.2.9`).join('\n'),
    );
    await writeFile(
      path.join(scene.folder, 'names.txt'),
      names.map((name) => `${name}.example.com\n`).join(''),
    );
    const list = ['--file', path.join(scene.folder, 'names.txt')];
    expect((await look(scene, ...list)).code).toBe(0);
    for (let i = 0; i < count; i += 7) scene.setTtl(parseName(`h${i}.example.com`), 300);
    await scene.until('2026-12-01T06:00:00Z');
    const { stdout } = await look(scene, ...list);
    const targets = JSON.parse(stdout).targets as TargetReport[];
    expect(targets.map(({ rrsets }) => rrsets[0]?.drained)).toEqual(
      names.map((_, i) => (i % 7 === 0 ? 'no' : 'unknown')),
    );
    await scene.readJournal(async (journal) => {
      for (const i of [0, 1, count - 1])
        expect(await journal.sightings(parseName(`h${i}.example.com`), 'A', 9)).toHaveLength(
          i % 7 === 0 ? 2 : 1,
        );
    });
  });

  it('of a replay is only read, and asked what it knew then', async () => {
    await using scene = await loweredScene();
    const recorded = path.join(scene.folder, 'seen.ndjson');
    const first = await look(scene, ...SOON, '--record', recorded, 'www.example.com');
    // What comes later does not change what was known at the time of the recording.
    await scene.until('2026-12-05T00:00:00Z');
    await look(scene, 'www.example.com');
    const before = await readFile(path.join(scene.folder, 'journal.sqlite'));
    const replay = ['check', '--replay', recorded, '--format', 'json', ...SOON];
    const again = await scene.ttlCheck(...replay, '--journal', 'journal.sqlite');
    expect(again).toEqual(first);
    expect(await readFile(path.join(scene.folder, 'journal.sqlite'))).toEqual(before);
    const without = told(await scene.ttlCheck(...replay));
    expect([without.rrset.drained, without.past]).toEqual(['unknown', ['warning past-unknown']]);
  });

  it('of a replay must be there, and none is made', async () => {
    await using scene = await loweredScene();
    const recorded = path.join(scene.folder, 'seen.ndjson');
    await scene.ttlCheck('check', ...scene.asking, '--record', recorded, 'www.example.com');
    const ran = await scene.ttlCheck('check', '--replay', recorded, '--journal', 'other.sqlite');
    expect([ran.code, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toMatch(/^ttl-check: There is no journal at .*other\.sqlite\.\n/);
    expect(existsSync(path.join(scene.folder, 'other.sqlite'))).toBe(false);
  });
});

describe('a journal that cannot be used', () => {
  const CASES: readonly (readonly [string, (file: string) => Promise<void>, RegExp])[] = [
    [
      'a text',
      (file) => writeFile(file, 'www.example.com\n'.repeat(99)),
      /is no journal: it is not an SQLite/,
    ],
    ['a folder', async (file) => void (await mkdir(file)), /The journal .* is a folder\.\nName a file in it/],
    [
      'another program’s database',
      async (file) => {
        const db = new DatabaseSync(file);
        db.exec('CREATE TABLE bookmarks (url TEXT)');
        db.close();
      },
      /is no journal: it is a database of another program/,
    ],
  ];

  it.each(CASES)('%s is refused before anything is asked or written', async (_what, make, sentence) => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    await make(path.join(scene.folder, 'journal.sqlite'));
    const report = path.join(scene.folder, 'report.json');
    const { code, stdout, stderr } = await scene.ttlCheck(
      ...['check', ...scene.asking, '--journal', 'journal.sqlite', '--format', `json=${report}`],
      'www.example.com',
    );
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^ttl-check: .*\.\n.*\.\n$/);
    expect(await readdir(scene.folder)).toEqual(['journal.sqlite']);
    for (const name of ['ns1.example.com', 'ns2.example.com'])
      expect(scene.world.authority(name).asked).toEqual([]);
  });

  it('because its folder is a file', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    await writeFile(path.join(scene.folder, 'state'), '');
    const file = path.join('state', 'journal.sqlite');
    const { code, stderr } = await scene.ttlCheck(
      'check',
      ...scene.asking,
      '--journal',
      file,
      'www.example.com',
    );
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/a part of its path is a file and no folder\.\n/),
    ]);
  });

  it('is not made for a request that is refused', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    const journal = ['--journal', 'journal.sqlite'];
    for (const wrong of [
      ['a..b'],
      ['--file', 'missing.txt'],
      ['--format', 'json=no/folder/x', 'www.example.com'],
    ])
      expect((await scene.ttlCheck('check', ...scene.asking, ...journal, ...wrong)).code).toBe(2);
    expect((await scene.ttlCheck('check', ...journal, ...journal, 'www.example.com')).code).toBe(2);
    expect(await readdir(scene.folder)).toEqual([]);
  });

  it('because another process is writing for too long, leaves no half report', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    const open = (file: string) => openJournal(file, { mode: 'write', busyTimeoutMs: 10 });
    const report = path.join(scene.folder, 'report.json');
    await (await open(path.join(scene.folder, 'journal.sqlite'))).close();
    const writer = new DatabaseSync(path.join(scene.folder, 'journal.sqlite'));
    const flags = { journal: 'journal.sqlite', format: [`json=${report}`] };
    const ran = await scene.checkWith(
      async (file) => {
        const journal = await open(file);
        writer.exec('BEGIN IMMEDIATE');
        return journal;
      },
      flags,
      'www.example.com',
    );
    writer.close();
    expect([ran.code, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toMatch(
      /has been locked by another process for too long\.\nWait for the other command/,
    );
    expect(existsSync(report)).toBe(false);
    expect((await scene.checkWith(open, flags, 'www.example.com')).code).toBe(0);
  });

  it('any more, in the middle of a list, ends the run with the sentence of it', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', RECORDS);
    let batches = 0;
    const full = new Failure('journal', 'The journal j cannot be written: the disk is full.', {
      hint: 'Free it.',
    });
    const ran = await scene.checkWith(
      async (file, mode) => {
        const journal = await openJournal(file, { mode });
        return {
          ...journal,
          recordSightings: (sightings) =>
            batches++ === 0 ? journal.recordSightings(sightings) : Promise.reject(full),
        };
      },
      { journal: 'journal.sqlite', format: ['ndjson'], concurrency: '1' },
      ...['www.example.com', 'api.example.com', 'ns1.example.com', 'ns2.example.com'],
    );
    expect([ran.code, ran.stderr]).toEqual([
      3,
      'ttl-check: The journal j cannot be written: the disk is full.\nFree it.\n',
    ]);
    expect(ran.stdout).not.toContain('summary');
  });
});

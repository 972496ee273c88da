/** `report --merge` as a job runs it after those that checked the parts of a list. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../src/cli/ending.ts';
import { mergeRequest } from '../../src/cli/mergeRequest.ts';
import { runMerge } from '../../src/cli/runMerge.ts';
import { inShard } from '../../src/cli/shard.ts';
import { createTally } from '../../src/cli/tally.ts';
import { RULES } from '../../src/judge/rules.ts';
import { instant } from '../../src/model/instant.ts';
import type { Report, RunCircumstance, TargetReport } from '../../src/model/report.ts';
import { type ReportOptions, renderWhole } from '../../src/report/reporter.ts';
import { FORMAT_NAMES, REPORTERS } from '../../src/report/reporters.ts';
import { atOnce } from '../../src/sources/atOnce.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import {
  AT,
  CUTOVER,
  cutoverOf,
  findingOf,
  reportOf,
  rrsetOf,
  SAMPLES,
  targetOf,
} from '../report/samples.ts';
import { ttlCheck } from './cli.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-merge-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const OPTIONS = {
  ...{ columns: 80, color: 'plain', at: instant(Date.parse(AT)), verbosity: 'normal', originPrefix: '' },
  rules: Object.values(RULES),
} as const satisfies ReportOptions;

async function rendered(format: (typeof FORMAT_NAMES)[number], report: Report): Promise<string> {
  return renderWhole((await REPORTERS[format].load())(OPTIONS), report);
}

async function merged(
  files: readonly string[],
  flags: { readonly [flag: string]: unknown } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const shell = {
    ...{ cwd: folder, env: {}, clock: manualClock(AT) },
    stdout: {
      columns: 80,
      write: (text: string) => {
        stdout += text;
        return true;
      },
    },
    stderr: {
      write: (text: string) => {
        stderr += text;
        return true;
      },
    },
  };
  try {
    const [merge, ...others] = files;
    const code = await runMerge(mergeRequest({ format: ['json'], ...flags, merge }, others), shell);
    return { code, stdout, stderr };
  } catch (error) {
    return { code: exitCodeFor(error, shell), stdout, stderr };
  }
}

/** The reports of the jobs `1/of`, `2/of`, …, as `check --shard` gives them. */
async function shardsOf(whole: Report, of: number): Promise<Report[]> {
  return await Promise.all(
    Array.from({ length: of }, async (_, i) => {
      const targets = (await Array.fromAsync(inShard(atOnce(whole.targets), { number: i + 1, of }))).flat();
      const shard = { number: i + 1, of, settings: 'abc' };
      const circumstances = circumstancesOf(targets);
      return { ...summed(targets), shard, ...(circumstances.length === 0 ? {} : { circumstances }) };
    }),
  );
}

function summed(targets: readonly TargetReport[]): Report {
  const tally = createTally('error');
  for (const target of targets) tally.add(target);
  return reportOf(targets, { verdict: tally.verdict(), summary: tally.summary() });
}

/** As if every name with an odd length had met it. */
function circumstancesOf(targets: readonly TargetReport[]): RunCircumstance[] {
  const met = targets.filter(({ name }) => name.length % 2 === 1).length;
  return met === 0 ? [] : [{ kind: 'no-route', message: 'There is no route to IPv6.', targets: met }];
}

let written = 0;

async function write(report: Report, format: 'json' | 'ndjson' = 'json'): Promise<string> {
  return await writeText(await rendered(format, report), format);
}

async function writeAll(...reports: readonly Report[]): Promise<readonly string[]> {
  return await Promise.all(reports.map((report) => write(report)));
}

async function writeText(text: string, format = 'json'): Promise<string> {
  const file = path.join(folder, `${written++}.${format}`);
  await writeFile(file, text);
  return file;
}

/** Texts that try to look like the frame of a report. */
const MESSAGES = [
  '", "targets": [{',
  '}]}\n{"summary":',
  '\\"\u2028[]{}',
  'ordinary',
  '\u001b[31m',
  '\ud83d\ude80',
];

const targets: fc.Arbitrary<readonly TargetReport[]> = fc
  .array(
    fc.record({
      ttl: fc.constantFrom(60, 300, 86_400, null),
      severity: fc.constantFrom('error', 'warning', 'note', undefined),
      message: fc.constantFrom(...MESSAGES),
      data: fc.dictionary(fc.constantFrom('ttl', 'targets', 'summary', '"x'), fc.jsonValue({ maxDepth: 2 })),
      pad: fc.nat(3),
    }),
    { maxLength: 12 },
  )
  .map((seeds) =>
    seeds.map(({ ttl, severity, message, data, pad }, i) => {
      const name = `${'x'.repeat(pad)}h${i}.example.com.`;
      const verdict = ttl === null ? 'unknown' : severity === 'error' ? 'not-ready' : 'ready';
      const finding =
        severity === undefined
          ? []
          : [findingOf('ttl-above-limit', severity, name, 'A', message, { data: data as never })];
      return targetOf(name, { verdict, rrsets: [rrsetOf(name, 'A', ttl, { verdict })], findings: finding });
    }),
  );

describe('merging the shards of a list', () => {
  it('gives the report of the whole list, byte for byte, in every format, with its exit code', async () => {
    await fc.assert(
      fc.asyncProperty(
        targets,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('json' as const, 'ndjson' as const),
        fc.constantFrom(...FORMAT_NAMES),
        fc.constantFrom('error' as const, 'warning' as const, 'never' as const),
        fc.nat(),
        async (list, of, from, to, failOn, turn) => {
          const circumstances = circumstancesOf(list);
          const whole = { ...summed(list), ...(circumstances.length === 0 ? {} : { circumstances }) };
          const files = await Promise.all((await shardsOf(whole, of)).map((one) => write(one, from)));
          // In whatever order a shell lists them.
          const turned = [...files.slice(turn % of), ...files.slice(0, turn % of)];
          const tally = createTally(failOn);
          for (const target of list) tally.add(target);
          const { code, stdout } = await merged(turned, { format: [to], 'fail-on': failOn });
          expect(stdout).toBe(renderWhole((await REPORTERS[to].load())({ ...OPTIONS, failOn }), whole));
          expect(code).toBe(tally.exitCode());
        },
      ),
      { numRuns: 120, seed: 20261126 },
    );
  });

  it('is what checking the whole list gives, but for the times of questions, and its page has the same timelines', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `h${i}`);
    const own = zone(
      'example.com',
      [
        '@ 3600 NS ns1',
        'ns1 3600 A 192.0.2.1',
        ...names.map((name, i) => `${name} ${60 * 10 ** (i % 5)} A 192.0.2.9`),
      ].join('\n'),
    );
    await using world = await startWorld(
      { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }] },
      { clock: manualClock(AT) },
    );
    const { host, port } = world.dial('192.0.2.1', 53);
    const list = path.join(folder, 'names.txt');
    await writeFile(list, names.map((name) => `${name}.example.com\n`).join(''));
    const dated = ['--cutover', '2026-12-11T18:00', '--timezone', 'Europe/Berlin'];
    const run = (more: readonly string[]) =>
      ttlCheck(
        [
          ...['--file', list, '-r', 'none', '--authority', `${host}:${port}`, '--at', AT, '--type', 'A'],
          ...[...dated, ...more],
        ],
        { cwd: folder },
      );
    const whole = await run(['--format', 'json', '--format', 'html=whole.html']);
    const parts = await Promise.all(
      [1, 2, 3].map(async (number) => {
        const file = path.join(folder, `part-${number}.json`);
        await run(['--shard', `${number}/3`, '--format', `${number === 2 ? 'ndjson' : 'json'}=${file}`]);
        return file;
      }),
    );
    const again = await ttlCheck(
      [
        ...['report', '--merge', ...parts, '--format', 'json', '--format', 'html=merged.html'],
        ...['--timezone', 'Europe/Berlin'],
      ],
      { cwd: folder },
    );
    // What was seen at another second is drained at another.
    const still = (text: string): string =>
      text.replaceAll(/"rttMs": [0-9.]+/g, '"rttMs": 0').replaceAll(/"readyAt": "[^"]+"/g, '');
    expect(still(again.stdout)).toBe(still(whole.stdout));
    expect(JSON.parse(again.stdout).summary.targets).toBe(7);
    expect([again.code, again.stderr]).toEqual([whole.code, '']);
    const drawn = async (file: string): Promise<string | undefined> =>
      /<section aria-labelledby="timelines">.*?<\/section>/s.exec(
        await readFile(path.join(folder, file), 'utf8'),
      )?.[0];
    expect(await drawn('whole.html')).toContain(
      `data-mark="cutover" data-at="${Date.parse('2026-12-11T17:00:00Z')}"`,
    );
    expect(await drawn('merged.html')).toBe(await drawn('whole.html'));
  });

  it('says why there are no timelines where a report does not have the stages', async () => {
    const files = await writeAll(
      reportOf([targetOf('a.example.com.', { rrsets: [rrsetOf('a.example.com.', 'A', 300)] })]),
    );
    const { stdout } = await merged(files, { format: ['html'] });
    expect(stdout).toContain(
      '1 name has no timeline: the report that was merged does not say by which stages it was judged.',
    );
  });

  it('holds each cutover once, the earliest first', async () => {
    const files = await writeAll(
      reportOf([targetOf('a.example.com.', { migration: 'b' })], {
        cutovers: [cutoverOf('b', '2026-12-11T18:00:00Z'), cutoverOf('a', '2026-12-12T18:00:00Z')],
      }),
      reportOf([targetOf('b.example.com.', { migration: 'c' })], {
        cutovers: [cutoverOf('a', '2026-12-12T18:00:00Z'), cutoverOf('c', '2026-12-11T18:00:00Z')],
      }),
    );
    const { cutovers } = JSON.parse((await merged(files)).stdout) as Report;
    expect(cutovers?.map(({ migration }) => migration)).toEqual(['b', 'c', 'a']);
  });

  it('joins what a baseline made of each', async () => {
    const entry = (name: string) => ({
      ...{ rule: 'ttl-above-limit', owner: targetOf(name).name, type: 'A', severity: 'error' as const },
    });
    const [a, b, c] = ['a.example.com.', 'b.example.com.', 'c.example.com.'];
    const one = reportOf([targetOf(a)], {
      shard: { number: 1, of: 2, settings: 'x' },
      baseline: { known: 1, fixed: [entry(a)], notSeen: [entry(b), entry(c)] },
    });
    const two = reportOf([targetOf(b)], {
      shard: { number: 2, of: 2, settings: 'x' },
      baseline: { known: 2, fixed: [], notSeen: [entry(a), entry(c)] },
    });
    const { stdout } = await merged([await write(one), await write(two)]);
    expect(JSON.parse(stdout).baseline).toEqual({ known: 3, fixed: [entry(a)], notSeen: [entry(c)] });
  });
});

describe('merging reports of several lists', () => {
  it('puts them one after another', async () => {
    const files = [await write(SAMPLES.idn as Report), await write(SAMPLES['too-long'] as Report, 'ndjson')];
    const { stdout } = await merged(files);
    expect(JSON.parse(stdout).targets.map(({ name }: TargetReport) => name)).toEqual(
      [...(SAMPLES.idn?.targets ?? []), ...(SAMPLES['too-long']?.targets ?? [])].map(({ name }) => name),
    );
  });

  it('writes files, and nothing into them if something is wrong', async () => {
    const out = path.join(folder, 'out.html');
    await writeFile(out, 'as it was');
    const good = await write(reportOf([targetOf('a.example.com.')]));
    const bad = await writeText('{"schemaVersion":1');
    expect((await merged([good, bad], { format: [`html=${out}`] })).code).toBe(2);
    expect(await readFile(out, 'utf8')).toBe('as it was');
    expect((await merged([good], { format: [`html=${out}`] })).code).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('a.example.com.');
  });
});

describe('what is refused', () => {
  const [a, b, c] = ['a.example.com.', 'b.example.com.', 'c.example.com.'].map((name) => targetOf(name));
  const part = (number: number, of: number, target: unknown, settings = 'x'): Report =>
    reportOf([target as TargetReport], { shard: { number, of, settings } });

  const CASES: readonly (readonly [string, () => Promise<readonly string[]>, string])[] = [
    ['a missing shard', () => writeAll(part(1, 3, a), part(3, 3, c)), 'A shard is missing: 2/3.'],
    ['a shard twice', () => writeAll(part(1, 2, a), part(1, 2, b)), 'Shard 1/2 is there twice'],
    ['other settings', () => writeAll(part(1, 2, a), part(2, 2, b, 'y')), 'were judged by other settings'],
    ['another count', () => writeAll(part(1, 2, a), part(2, 3, b)), 'are not of the same run'],
    [
      'a part and a whole',
      () => writeAll(part(1, 1, a), reportOf([b as TargetReport])),
      'is a shard of a list, and',
    ],
    [
      'a shard that was interrupted',
      () =>
        writeAll(
          reportOf([a, b, c] as TargetReport[], { shard: { number: 1, of: 2, settings: 'x' } }),
          reportOf([], { shard: { number: 2, of: 2, settings: 'x' } }),
        ),
      '(shard 2/2) has 0 targets, and others have 3',
    ],
    [
      'the same target twice',
      () => writeAll(reportOf([a] as TargetReport[]), reportOf([a] as TargetReport[])),
      'The same target is there twice: a.example.com. (',
    ],
    [
      'instants far apart',
      () =>
        writeAll(
          reportOf([a] as TargetReport[]),
          reportOf([b] as TargetReport[], { at: '2026-12-04T10:00:01Z' }),
        ),
      'more than an hour lies between them',
    ],
    [
      'other stages for one cutover',
      () =>
        writeAll(reportOf([a] as TargetReport[]), reportOf([{ ...b, stage: 'day-of' }] as TargetReport[])),
      'for the same cutover',
    ],
    [
      'two policies for one cutover',
      () =>
        writeAll(
          reportOf([a] as TargetReport[], { cutovers: [cutoverOf('shop', CUTOVER)] }),
          reportOf([b] as TargetReport[], {
            cutovers: [cutoverOf('shop', CUTOVER, { timezone: 'Europe/Berlin' })],
          }),
        ),
      `were judged by other policies for shop and its cutover at ${CUTOVER}.`,
    ],
    [
      'a time zone that is none',
      () =>
        writeAll(
          reportOf([a] as TargetReport[], {
            cutovers: [cutoverOf('shop', CUTOVER, { timezone: 'Nowhere/Land' })],
          }),
        ),
      'cutovers.0.timezone is not what a report has',
    ],
    [
      'other versions',
      () =>
        writeAll(
          reportOf([a] as TargetReport[]),
          reportOf([b] as TargetReport[], { tool: { name: 'ttl-check', version: '9.0.0' } }),
        ),
      'they may judge differently',
    ],
    [
      'another schema version',
      async () => [await writeText('{"schemaVersion":2,"targets":[],"summary":{}}')],
      'has schema version 2; this version of ttl-check reads 1',
    ],
    ['a list', async () => [await writeText('[1]')], 'is no report: it is a list'],
    [
      'other JSON',
      async () => [await writeText('{"name":"x"}')],
      'its entry 1 (input) is not what a target has',
    ],
    ['other text', async () => [await writeText('<html>')], 'it is no JSON'],
    ['an empty file', async () => [await writeText('')], 'is empty: no report was written'],
    [
      'other bytes',
      async () => {
        const file = path.join(folder, 'bytes.json');
        await writeFile(file, Buffer.from([0x7b, 0xff, 0xfe]));
        return [file];
      },
      'is not UTF-8 text',
    ],
    ['no file', async () => [path.join(folder, 'nothing.json')], 'cannot be read: it does not exist'],
    ['a folder', async () => [folder], 'is no ordinary file'],
    [
      'half a document',
      async () => [await writeText((await rendered('json', reportOf([a] as TargetReport[]))).slice(0, 400))],
      'ends in the middle: it was cut off',
    ],
    [
      'ndjson without its end',
      async () => [
        await writeText(
          (await rendered('ndjson', reportOf([a, b] as TargetReport[]))).split('\n').slice(0, 2).join('\n'),
          'ndjson',
        ),
      ],
      'the run was cut off after 2 targets',
    ],
    [
      'two reports in one file',
      async () => [await writeText((await rendered('json', reportOf([a] as TargetReport[]))).repeat(2))],
      'goes on after the end of a report',
    ],
    [
      'a target taken away',
      async () => [
        await writeText(
          (await rendered('ndjson', reportOf([a, b] as TargetReport[]))).split('\n').slice(1).join('\n'),
          'ndjson',
        ),
      ],
      'has 1 targets, and its summary says 2',
    ],
    [
      'what is nested without end',
      async () => [await writeText(`{"a":${'['.repeat(1000)}`)],
      'nested too deeply',
    ],
    [
      'an instant that is none',
      async () => [
        await writeText(
          (await rendered('json', reportOf([a] as TargetReport[]))).replaceAll(
            '2026-12-11T18',
            '2026-99-99T99',
          ),
        ),
      ],
      '(cutover) is not what a target has',
    ],
  ];

  it.each(CASES)('%s', async (_, files, words) => {
    const { code, stdout, stderr } = await merged(await files());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^ttl-check: .*\n/);
  });

  it.each([
    [{ to: 'weekly' }, '--merge joins reports that are there; --to has nothing to do with it'],
    [{ timezone: 'Mars/Phobos' }, 'There is no time zone "Mars/Phobos"'],
    [{ format: ['slack'] }, 'There is no format "slack"'],
  ])('%j', async (flags, words) => {
    const { code, stderr } = await merged([await write(reportOf([]))], flags);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

it('a name that stands at two places of one list with other types is no repetition', async () => {
  const at = (line: number): TargetReport =>
    targetOf('a.example.com.', { origin: { file: 'ttl-check.yaml', line } });
  const shards = await shardsOf(summed([at(3), at(4)]), 2);
  expect((await merged(await Promise.all(shards.map((one) => write(one))))).code).toBe(0);
});

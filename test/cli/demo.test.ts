import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runDemo } from '../../src/cli/demo.ts';
import { runDemoTo } from '../../src/cli/demoOutputs.ts';
import { manualClock } from '../../src/world/manualClock.ts';

/** What the demo prints at 80 columns, which takes it a second or two. */
let text = '';

beforeAll(async () => {
  const stdout = {
    columns: 80,
    write: (piece: string) => {
      text += piece;
    },
  };
  await runDemo({ stdout, clock: manualClock('2026-01-01T00:00:00Z'), color: 'plain' });
});

test('the demo shows a ready record, one too long, a chain and servers that disagree, and what to try next', () => {
  const row = (name: string) =>
    text.split('\n').find((line) => line.includes(`${name} `) && / (A|CNAME) /.test(line));
  expect(row('www.example.com.')).toMatch(/300 s +200–300 +ready/);
  expect(row('api.example.com.')).toMatch(/86400 s +21500–84000 +not ready/);
  expect(row('legacy.example.com.')).toContain('not ready');
  expect(row('mail.example.com.')).toMatch(/300–86400 s .*not ready/);
  expect(row('↳ edge.example.net.')).toContain('foreign');
  expect(text.replaceAll(/\s+/g, ' ')).toContain('86400 s (1 d) from ns2.example.com.');
  expect(text).toContain('5 names, 9 RRsets');
  expect(text).toContain('ttl-check example.com --cutover');
});

test('the demo moves a record: lowered twice, forgotten by both caches before the promised instant, given back', () => {
  const changed = [...text.matchAll(/changed +api\.example\.com\. A: (\d+ → \d+) s/g)].map(
    ([, step]) => step,
  );
  expect(changed).toEqual(['86400 → 3600', '3600 → 300', '300 → 86400']);
  expect(text.indexOf('86400 → 3600 s, complete')).toBeLessThan(text.indexOf('changed '));
  const caches = [...text.matchAll(/^ {2}cache-\w+ +(\S+) +(\S+) +(\d+) s$/gm)];
  expect(caches).toHaveLength(2);
  for (const [, promised = '', lastOld = '', margin] of caches) {
    expect(promised).toBe('02:05:31');
    // It was still there a minute after the change, and gone before the promise.
    expect(lastOld > '02:01:00' && lastOld < promised).toBe(true);
    expect(Number(margin)).toBeGreaterThan(0);
  }
  expect(text).toContain('With the TTL of a day it would have been until 2026-12-05 02:00:31Z.');
  expect(text).toContain('The servers answer api.example.com. A 198.51.100.20 with 86400 s.');
});

test('the demo fits 80 columns', () => {
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

/** What `demo --format …` writes to stdout and to a file. */
async function written(
  formats: (file: string) => readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly stdout: string; readonly file: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-demo-'));
  const file = path.join(folder, 'out');
  let stdout = '';
  try {
    await writeFile(file, 'as it was');
    await runDemoTo(
      formats(file),
      {
        clock: manualClock('2026-01-01T00:00:00Z'),
        color: 'plain',
        ...(signal === undefined ? {} : { signal }),
      },
      {
        stdout: {
          columns: 80,
          write: (piece) => {
            stdout += piece;
          },
        },
      },
    );
    return { stdout, file: await readFile(file, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the demo as a page tells the migration as it was carried out, from the journal', async () => {
  const { stdout, file } = await written((out) => [`html=${out}`]);
  expect(stdout).toBe('');
  expect(file).toContain('<h1>api.example.com moved, and left nobody behind</h1>');
  expect(file).toContain('moved; the former TTLs are back');
  const dots = [...file.matchAll(/data-step="([\w-]+)" data-is="(\w+)" data-at="\d+" data-ttl="(\d+)"/g)].map(
    ([, id, is, ttl]) => `${id} ${is} ${ttl}`,
  );
  // All of it, and once more what lies around the cutover.
  expect(dots).toEqual(['one-week done 3600', 'day-of done 300', 'restore done 86400', 'day-of done 300']);
  expect(file).toContain('until 2026-12-04 02:06Z');
  // As the plan has it: an end is never told too early.
  expect(file).toContain('let go of the old one by 12-02 09:06 at the latest');
  expect(file).toContain('cache-one answers 203.0.113.20 until 02:05:10, then 198.51.100.20.');
  expect(file).toContain('Promised was 02:05:31.');
  const acts = [...file.matchAll(/<p class="eyebrow">(2026[^<]+)<\/p><h3>([^<]+)<\/h3>/g)].map(
    ([, when, title]) => `${when} ${title}`,
  );
  expect(acts).toEqual([
    '2026-12-01 09:00Z A check finds it',
    '2026-12-01 09:00Z A plan dates each step',
    '2026-12-01 09:00Z Lowered: 86400 → 3600 s',
    '2026-12-04 00:00Z Lowered again: 3600 → 300 s',
    '2026-12-04 02:00Z The cutover: 203.0.113.20 → 198.51.100.20',
    '2026-12-07 02:00Z The former TTL comes back: 300 → 86400 s',
  ]);
});

test('the demo as JSON has what its commands print, beside the text', async () => {
  const { stdout, file } = await written((out) => ['table', `json=${out}`]);
  expect(stdout).toBe(text);
  const document = JSON.parse(file);
  expect(document.check.targets).toHaveLength(5);
  expect(document.plan.migrations[0]).toMatchObject({ migration: 'shop', verdict: 'feasible' });
  expect(
    document.passes.map(
      ({
        migrations: [{ results }],
      }: {
        migrations: [{ results: { outcome: string; step: { id: string } }[] }];
      }) => results.map(({ outcome, step }) => `${step.id} ${outcome}`),
    ),
  ).toEqual([['one-week verified'], ['day-of verified'], ['restore verified']]);
  expect(document.end.migrations[0].verdict).toBe('past');
  expect(document.caches).toHaveLength(2);
});

test('a demo that is interrupted leaves files as they were', async () => {
  const { file } = await written((out) => [`html=${out}`], AbortSignal.abort());
  expect(file).toBe('as it was');
});

/** The workflows that people copy, run as far as a runner's files and variables go: their scripts and our action. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { type JobResult, readJob, runJob, type Step, type Texts } from '../ci/job.ts';
import { ROOT } from '../ci/runner.ts';
import { execute } from '../lab/execute.ts';
import { installed } from './installed.ts';
import { movesInNineDays, newPlace, type Place } from './place.ts';

const RECIPES = path.join(ROOT, 'config/examples/github');
const nothing = async (): Promise<undefined> => undefined;

/** Runs steps in a place. The action is the packed one's program, as an installation of a release would have it. */
async function run(
  place: Place,
  job: { readonly steps: readonly Step[]; readonly env: Texts },
  foreign: { readonly [action: string]: (inputs: Texts) => Promise<undefined> } = {},
): Promise<JobResult> {
  return runJob(job, {
    ...{ root: place.root, workspace: place.repository, ownAction: ROOT, leaveOut: ['Install ttl-check'] },
    env: { ...place.env, TTL_CHECK_BIN: inject('recipes').program },
    foreign: { 'actions/checkout': nothing, ...foreign },
  });
}

const LATE = 'day.example.test';
const READY = 'www.example.test';

describe('the two lines of docs/ci.md', () => {
  it('fail the build of a repository whose record has a TTL of a day nine days before its cutover', async () => {
    const [, lines = ''] =
      /^## GitHub\n\n((?: {4}.*\n)+)/m.exec(await readFile(path.join(ROOT, 'docs/ci.md'), 'utf8')) ?? [];
    expect(lines.trimEnd().split('\n')).toHaveLength(2);
    const place = await newPlace({ 'ttl-check.yaml': movesInNineDays(LATE) });
    const result = await run(place, { steps: parse(lines), env: {} });
    expect(result.conclusion).toBe('failure');
    expect(result.codes).toEqual([1]);
    const line =
      (await readFile(path.join(place.repository, 'ttl-check.yaml'), 'utf8'))
        .split('\n')
        .findIndex((text) => text.includes(LATE)) + 1;
    expect(result.log).toContain(
      `::warning title=ttl-above-limit%3A ${LATE}. A,file=ttl-check.yaml,line=${line},col=9::${LATE}. A: TTL 86400 s (1 d); two-weeks warns above 86399 s`,
    );
    expect(result.summary).toContain(`| \`${LATE}.\` | A | 86400 (1 d) | two-weeks |`);
  });
});

describe('the pull-request gate', () => {
  it.each([
    ['stops a record that is late', LATE, 'failure'],
    ['lets one pass that is ready', READY, 'success'],
  ])('%s, by the dates of the repository', async (_, name, conclusion) => {
    const place = await newPlace({ 'ttl-check.yaml': movesInNineDays(name) });
    const result = await run(place, await readJob(path.join(RECIPES, 'pull-request.yml'), 'ttl'));
    expect(result.conclusion).toBe(conclusion);
  });
});

describe('the nightly check', () => {
  it('hands its findings to code scanning although it fails', async () => {
    const place = await newPlace({ 'ttl-check.yaml': movesInNineDays(LATE) });
    const uploaded: string[] = [];
    const result = await run(place, await readJob(path.join(RECIPES, 'nightly.yml'), 'ttl'), {
      'github/codeql-action/upload-sarif': async ({ sarif_file: file = '', category }) => {
        uploaded.push(await readFile(path.join(place.repository, file), 'utf8'));
        expect(category).toBe('ttl-check');
        return undefined;
      },
    });
    expect(result.conclusion).toBe('failure');
    expect(uploaded).toHaveLength(1);
    const [{ results }] = JSON.parse(uploaded[0] ?? '').runs;
    expect(results[0]).toMatchObject({ ruleId: 'ttl-above-limit', level: 'warning' });
    expect(await multitoolOn(place, uploaded[0] ?? '')).toEqual([]);
    const nowhere = (uploaded[0] ?? '').replaceAll(/"startLine":\d+/g, '"startLine":0');
    expect(await multitoolOn(place, nowhere)).toContain('error JSON1008');
  });
});

/** What Microsoft's SARIF Multitool has against a log, by the rules of SARIF and of GitHub, as `error SARIF1001`. */
async function multitoolOn({ root, env }: Place, log: string): Promise<string[]> {
  const file = path.join(root, 'nightly.sarif');
  await writeFile(file, log);
  const program = installed('tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');
  const { stdout } = await execute(
    program,
    ['validate', file, '--rule-kind', 'Sarif;Gh', '--level', 'Error;Warning'],
    {
      env: { ...env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      cwd: root,
      timeoutMs: 60_000,
    },
  );
  expect(stdout).toContain('Done.');
  const found = [...stdout.matchAll(/: ((?:error|warning) \w+): /g)].map(([, what = '']) => what);
  // The project has no page that the log could name.
  return found.filter((what) => what !== 'warning SARIF2005');
}

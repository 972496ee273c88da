/** The GitLab recipe, in gitlab-ci-local: it checks the file by GitLab's own schema and runs the job in a shell. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../ci/runner.ts';
import { type Ended, execute } from '../lab/execute.ts';
import { LAB_RESOLVER, movesInNineDays, newPlace, type Place } from './place.ts';

const RECIPE = await readFile(path.join(ROOT, 'config/examples/gitlab-ci.yml'), 'utf8');
const RUNNER = path.join(ROOT, 'node_modules/gitlab-ci-local/dist/index.js');

async function pipeline(config: string, recipe: string = RECIPE): Promise<Ended & { readonly place: Place }> {
  const place = await newPlace({
    '.gitlab-ci.yml': recipe,
    'ttl-check.yaml': config,
    '.gitignore': '.gitlab-ci-local\n',
  });
  const ended = await execute(
    process.execPath,
    // The image's Node is the one on the path here.
    [RUNNER, '--force-shell-executor', '--home', place.root],
    { env: { ...place.env, NO_COLOR: '1' }, cwd: place.repository, timeoutMs: 100_000 },
  );
  return { ...ended, place };
}

it('fails the job for a finding, and leaves both reports', async () => {
  const { stdout, stderr, place } = await pipeline(movesInNineDays('day.example.test'));
  expect(stderr + stdout).toContain('json schema validated');
  // Its own exit code is 0 for every job with allow_failure; how the job ended is what it says.
  expect(stdout).toMatch(/^ FAIL {2}ttl-check$/m);
  const { codequality, junit } = parse(RECIPE)['ttl-check'].artifacts.reports;
  const report = (name: string): Promise<string> => readFile(path.join(place.repository, name), 'utf8');
  expect(JSON.parse(await report(codequality))).toMatchObject([
    { check_name: 'ttl-above-limit', location: { path: 'ttl-check.yaml' } },
  ]);
  expect(await report(junit)).toContain('tests="1" failures="1" errors="0"');
});

it('passes when everything is ready', async () => {
  const { code, stdout } = await pipeline(movesInNineDays('www.example.test'));
  expect(stdout).toMatch(/^ PASS {2}ttl-check$/m);
  expect(code).toBe(0);
});

it('warns, and does not fail, when something could not be observed', async () => {
  const { code, stdout } = await pipeline(`${LAB_RESOLVER}names: [www.silent.test]\n`);
  expect(stdout).toMatch(/^ WARN {2}ttl-check\b/m);
  expect(code).toBe(0);
});

it('would be refused with a key that GitLab does not know', async () => {
  const { code, stdout, stderr } = await pipeline('', RECIPE.replace('exit_codes', 'exit_code'));
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain('schema');
});

/** The pre-commit recipe, by pre-commit itself: it installs the package and looks at a commit. */
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../ci/runner.ts';
import { type Ended, execute } from '../lab/execute.ts';
import { installed } from './installed.ts';
import { git, LAB_RESOLVER, movesInNineDays, newPlace, type Place } from './place.ts';

/** A repository whose hook is installed, and that has a change to commit. */
async function hooked(config: string): Promise<Place> {
  const recipe = await readFile(path.join(ROOT, 'config/examples/pre-commit-config.yaml'), 'utf8');
  // Its own Node would be fetched from nodejs.org.
  const place = await newPlace({
    '.pre-commit-config.yaml': recipe.replace(/language_version: [0-9.]+/, 'language_version: system'),
    'notes.txt': 'a file that is not looked at\n',
  });
  const hook = await execute(installed('pre-commit/bin/pre-commit'), ['install'], {
    cwd: place.repository,
    env: place.env,
  });
  expect(hook.code).toBe(0);
  await appendFile(path.join(place.repository, 'ttl-check.yaml'), config);
  await git(place.repository, place.env, 'add', '--all');
  return place;
}

function commit({ repository, env }: Place): Promise<Ended> {
  return execute('git', ['commit', '--message=Move'], { cwd: repository, env, timeoutMs: 100_000 });
}

it('stops a commit for an error, with the sentence that says what to do', async () => {
  const place = await hooked(movesInNineDays('fortnight.example.test'));
  const { code, stderr } = await commit(place);
  expect(code).toBe(1);
  expect(stderr).toContain('fortnight.example.test. A: TTL 1209600 s');
  expect(await git(place.repository, place.env, 'log', '--format=%s')).toBe('First');
});

it('lets a commit pass that is ready, and looks at no other file', async () => {
  const place = await hooked(movesInNineDays('www.example.test'));
  const { code, stderr } = await commit(place);
  expect(stderr).toMatch(/TTLs of the names in ttl-check\.yaml\.+Passed/);
  expect(code).toBe(0);
  await appendFile(path.join(place.repository, 'notes.txt'), 'more\n');
  await git(place.repository, place.env, 'add', '--all');
  expect((await commit(place)).stderr).toMatch(/no files to check\)Skipped/);
});

it('does not stop a commit because nobody answered, and says so', async () => {
  const place = await hooked(`${LAB_RESOLVER}names: [www.silent.test]\n`);
  const { code, stderr } = await commit(place);
  expect(stderr).toContain('www.silent.test.');
  expect(code).toBe(0);
});

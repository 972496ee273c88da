/** The scripts of `config/examples/github/sharded.yml`, over a zone in this process. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { npxOfSources, type Ran, readRecipe, runStep, stepOf } from './recipeSteps.ts';

let folder: string;
let world: World;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-sharded-'));
  const names = Array.from({ length: 12 }, (_, i) => `h${i}`);
  const own = zone(
    'example.com',
    [
      '@ 3600 NS ns1',
      'ns1 3600 A 192.0.2.1',
      ...names.map((name, i) => `${name} ${i === 7 ? 1_209_600 : 300} A 192.0.2.9`),
    ].join('\n'),
  );
  world = await startWorld(
    {
      authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.53'] }],
    },
    { clock: systemClock() },
  );
  await writeFile(path.join(folder, 'names.txt'), names.map((name) => `${name}.example.com\n`).join(''));
  const { host, port } = world.dial('192.0.2.1', 53);
  // The recipe names no server: what it would ask of the internet, a wrapper asks of this zone.
  const bin = await npxOfSources(folder);
  const npx = path.join(bin, 'npx');
  const script = await readFile(npx, 'utf8');
  await writeFile(
    npx,
    script.replace(
      /^exec .*$/m,
      (line) =>
        `case "$1" in report) ;; *) set -- "$@" -r none --authority ${host}:${port} --type A ;; esac\n${line}`,
    ),
  );
  env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    ...{ HOME: folder, TTL_CHECK_VERSION: '0.1.0', NO_COLOR: '1' },
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
    GITHUB_OUTPUT: path.join(folder, 'output'),
  };
  await Promise.all([writeFile(env.GITHUB_STEP_SUMMARY ?? '', ''), writeFile(env.GITHUB_OUTPUT ?? '', '')]);
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

it('five jobs check their parts, and the last fails for the one name, annotates it and keeps a page', async () => {
  const recipe = await readRecipe('config/examples/github/sharded.yml');
  await runStep(stepOf(recipe, 'begin', 'now'), folder, env);
  const [, at = ''] = /^at=(\S+)$/m.exec(await readFile(path.join(folder, 'output'), 'utf8')) ?? [];
  const part = async (number: number): Promise<Ran> =>
    await runStep(stepOf(recipe, 'part', 'Check this part'), folder, {
      ...env,
      AT: at,
      PART: String(number),
    });
  for (const number of [1, 2, 3, 4]) expect(await part(number)).toMatchObject({ code: 0 });
  const join = stepOf(recipe, 'report', 'Join the parts');
  const early = await runStep(join, folder, env);
  expect(early.log).toContain('A shard is missing: 5/5.');
  expect(early.code).toBe(2);
  expect(await part(5)).toMatchObject({ code: 0 });
  const { code, log } = await runStep(join, folder, env);
  expect(code).toBe(1);
  expect(log.match(/^::error /gm)).toHaveLength(1);
  expect(log).toMatch(/^::error .*file=names\.txt,line=8.*h7\.example\.com\. A: TTL 1209600 s/m);
  expect(await readFile(env.GITHUB_STEP_SUMMARY ?? '', 'utf8')).toContain('12 names, 12 RRsets: 1 error');
  expect(await readFile(path.join(folder, 'ttl.html'), 'utf8')).toContain('h7.example.com.');
}, 60_000);

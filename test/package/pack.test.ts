import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** docs/decisions.md says what is in it; more than this is a mistake. */
const MOST_PACKED_OCTETS = 1536 * 1024;

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-pack-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    maxBuffer: 1 << 24,
  });
  tarball = path.join(folder, JSON.parse(stdout.slice(stdout.indexOf('[\n')))[0].filename);
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The installed program, under the Node that runs the tests. */
function installed(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const bin = path.join(folder, 'node_modules/ttl-check/bin/ttl-check.js');
  return run(process.execPath, [bin, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
}

describe('the package', () => {
  it('brings nothing but itself', async () => {
    expect(
      (await readdir(path.join(folder, 'node_modules'))).filter((name) => !name.startsWith('.')),
    ).toEqual(['ttl-check']);
  });

  it('has no more in it than it needs', async () => {
    const content = await readdir(path.join(folder, 'node_modules/ttl-check'));
    expect(content.sort()).toEqual(['LICENSE', 'README.md', 'bin', 'config', 'dist', 'docs', 'package.json']);
    expect((await stat(tarball)).size).toBeLessThan(MOST_PACKED_OCTETS);
  });

  it('is linked as a command', async () => {
    const { stdout } = await run(path.join(folder, 'node_modules/.bin/ttl-check'), ['--version'], {
      env: { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` },
    });
    expect(stdout).toBe(`${JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')).version}\n`);
  });

  it('carries the licences of what is bundled into it', async () => {
    const text = await readFile(path.join(folder, 'node_modules/ttl-check/dist/LICENSES.txt'), 'utf8');
    for (const name of ['yargs', 'luxon', 'yaml', 'zod', 'cli-table3']) expect(text).toContain(`\n${name} `);
  });

  it('shows the demo without a network', async () => {
    const { stdout } = await installed('demo');
    expect(stdout).toContain('example.');
    expect(stdout).toContain('ttl-check');
  });

  it('explains a rule', async () => {
    const { stdout } = await installed('explain');
    const [rule = ''] = /^[a-z0-9-]+/m.exec(stdout) ?? [];
    expect((await installed('explain', rule)).stdout).toContain(rule);
  });

  it('reads a configuration, for which it loads what is loaded late', async () => {
    await writeFile(path.join(folder, 'broken.yaml'), 'migrationz: []\n');
    const failed = installed('--config', 'broken.yaml', 'www.example.com');
    await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('migrations') });
  });
});

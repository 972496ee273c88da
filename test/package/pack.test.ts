import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

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
  return installedWith({}, ...args);
}

function installedWith(
  env: { readonly [name: string]: string },
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string }> {
  const bin = path.join(folder, 'node_modules/ttl-check/bin/ttl-check.js');
  return run(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
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

describe('source maps', () => {
  it.each([
    ['main.js', 'function observeHop(', '../src/observe/hop.ts'],
    ['main.js', 'function drawGrid(', '../src/report/grid.ts'],
    ['runPlan-', 'function runPlan(', '../src/cli/runPlan.ts'],
  ])('lead from %s to what is written: %s', async (file, text, source) => {
    const dist = path.join(folder, 'node_modules/ttl-check/dist');
    const name = (await readdir(dist)).find((one) => one.startsWith(file) && one.endsWith('.js')) ?? '';
    const code = await readFile(path.join(dist, name), 'utf8');
    const [, mapped = ''] = /\n\/\/# sourceMappingURL=(.*)\n$/.exec(code) ?? [];
    const map = new SourceMap(JSON.parse(await readFile(path.join(dist, mapped), 'utf8')));
    const lines = code.split('\n');
    const line = lines.findIndex((one) => one.includes(text));
    const entry = map.findEntry(line, lines[line]?.indexOf(text) ?? 0);
    expect(entry).toMatchObject({ originalSource: source });
    const original = await readFile(path.join(ROOT, 'dist', source), 'utf8');
    expect('originalLine' in entry && original.split('\n')[entry.originalLine]).toContain(text);
  });
});

describe('the code that V8 compiled', () => {
  let caches: string;
  let compiled: string;

  beforeEach(async () => {
    caches = await mkdtemp(path.join(tmpdir(), 'ttl-check-compiled-'));
    compiled = path.join(caches, 'ttl-check/compiled');
  });

  afterEach(() => rm(caches, { recursive: true, force: true }));

  async function explained(env: { readonly [name: string]: string } = {}): Promise<string> {
    const all = { NODE_COMPILE_CACHE: caches, NODE_DISABLE_COMPILE_CACHE: '', ...env };
    return (await installedWith(all, 'explain', 'ttl-above-limit')).stdout;
  }

  /** The file that two runs leave. */
  async function kept(): Promise<string> {
    await explained();
    await explained();
    const [name = ''] = (await readdir(compiled)).filter((one) => one.endsWith('-command'));
    return path.join(compiled, name);
  }

  it('is kept for somebody who comes back', async () => {
    await explained();
    const [name = ''] = await readdir(compiled);
    expect((await stat(path.join(compiled, name))).size).toBe(0);
    await explained();
    expect((await stat(path.join(compiled, name))).size).toBeGreaterThan(50_000);
  });

  it('is kept for its owner alone', async () => {
    const file = await kept();
    const { mode, size, mtimeMs } = await stat(file);
    expect(mode & 0o777).toBe(0o600);
    expect(size).toBeGreaterThan(50_000);
    expect(await explained()).toBe(await explained({ NODE_DISABLE_COMPILE_CACHE: '1' }));
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  });

  it.each([
    ['damaged', (bytes: Buffer) => bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 64)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
  ])('is made anew where it is %s', async (_, harm) => {
    const file = await kept();
    const harmed = Buffer.from(harm(await readFile(file)));
    await writeFile(file, harmed);
    expect(await explained()).toBe(await explained({ NODE_DISABLE_COMPILE_CACHE: '1' }));
    expect(harmed.equals(await readFile(file))).toBe(false);
  });

  it('is not taken from a file that others may write to', async () => {
    const file = await kept();
    await chmod(file, 0o666);
    await utimes(file, 0, 0);
    expect(await explained()).toContain('ttl-above-limit');
    // Neither used nor, being old, renewed.
    expect((await stat(file)).mtimeMs).toBe(0);
  });

  it('is renewed when it is old, and what other versions left is removed', async () => {
    const file = await kept();
    const other = path.join(compiled, '0123456789abcdef-v24.0.0-x64-table');
    await writeFile(other, 'of another version');
    await utimes(file, 0, 0);
    await utimes(other, 0, 0);
    await explained();
    expect((await stat(file)).mtimeMs).toBeGreaterThan(0);
    await expect(stat(other)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not kept of a run that says little about the next', async () => {
    const env = { NODE_COMPILE_CACHE: caches, NODE_DISABLE_COMPILE_CACHE: '' };
    await installedWith(env, '--help');
    await installedWith(env, 'check', '--help');
    await installedWith(env, '--nonsense', 'www.example.com').catch(() => {});
    await expect(readdir(compiled)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not needed', async () => {
    const expected = await explained({ NODE_DISABLE_COMPILE_CACHE: '1' });
    const file = path.join(caches, 'a-file');
    await writeFile(file, '');
    expect(await explained({ NODE_COMPILE_CACHE: file })).toBe(expected);
    expect(await explained({ NODE_COMPILE_CACHE: '', XDG_CACHE_HOME: '', HOME: '', LOCALAPPDATA: '' })).toBe(
      expected,
    );
  });
});

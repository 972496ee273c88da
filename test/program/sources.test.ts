/** The sources as Node reads them itself: what other tests start is built from them. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import { ttlCheck } from '../cli/cli.ts';
import { type Ended, execute } from '../lab/execute.ts';

const SOURCES = path.join(ROOT, 'src');
/** It runs when it is loaded. */
const MAIN = path.join(SOURCES, 'cli/main.ts');

function node(...args: readonly string[]): Promise<Ended> {
  return execute(process.execPath, args, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
}

test('every module loads in Node as it is written, and does nothing by that', async () => {
  const files = (await readdir(SOURCES, { recursive: true }))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(SOURCES, file))
    .filter((file) => file !== MAIN);
  expect(files.length).toBeGreaterThan(300);
  const text = files.map((file) => `await import(${JSON.stringify(pathToFileURL(file))});\n`).join('');
  expect(await node('--input-type=module', '-e', text)).toEqual({ code: 0, stdout: '', stderr: '' });
}, 60_000);

test.each(['--help', '--version', 'explain ttl-above-limit', 'check --nonsense', 'check a..b'])(
  '"%s" says the same from the sources as built',
  async (line) => {
    const args = line.split(' ');
    const built = await ttlCheck(args);
    expect(built.stdout + built.stderr).not.toBe('');
    expect(await node(MAIN, ...args)).toEqual(built);
  },
);

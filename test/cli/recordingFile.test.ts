/** The file of `--record`: what was observed, and nothing for a run that observed nothing. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type CheckScene, checkScene } from './checkScene.ts';
import type { Ran } from './planScene.ts';

async function scene(): Promise<CheckScene> {
  return await checkScene('2026-12-01T00:00:00Z', 'www 300 A 192.0.2.10');
}

/** `check` into `seen.ndjson`, a journal that is none, and a report. */
async function refused(own: CheckScene): Promise<Ran> {
  await writeFile(path.join(own.folder, 'journal.sqlite'), 'www.example.com\n'.repeat(99));
  return await own.ttlCheck(
    ...['check', ...own.asking, '--record', path.join(own.folder, 'seen.ndjson')],
    ...['--journal', 'journal.sqlite', 'www.example.com'],
  );
}

it('is not made where the journal is refused', async () => {
  await using own = await scene();
  expect((await refused(own)).code).toBe(3);
  expect(await readdir(own.folder)).toEqual(['journal.sqlite']);
});

it('of an earlier run stays as it was where the journal is refused', async () => {
  await using own = await scene();
  const file = path.join(own.folder, 'seen.ndjson');
  await own.ttlCheck('check', ...own.asking, '--record', file, 'www.example.com');
  const before = await readFile(file);
  expect(before.toString().split('\n')).toHaveLength(3);
  await refused(own);
  expect(await readFile(file)).toEqual(before);
});

it('is not made where a report cannot be written, nor by a file with a bad name in its first line', async () => {
  await using own = await scene();
  const record = ['--record', path.join(own.folder, 'seen.ndjson')];
  const nowhere = path.join(own.folder, 'missing', 'report.json');
  const names = path.join(own.folder, 'names.txt');
  await writeFile(names, 'a..b\n');
  for (const wrong of [
    ['--format', `json=${nowhere}`, 'www.example.com'],
    ['--file', names],
  ])
    expect((await own.ttlCheck('check', ...own.asking, ...record, ...wrong)).code).toBe(2);
  expect(await readdir(own.folder)).toEqual(['names.txt']);
});

it.each([
  ['in a directory that is not there', 'missing/seen.ndjson', 'its directory does not exist'],
  ['below a file', 'names.txt/seen.ndjson', 'a part of its path is no directory'],
  ['that is a directory', 'folder', 'it is a directory'],
])('%s is refused before anything is asked', async (_what, file, why) => {
  await using own = await scene();
  await writeFile(path.join(own.folder, 'names.txt'), 'www.example.com\n');
  await mkdir(path.join(own.folder, 'folder'));
  const record = path.join(own.folder, file);
  const { code, stderr } = await own.ttlCheck('check', ...own.asking, '--record', record, 'www.example.com');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    new RegExp(`^ttl-check: The recording ${record} cannot be written: ${why}\\.\n.*\\.\n$`),
  );
  for (const name of ['ns1.example.com', 'ns2.example.com'])
    expect(own.world.authority(name).asked).toEqual([]);
});

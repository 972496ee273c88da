import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/sqlite.ts';
import { instant } from '../../src/model/instant.ts';
import { ended, startTtlCheck } from '../cli/cli.ts';

let folder: string;
/** Takes connections and never says a word. */
const silent = createServer();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-daemon-'));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});

afterAll(async () => {
  silent.close();
  await rm(folder, { recursive: true, force: true });
});

it('SIGTERM in the middle of a look ends the process with 0 and gives the lease back', async () => {
  const { port } = silent.address() as AddressInfo;
  await writeFile(
    path.join(folder, 'ttl-check.yaml'),
    `providers:
  own: { type: rfc2136, server: "127.0.0.1:${port}", zone: example.com, keyName: key.example.com, keyEnv: KEY }
migrations:
  - name: shop
    cutover: 2099-12-12T12:00:00Z
    provider: own
    records: [{ zone: example.com, types: [A] }]
`,
  );
  const args = ['schedule', '--yes', '--journal', 'journal.sqlite', '--resolver', `tcp://127.0.0.1:${port}`];
  const asked = once(silent, 'connection');
  const child = startTtlCheck([...args, '--timeout', '0.2'], {
    cwd: folder,
    env: { KEY: 'c2VjcmV0c2VjcmV0c2VjcmV0' },
  });
  await asked;
  const end = ended(child);
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await end;
  expect([code, stdout]).toEqual([0, '']);
  expect(
    stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event)
      .at(-1),
  ).toBe('stopping');
  const journal = await openJournal(path.join(folder, 'journal.sqlite'), { mode: 'write' });
  const { mine } = await journal.acquireLease('next', instant(0), instant(1));
  await journal.close();
  expect(mine).toBe(true);
}, 20_000);

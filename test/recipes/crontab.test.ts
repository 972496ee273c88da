/** The crontab, by Debian's cron. It needs root: without, the same line is run as cron would start it. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { ROOT, type Texts, writeFiles } from '../ci/runner.ts';
import { type Ended, execute, executeWell } from '../lab/execute.ts';
import { LAB_RESOLVER, movesInNineDays, newPlace } from './place.ts';

const CRONTAB = path.join(ROOT, 'config/examples/crontab');

/** Within a user namespace, where the lab is for those who are not root, nobody can become another user. */
const isRoot = /^\s*0\s+0\s+4294967295\s*$/.test(await readFile('/proc/self/uid_map', 'utf8'));

it.runIf(isRoot)('mails the finding on its day', async () => {
  const { root } = await newPlace({});
  const config = path.join(root, 'ttl-check.yaml');
  await writeFile(config, movesInNineDays('day.example.test'));
  const folder = path.join(root, 'machine');
  await mkdir(folder);
  const script = path.join(import.meta.dirname, 'cronDay.sh');
  const { stdout, stderr } = await execute(
    'unshare',
    [
      '--mount',
      '--propagation=private',
      'sh',
      script,
      folder,
      inject('recipes').tarball,
      CRONTAB,
      config,
      process.execPath,
    ],
    { timeoutMs: 110_000 },
  );
  expect(stderr).toBe('');
  expect(stdout).toContain('To: dns@example.com\n');
  expect(stdout).toContain('day.example.test. A: TTL 86400 s (1 d); two-weeks warns above');
});

/** The command, with a folder of ours for each of the machine's. */
async function fire(config: string): Promise<Ended> {
  const { root } = await newPlace({});
  const bin = path.join(root, 'usr-local/bin');
  await mkdir(bin, { recursive: true });
  await symlink(process.execPath, path.join(bin, 'node'));
  await symlink(inject('recipes').program, path.join(bin, 'ttl-check'));
  await writeFiles(path.join(root, 'etc'), { 'ttl-check.yaml': config });
  const ours = (text: string): string =>
    text.replaceAll('/usr/local/bin', bin).replaceAll('/etc/ttl-check', path.join(root, 'etc'));
  const lines = (await readFile(CRONTAB, 'utf8')).split('\n').filter((line) => /^[^#]/.test(line));
  const variables = lines.flatMap((line) => /^([A-Z]+)=(.*)$/.exec(line)?.slice(1) ?? []);
  const [, command = ''] = /^(?:\S+\s+){5}(.*)$/.exec(lines.at(-1) ?? '') ?? [];
  const env: Texts = { SHELL: '/bin/sh', PATH: '/usr/bin:/bin', HOME: root, LOGNAME: 'root' };
  for (let i = 0; i < variables.length; i += 2)
    Object.assign(env, { [variables[i] ?? '']: ours(variables[i + 1] ?? '') });
  return execute('/bin/sh', ['-c', ours(command)], { env, cwd: root });
}

it('prints nothing that cron could mail when everything is ready', async () => {
  expect(await fire(movesInNineDays('www.example.test'))).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('says what is not ready, and in one line why something is unknown', async () => {
  const late = await fire(movesInNineDays('fortnight.example.test'));
  expect([late.code, late.stderr]).toEqual([1, '']);
  expect(late.stdout).toContain('fortnight.example.test. A: TTL 1209600 s');
  const unseen = await fire(`${LAB_RESOLVER}names: [nowhere.invalid]\n`);
  expect(unseen.stdout).toContain('nowhere.invalid.');
});

it('finds nothing on the path that cron has by itself, and so needs its PATH line', async () => {
  const found = await executeWell('sh', ['-c', 'PATH=/usr/bin:/bin command -v ttl-check || echo none']);
  expect(found).toBe('none\n');
});

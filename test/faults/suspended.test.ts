/** Servers that are suspended in the middle, as processes: their sockets take what comes, and say nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ttlCheck } from '../cli/cli.ts';

const PROGRAM = fileURLToPath(new URL('./authorityProcess.ts', import.meta.url));
const servers: { readonly process: ChildProcess; readonly address: string }[] = [];

beforeAll(async () => {
  for (let n = 0; n < 2; n++) {
    const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [text] = await once(child.stdout, 'data');
    servers.push({ process: child, address: `127.0.0.1:${String(text).trim()}` });
  }
});

afterAll(() => {
  for (const { process: child } of servers) child.kill('SIGKILL');
});

async function check(): Promise<{
  readonly code: number | null;
  readonly verdict: string;
}> {
  const { code, stdout } = await ttlCheck([
    ...['www.example.com', '--type', 'A', '--stage', 'day-of', '--resolver', 'none', '--format', 'json'],
    ...servers.flatMap(({ address }) => ['--authority', address]),
    ...['--timeout', '0.5'],
  ]);
  return { code, verdict: JSON.parse(stdout).verdict };
}

it('a suspended server makes the verdict unknown, and ready again when it goes on', async () => {
  expect(await check()).toMatchObject({ code: 0, verdict: 'ready' });
  servers[1]?.process.kill('SIGSTOP');
  expect(await check()).toMatchObject({ code: 3, verdict: 'unknown' });
  servers[1]?.process.kill('SIGCONT');
  expect(await check()).toMatchObject({ code: 0, verdict: 'ready' });
});

it('nor is anything known when all are suspended', async () => {
  for (const { process: child } of servers) child.kill('SIGSTOP');
  expect(await check()).toMatchObject({ code: 3, verdict: 'unknown' });
  for (const { process: child } of servers) child.kill('SIGCONT');
});

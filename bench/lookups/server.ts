/** An authoritative server on loopback, ended when the work is over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPrograms, unconfined } from '../../test/lab/programs.ts';
import { versionOf } from './programs.ts';
import { APEX, nameAt } from './zone.ts';

export interface Server extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** With its version. */
  readonly program: string;
}

/** Of loopback, and nobody's but the bench's, so that port 53 of it is free. */
const ADDRESS = '127.53.9.1';
/** Loading a million names takes NSD some seconds. */
const LONGEST_START_MS = 120_000;

/** Starts NSD with the zone in `folder`, on its own core where there are two. Throws if it does not come up. */
export async function startServer(folder: string, port: number, pinned: readonly string[]): Promise<Server> {
  const config = join(folder, 'nsd.conf');
  await writeFile(
    config,
    `server:
  ip-address: ${ADDRESS}@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  xfrdfile: ""
  database: ""
  server-count: 1
  rrl-ratelimit: 0
  tcp-count: 200
  tcp-query-count: 0
remote-control:
  control-enable: no
zone:
  name: ${APEX}
  zonefile: zone.db
`,
  );
  const { nsd } = await findPrograms(['nsd']);
  const [first = '', ...args] = [...pinned, await unconfined(nsd, folder), '-d', '-c', config];
  const child = spawn(first, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new Error(`${first} cannot be started.`, { cause })));
    child.once('exit', (code) => reject(new Error(`NSD ended with ${code}: ${said.slice(-500)}`)));
  });
  failed.catch(() => {});
  await Promise.race([failed, untilItAnswers(port)]);
  const program = `NSD ${versionOf([nsd, '-v'])}`;
  return { address: ADDRESS, port, program, [Symbol.asyncDispose]: () => end(child) };
}

async function untilItAnswers(port: number): Promise<void> {
  const resolver = new Resolver({ timeout: 250, tries: 1 });
  resolver.setServers([`${ADDRESS}:${port}`]);
  const end = performance.now() + LONGEST_START_MS;
  while (performance.now() < end) {
    const answer = await resolver.resolve4(nameAt(0)).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('NSD did not answer in two minutes.');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

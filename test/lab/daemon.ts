import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { eventually } from './eventually.ts';

export interface DaemonPlan {
  /** For messages: `secondary.knot`. */
  readonly name: string;
  readonly address: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly dir: string;
  readonly logFile: string;
  /** Undefined when it serves what it should, else what is not there yet. */
  readonly complaint: () => Promise<string | undefined>;
}

export interface Daemon {
  readonly name: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Eight of them are ready within half a second on two cores; a busy machine gets more. */
const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 3000;

/** What a test run that dies must not leave behind: process groups that we started. */
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) signal(pid, 'SIGKILL');
});

/** Starts a server and waits until it answers. Throws if its port is taken, it ends, or it is not ready in time. */
export async function startDaemon(plan: DaemonPlan): Promise<Daemon> {
  await assertFree(plan.address, plan.name);
  const log = openSync(plan.logFile, 'a');
  const child = spawn(plan.file, plan.args, { cwd: plan.dir, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${plan.file} cannot be started for ${plan.name}.`);
  running.add(pid);
  const daemon: Daemon = { name: plan.name, pid, stop: () => stop(child, pid) };
  try {
    await eventually(READY_WITHIN_MS, async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
      const complaint = await plan.complaint();
      return complaint === undefined ? undefined : `it is not ready: ${complaint}`;
    });
  } catch (error) {
    await daemon.stop();
    const words = (await readFile(plan.logFile, 'utf8')).trim().split('\n');
    const bad = words.filter((line) => /\b(error|fail|cannot|refused|denied)/i.test(line)).slice(0, 6);
    const tail = [...bad, ...words.slice(-8)].join('\n');
    throw new Error(
      `${plan.name} (${plan.file}, ${plan.address}): ${(error as Error).message}. From its log:\n${tail}`,
    );
  }
  return daemon;
}

async function stop(child: ChildProcess, pid: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const last = setTimeout(() => signal(pid, 'SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(last);
  }
  // Workers of a server that was killed would keep its port.
  signal(pid, 'SIGKILL');
  running.delete(pid);
}

/** To the group that the process leads: itself and the workers that it forked. */
function signal(pid: number, name: 'SIGKILL'): void {
  try {
    process.kill(-pid, name);
  } catch {
    // Nobody is left there.
  }
}

/** Throws with what to do if UDP or TCP port 53 of the address cannot be had. */
async function assertFree(address: string, name: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const socket = createSocket('udp4');
      socket.once('error', reject).bind(53, address, () => socket.close(() => resolve()));
    });
    await new Promise<void>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject).listen(53, address, () => server.close(() => resolve()));
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE'
        ? 'another program has it: is a lab running on this machine outside a namespace?'
        : code === 'EACCES'
          ? 'only root has ports below 1024: run it by "npm run test:lab", which makes a namespace.'
          : String(error);
    throw new Error(`${name} cannot listen at ${address}:53: ${why}`);
  }
}

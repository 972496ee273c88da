/** One command from beginning to end, as GNU time sees it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface Measured {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all its processes that somebody waited for, in user and kernel mode. */
  readonly cpu: number;
  /** Largest resident set of one of them, KiB. */
  readonly memory: number;
}

const run = promisify(execFile);

/**
 * Runs a shell command, on one core if `pinned` says so. Words in `around` start a program that starts the rest and is
 * not measured itself. Throws if the command fails or takes more than ten minutes.
 */
export async function measure(
  command: string,
  timeFile: string,
  pinned: readonly string[],
  around: readonly string[] = [],
): Promise<Measured> {
  const [program = '', ...args] = [
    ...pinned,
    ...around,
    ...['time', '-q', '-f', '%e %U %S %M', '-o', timeFile, 'sh', '-c', command],
  ];
  await run(program, args, { timeout: 600_000, maxBuffer: 1 << 26 });
  const [wall = 0, user = 0, system = 0, memory = 0] = readFileSync(timeFile, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, memory };
}

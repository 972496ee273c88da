/** Which of the compared programs are here, and which versions of them. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where scripts/install-bench.sh puts what no package of the system has. */
const OWN_FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ttl-check/bench/bin');

/** Lets this process and its children find what is in the bench's own folder, and in those for administrators. */
export function extendPath(): void {
  process.env.PATH = [process.env.PATH ?? '', '/usr/sbin', '/sbin', OWN_FOLDER].join(delimiter);
}

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The first thing like a version that a program says when asked. */
export function versionOf([program = '', ...args]: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return /\b[0-9]+\.[0-9]+(?:\.[0-9]+)?(?:[-+][0-9A-Za-z.]+)?/.exec(`${stdout}\n${stderr}`)?.[0] ?? 'unknown';
}

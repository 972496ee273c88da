/** The program as a user starts it: a process of its own, from the sources. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
const MAIN: string = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: { readonly [name: string]: string };
}

/** Runs `ttl-check` with these arguments and waits for its end. */
export function ttlCheck(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return ended(startTtlCheck(args, options), options.input);
}

/** Starts it without waiting. */
export function startTtlCheck(args: readonly string[], options: RunOptions = {}): ReturnType<typeof spawn> {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
  });
}

/** What a started program said, when it has ended. */
export function ended(child: ReturnType<typeof spawn>, input?: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    if (input !== undefined) child.stdin?.end(input);
  });
}

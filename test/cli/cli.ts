/** The program as a user starts it: a process of its own. */
import { spawn } from 'node:child_process';
import { ROOT } from '../../scripts/bundle.ts';
import { builtProgram } from '../program/builtProgram.ts';

const { main, compileCache } = await builtProgram();

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
  return spawn(process.execPath, [main, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: '1', NODE_COMPILE_CACHE: compileCache, ...options.env },
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

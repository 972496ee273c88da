import { spawn } from 'node:child_process';

export interface Ended {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecuteOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** It is killed then, and `code` is null. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end. Throws only where it cannot be started. */
export function execute(
  program: string,
  args: readonly string[],
  options: ExecuteOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    // A program that ends without reading its input is no fault of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** As `execute`, and throws with its words if it did not end well. */
export async function executeWell(
  program: string,
  args: readonly string[],
  options: ExecuteOptions = {},
): Promise<string> {
  const ended = await execute(program, args, options);
  if (ended.code !== 0)
    throw new Error(
      `${program} ${args.join(' ')} ended with ${ended.code ?? 'a signal'}: ${ended.stderr.trim() || ended.stdout.trim()}`,
    );
  return ended.stdout;
}

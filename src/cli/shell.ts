import type { Clock } from '../model/clock.ts';
import type { ExitCode } from './exitCode.ts';

/** One of the two streams that a command writes to. */
export interface ShellStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command is given of the world: main hands in the process, tests hand in their own. */
export interface Shell {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  readonly stdout: ShellStream;
  readonly stderr: ShellStream;
  readonly clock: Clock;
}

/** How a command's handler says how it ended. */
export type End = (code: ExitCode) => void;

import type { FailOn } from '../model/failOn.ts';
import type { Failure, FailureKind } from '../model/failure.ts';

/** What the process says to the shell (README, "Exit codes"). */
export const EXIT = {
  ok: 0,
  findings: 1,
  usage: 2,
  notObserved: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const FAIL_ON: readonly FailOn[] = ['error', 'warning', 'never'];

const OF_FAILURE: Record<FailureKind, ExitCode> = {
  usage: EXIT.usage,
  config: EXIT.usage,
  observe: EXIT.notObserved,
  provider: EXIT.notObserved,
  journal: EXIT.notObserved,
};

/** The exit code of a command that ended with a failure. */
export function exitCodeOfFailure(failure: Failure): ExitCode {
  return OF_FAILURE[failure.kind];
}

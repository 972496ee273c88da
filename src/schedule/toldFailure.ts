import { Failure } from '../model/failure.ts';
import type { ToldFailure } from '../model/schedulerEvent.ts';

/** An error as data: a daemon tells it and goes on. */
export function toldFailure(error: unknown): ToldFailure {
  if (error instanceof Failure) {
    const { kind, message, hint } = error;
    return { kind, message, ...(hint === undefined ? {} : { hint }) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'bug', message, hint: 'This is a bug in ttl-check; please report it with these lines.' };
}

import { refusalOf } from '../files/refusal.ts';
import { Failure } from '../model/failure.ts';
import { printable } from './shownValue.ts';

/** The Failure for a file that the system refuses. */
export function unreadable(shown: string, cause: unknown): Failure {
  return refused(shown, refusalOf(cause) ?? 'error unknown', cause);
}

/** The same where the reason is known: `its directory does not exist`. */
export function refused(shown: string, why: string, cause: unknown): Failure {
  return new Failure('config', `${printable(shown)} cannot be read: ${why}.`, {
    hint: 'Give the path of a configuration file that you may read.',
    cause,
  });
}

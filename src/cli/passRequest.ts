import { Failure } from '../model/failure.ts';
import { choiceOf, isOn, once, type RawFlags } from './flagValues.ts';
import { type SurveyRequest, surveyRequest } from './surveyRequest.ts';

/** What the command line of `apply` asks for; `restore` and `abort` ask for the same of one migration. */
export interface PassRequest extends SurveyRequest {
  readonly mode: 'dry-run' | 'write';
  readonly format: 'table' | 'json';
}

export interface ApplyRequest extends PassRequest {
  /** Names of migrations; none: all of the plan, or of the configuration. */
  readonly migrations: readonly string[];
  /** A file with the plan that was approved. */
  readonly plan: string | undefined;
}

/** Reads the flags. Throws Failure `usage`. */
export function passRequest(flags: RawFlags): PassRequest {
  return {
    ...surveyRequest(flags),
    mode: isOn(flags, 'yes') ? 'write' : 'dry-run',
    format: choiceOf(flags, 'format', ['table', 'json']) ?? 'table',
  };
}

/** Reads the flags. Throws Failure `usage`. */
export function applyRequest(flags: RawFlags, migrations: readonly string[]): ApplyRequest {
  return { ...passRequest(flags), migrations, plan: once(flags, 'plan') };
}

export interface AbortRequest extends PassRequest {
  readonly migration: string;
  readonly reason: string | undefined;
  /** What becomes of TTLs that are lowered. */
  readonly ttls: 'restored' | 'kept';
}

/** Reads the flags. Throws Failure `usage`. */
export function abortRequest(flags: RawFlags, migration: string): AbortRequest {
  const request = passRequest(flags);
  const ttls = isOn(flags, 'keep') ? 'kept' : 'restored';
  if (ttls === 'kept' && request.mode === 'write')
    throw new Failure('usage', '--keep leaves the TTLs as they are, and --yes gives the former ones back.', {
      hint: 'Leave one of them out.',
    });
  return { ...request, migration, reason: once(flags, 'reason'), ttls };
}

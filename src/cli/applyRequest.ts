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

import { Failure } from '../model/failure.ts';
import { every, isOn, once, type RawFlags } from './flagValues.ts';
import { type SurveyRequest, surveyRequest } from './surveyRequest.ts';

/** What the command line of `plan` asks for. */
export interface PlanRequest extends SurveyRequest {
  /** Names of migrations; none: all. */
  readonly migrations: readonly string[];
  readonly formats: readonly string[];
  readonly out: string | undefined;
  readonly print: 'plan' | 'iam-policy';
}

/** Reads the flags. Throws Failure `usage`. */
export function planRequest(flags: RawFlags, migrations: readonly string[]): PlanRequest {
  const formats = every(flags, 'format');
  const print = isOn(flags, 'iam') ? 'iam-policy' : 'plan';
  if (print === 'iam-policy' && formats.some((format) => !format.includes('=') || format.endsWith('=-')))
    throw new Failure('usage', '--iam and --format would both write to stdout.', {
      hint: 'Leave one of them out, or send the format to a file, such as --format json=plan.json.',
    });
  return { ...surveyRequest(flags), migrations, formats, out: once(flags, 'out'), print };
}

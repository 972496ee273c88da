import { Failure } from '../model/failure.ts';
import { every, isOn, once, type RawFlags } from './flagValues.ts';
import { type SurveyRequest, surveyRequest } from './surveyRequest.ts';

/** What the command line of `report` asks for. */
export interface ReportRequest extends SurveyRequest {
  /** Names of migrations; none: all. */
  readonly migrations: readonly string[];
  readonly formats: readonly string[];
  /** The name of a configured report. */
  readonly to: string | undefined;
  readonly repeat: 'never' | 'asked-for';
  /** As typed. */
  readonly since: string | undefined;
}

/** Reads the flags. Throws Failure `usage`. */
export function reportRequest(flags: RawFlags, migrations: readonly string[]): ReportRequest {
  const to = once(flags, 'to');
  const request: ReportRequest = {
    ...surveyRequest(flags),
    ...{ migrations, to, formats: every(flags, 'format'), since: once(flags, 'since') },
    repeat: isOn(flags, 'again') ? 'asked-for' : 'never',
  };
  for (const flag of ['fail-on', 'timezone'])
    if (flags[flag] !== undefined)
      throw new Failure('usage', `--${flag} belongs to --merge: a digest neither fails nor has one zone.`, {
        hint: 'Leave it out, or name reports of `check` with --merge.',
      });
  if (to === undefined && request.repeat === 'asked-for')
    throw new Failure('usage', '--again belongs to --to: without it nothing is sent.', {
      hint: 'Name a report of the configuration: ttl-check report --to weekly --again',
    });
  if (to !== undefined && request.formats.length > 0)
    throw new Failure('usage', '--to sends a report as the configuration says; --format prints it.', {
      hint: 'Give only one of them.',
    });
  if (to !== undefined && migrations.length > 0)
    throw new Failure('usage', 'A report that is sent has all migrations in it.', {
      hint: 'Leave the names out, or leave --to out.',
    });
  if (to !== undefined && request.at !== undefined)
    throw new Failure('usage', 'A report is sent as of now, not as of --at.', {
      hint: 'Leave one of them out.',
    });
  return request;
}

import { LOG_LEVELS, type LogLevel } from '../model/logLevel.ts';
import { choiceOf, isOn, once, type RawFlags } from './flagValues.ts';
import { type SurveyRequest, surveyRequest } from './surveyRequest.ts';

/** What the command line of `schedule` asks for. */
export interface ScheduleRequest extends SurveyRequest {
  /** Names of migrations; none: all that have a provider. */
  readonly migrations: readonly string[];
  readonly mode: 'dry-run' | 'write';
  /** Instead of the configuration's. */
  readonly cron: string | undefined;
  /** `[HOST:]PORT` of the live page; undefined: there is none. */
  readonly listen: string | undefined;
  readonly logLevel: LogLevel;
  /** undefined: by what stderr is. */
  readonly logFormat: 'json' | 'text' | undefined;
}

/** Reads the flags. Throws Failure `usage`. */
export function scheduleRequest(flags: RawFlags, migrations: readonly string[]): ScheduleRequest {
  return {
    ...surveyRequest(flags),
    migrations,
    mode: isOn(flags, 'yes') ? 'write' : 'dry-run',
    cron: once(flags, 'cron'),
    listen: once(flags, 'listen'),
    logLevel: choiceOf(flags, 'log-level', LOG_LEVELS) ?? 'info',
    logFormat: choiceOf(flags, 'log-format', ['json', 'text']),
  };
}

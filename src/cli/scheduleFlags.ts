import { LOG_LEVELS } from '../model/logLevel.ts';
import type { Flag } from './checkFlags.ts';
import { SURVEY_FLAGS, type SurveyFlag } from './planFlags.ts';

/** The daemon looks at the present, and has a log instead of a progress line. */
const { at: _now, quiet: _logLevel, 'no-color': _plain, ...LOOKING } = SURVEY_FLAGS;

/** Flags of `schedule`. */
export type ScheduleFlag =
  | Exclude<SurveyFlag, 'at' | 'quiet' | 'no-color'>
  | 'yes'
  | 'cron'
  | 'listen'
  | 'log-level'
  | 'log-format';

export const SCHEDULE_FLAGS: Readonly<Record<ScheduleFlag, Flag>> = {
  yes: { type: 'boolean', alias: 'y', describe: 'Change TTLs; without it, a dry run' },
  cron: {
    ...{ type: 'string', requiresArg: true },
    describe: 'When to look, besides the instants of steps ("*/5 * * * *")',
  },
  listen: {
    ...{ type: 'string', requiresArg: true },
    describe: 'Serve the live page, /healthz, /readyz and /metrics on [HOST:]PORT',
  },
  'log-level': {
    ...{ type: 'string', requiresArg: true, complete: LOG_LEVELS },
    describe: 'error, warn, info or debug (info)',
  },
  'log-format': {
    ...{ type: 'string', requiresArg: true, complete: ['json', 'text'] },
    describe: 'json or text (text on a terminal, else json)',
  },
  ...LOOKING,
};

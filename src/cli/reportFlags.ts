import { DIGEST_FORMATS } from '../report/digest/digestReporters.ts';
import type { Flag } from './checkFlags.ts';
import { FAIL_ON } from './exitCode.ts';
import { SURVEY_FLAGS, type SurveyFlag } from './planFlags.ts';

const ONE = { type: 'string', requiresArg: true } as const;

/** The flags of `report`. */
export const REPORT_FLAGS: Readonly<
  Record<SurveyFlag | 'format' | 'to' | 'since' | 'again' | 'merge' | 'fail-on' | 'timezone', Flag>
> = {
  format: {
    ...{ type: 'string', array: true, requiresArg: true },
    describe: `${DIGEST_FORMATS.join(', ')}, or FORMAT=FILE; repeatable`,
    complete: DIGEST_FORMATS,
  },
  to: { ...ONE, describe: 'Send it as this entry of `reports:` says, once for each period' },
  again: { type: 'boolean', describe: 'With --to: even if it was sent for this period' },
  since: { ...ONE, describe: 'What is new: after this instant, or so long ago (the last report, or 7 days)' },
  merge: {
    ...{ type: 'string', array: true, requiresArg: true },
    describe: 'Join the JSON that jobs of `check --shard` wrote, in any format of check',
    complete: 'file',
  },
  'fail-on': {
    ...ONE,
    describe: 'With --merge: exit with 1 from error, warning or never (error)',
    complete: FAIL_ON,
  },
  timezone: { ...ONE, describe: 'With --merge: show instants in this zone, Europe/Paris' },
  ...SURVEY_FLAGS,
};

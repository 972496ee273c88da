import type { Flag } from './checkFlags.ts';
import { SURVEY_FLAGS, type SurveyFlag } from './planFlags.ts';

/** A pass is made now, or not at all. */
const { at: _now, ...LOOKING } = SURVEY_FLAGS;

/** Flags of a pass over migrations. */
export type PassFlag = Exclude<SurveyFlag, 'at'> | 'yes' | 'format';

/** The flags of `restore`. */
export const PASS_FLAGS: Readonly<Record<PassFlag, Flag>> = {
  yes: { type: 'boolean', alias: 'y', describe: 'Carry it out; without it, a dry run' },
  format: {
    ...{ type: 'string', requiresArg: true, describe: 'table or json' },
    complete: ['table', 'json'],
  },
  ...LOOKING,
};

/** The flags of `apply`. */
export const APPLY_FLAGS: Readonly<Record<PassFlag | 'plan', Flag>> = {
  plan: {
    ...{ type: 'string', requiresArg: true, alias: 'p', complete: 'file' },
    describe: 'Carry out this plan, written by plan --out, or refuse',
  },
  ...PASS_FLAGS,
};

const REASON: Flag = { type: 'string', requiresArg: true, describe: 'Why; status shows it' };

/** The flags of `abort`. */
export const ABORT_FLAGS: Readonly<Record<PassFlag | 'keep' | 'reason', Flag>> = {
  ...PASS_FLAGS,
  yes: { type: 'boolean', alias: 'y', describe: 'Give the former TTLs back now' },
  keep: { type: 'boolean', describe: 'Leave the TTLs as they are now' },
  reason: REASON,
};

/** The flags of `hold`. */
export const HOLD_FLAGS: Readonly<Record<'reason' | 'format' | 'config' | 'journal', Flag>> = {
  reason: REASON,
  format: PASS_FLAGS.format,
  config: PASS_FLAGS.config,
  journal: PASS_FLAGS.journal,
};

/** The flags of `resume`. */
export const RESUME_FLAGS: Readonly<Record<'format' | 'config' | 'journal', Flag>> = {
  format: PASS_FLAGS.format,
  config: PASS_FLAGS.config,
  journal: PASS_FLAGS.journal,
};

/** The flags of `watch`. */
export const WATCH_FLAGS: Readonly<
  Record<Exclude<SurveyFlag, 'at'> | 'old' | 'interval' | 'once' | 'format', Flag>
> = {
  old: {
    ...{ type: 'string', array: true, requiresArg: true },
    describe: 'Old data: an address, the target of a CNAME; repeatable',
  },
  interval: { type: 'string', requiresArg: true, describe: 'Seconds from look to look (30)' },
  once: { type: 'boolean', describe: 'A single look; exits with 1 while there are old data' },
  format: {
    ...{ type: 'string', requiresArg: true, describe: 'table, ndjson; json with --once' },
    complete: ['table', 'json', 'ndjson'],
  },
  ...LOOKING,
};

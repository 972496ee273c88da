import type { Flag } from './checkFlags.ts';
import { SURVEY_FLAGS, type SurveyFlag } from './planFlags.ts';

/** A pass is made now, or not at all. */
const { at: _now, ...LOOKING } = SURVEY_FLAGS;

/** Flags of a pass over migrations. */
export type PassFlag = Exclude<SurveyFlag, 'at'> | 'yes' | 'format';

const PASS_FLAGS: Readonly<Record<PassFlag, Flag>> = {
  yes: { type: 'boolean', alias: 'y', describe: 'Carry it out; without it, a dry run' },
  format: {
    ...{ type: 'string', requiresArg: true, describe: 'table or json' },
    complete: ['table', 'json'],
  },
  ...LOOKING,
};

export const APPLY_FLAGS: Readonly<Record<PassFlag | 'plan', Flag>> = {
  plan: {
    ...{ type: 'string', requiresArg: true, alias: 'p', complete: 'file' },
    describe: 'Carry out this plan, written by plan --out, or refuse',
  },
  ...PASS_FLAGS,
};

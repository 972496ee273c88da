import { PLAN_FORMATS } from '../report/plan/planReporters.ts';
import type { Flag } from './checkFlags.ts';

const ONE = { type: 'string', requiresArg: true } as const;
const MANY = { type: 'string', array: true, requiresArg: true } as const;
const SWITCH = { type: 'boolean' } as const;

/** Flags about looking at a migration, the same for every command that does. */
export type SurveyFlag =
  | 'config'
  | 'policy'
  | 'journal'
  | 'at'
  | 'resolver'
  | 'authority'
  | 'concurrency'
  | 'timeout'
  | 'quiet'
  | 'no-color';

/** Values stay text here; `surveyRequest.ts` reads them. */
export const SURVEY_FLAGS: Readonly<Record<SurveyFlag, Flag>> = {
  config: {
    ...ONE,
    alias: 'c',
    describe: 'This file instead of the ttl-check.yaml found here',
    complete: 'file',
  },
  policy: { ...ONE, describe: 'Judge by this policy file', complete: 'file' },
  journal: { ...ONE, describe: 'What is known of the past, and is seen now', complete: 'file' },
  at: { ...ONE, describe: 'As if it were this instant' },
  resolver: {
    ...MANY,
    alias: 'r',
    describe: 'google, 1.1.1.1, tls://…, https://… or system',
    complete: ['google', 'cloudflare', 'quad9', 'system'],
  },
  authority: { ...MANY, describe: 'Ask these servers: auto or ADDRESS[:PORT]', complete: ['auto'] },
  concurrency: { ...ONE, describe: 'Names observed at a time (8)' },
  timeout: { ...ONE, describe: 'Seconds to wait for each of 3 tries (2)' },
  quiet: { ...SWITCH, alias: 'q', describe: 'No progress, no notices' },
  'no-color': { ...SWITCH, describe: 'No colours' },
};

export const PLAN_FLAGS: Readonly<Record<SurveyFlag | 'format' | 'out' | 'iam', Flag>> = {
  format: {
    ...MANY,
    describe: `${PLAN_FORMATS.join(', ')}, or FORMAT=FILE; repeatable`,
    complete: PLAN_FORMATS,
  },
  out: { ...ONE, alias: 'o', describe: 'Write the plan for apply --plan', complete: 'file' },
  iam: { ...SWITCH, describe: 'Print the least AWS policy that carries it out' },
  ...SURVEY_FLAGS,
};

export const PREFLIGHT_FLAGS: Readonly<Record<SurveyFlag | 'format', Flag>> = {
  format: { ...ONE, describe: 'table or json', complete: ['table', 'json'] },
  ...SURVEY_FLAGS,
};

import type { Flag } from './checkFlags.ts';

const ONE = { type: 'string', requiresArg: true } as const;

const READING = {
  journal: {
    ...ONE,
    describe: 'This journal instead of the configured or the usual one',
    complete: 'file',
  },
  config: {
    ...ONE,
    alias: 'c',
    describe: 'This file instead of the ttl-check.yaml found here',
    complete: 'file',
  },
  format: { ...ONE, describe: 'table or json (table)', complete: ['table', 'json'] },
} as const satisfies Readonly<Record<string, Flag>>;

/** The flags of `status`. */
export const STATUS_FLAGS: Readonly<Record<string, Flag>> = {
  ...READING,
  'max-age': {
    ...ONE,
    describe: 'Seconds after which a step is overdue and the last tick too old (the margin of the policy)',
  },
};

/** The flags of `history`. */
export const HISTORY_FLAGS: Readonly<Record<string, Flag>> = {
  ...READING,
  type: { ...ONE, alias: 't', describe: 'Only this record type' },
  limit: { ...ONE, describe: 'Show at most so many entries, the newest (50)' },
};

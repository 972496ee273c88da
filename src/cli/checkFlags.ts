import type { Options } from 'yargs';
import { MOVING_TYPES } from '../model/recordType.ts';
import { FORMAT_NAMES } from '../report/reporters.ts';
import { FAIL_ON } from './exitCode.ts';

/** What a shell can offer after a flag: one of these words, or a file. */
export type Completion = readonly string[] | 'file';

/** A flag of `check`: its entry for yargs, and what completion offers for its value. */
export interface Flag extends Options {
  readonly describe: string;
  readonly complete?: Completion;
}

const ONE = { type: 'string', requiresArg: true } as const;
const MANY = { type: 'string', array: true, requiresArg: true } as const;
const SWITCH = { type: 'boolean' } as const;

export type CheckFlag =
  | 'type'
  | 'resolver'
  | 'authority'
  | 'file'
  | 'shard'
  | 'config'
  | 'policy'
  | 'cutover'
  | 'timezone'
  | 'stage'
  | 'at'
  | 'format'
  | 'fail-on'
  | 'baseline'
  | 'write-baseline'
  | 'journal'
  | 'record'
  | 'replay'
  | 'concurrency'
  | 'rate'
  | 'total-rate'
  | 'timeout'
  | 'quiet'
  | 'verbose'
  | 'no-color';

/**
 * The flags of `check` (docs/cli.md). Values stay text here, since yargs makes NaN of a bad number and an
 * array of a repeated flag without a word: `checkRequest.ts` reads them.
 */
export const CHECK_FLAGS: Readonly<Record<CheckFlag, Flag>> = {
  type: {
    ...MANY,
    alias: 't',
    describe: 'Record types, with commas (A,AAAA,CNAME,NS)',
    complete: [...MOVING_TYPES, 'HTTPS', 'MX', 'TXT', 'SRV', 'SOA'],
  },
  resolver: {
    ...MANY,
    alias: 'r',
    describe: 'google, 1.1.1.1, tls://…, https://…, system or none',
    complete: ['google', 'cloudflare', 'quad9', 'system', 'none'],
  },
  authority: {
    ...MANY,
    describe: 'Ask these servers: auto, none or ADDRESS[:PORT]',
    complete: ['auto', 'none'],
  },
  file: { ...ONE, alias: 'f', describe: 'Names from a file, one a line; - is stdin', complete: 'file' },
  shard: { ...ONE, describe: 'Only the second of five parts of the names: 2/5' },
  config: {
    ...ONE,
    alias: 'c',
    describe: 'This file instead of the ttl-check.yaml found here',
    complete: 'file',
  },
  policy: { ...ONE, describe: 'Judge by this policy file', complete: 'file' },
  cutover: { ...ONE, describe: 'When the data change, as 2026-12-12T02:00+01:00' },
  timezone: { ...ONE, describe: 'Time zone of a cutover without offset, Europe/Paris' },
  stage: {
    ...ONE,
    describe: 'Judge by this stage of the policy (two-weeks)',
    complete: ['two-weeks', 'one-week', 'day-of', 'restore'],
  },
  at: { ...ONE, describe: 'Judge as if it were this instant' },
  format: {
    ...MANY,
    describe: 'table, json, sarif, … or FORMAT=FILE; repeatable',
    complete: FORMAT_NAMES,
  },
  'fail-on': { ...ONE, describe: 'Exit with 1 from: error, warning or never (error)', complete: FAIL_ON },
  baseline: { ...ONE, describe: 'Findings in this file are known and do not fail', complete: 'file' },
  'write-baseline': { ...ONE, describe: 'Write the findings to a file, for --baseline', complete: 'file' },
  journal: { ...ONE, describe: 'Past TTLs from this file, and what is seen into it', complete: 'file' },
  record: { ...ONE, describe: 'Write what was seen to a file, for --replay', complete: 'file' },
  replay: { ...ONE, describe: 'Judge a recording, without a network', complete: 'file' },
  concurrency: { ...ONE, describe: 'Names observed at a time (8; 128 with your own server)' },
  rate: { ...ONE, describe: 'Questions a second to each server, or none (100)' },
  'total-rate': { ...ONE, describe: 'Questions a second to all servers together' },
  timeout: { ...ONE, describe: 'Seconds to wait for each of 3 tries (2)' },
  quiet: { ...SWITCH, alias: 'q', describe: 'Only what is not ready, and no progress' },
  verbose: { ...SWITCH, alias: 'v', describe: 'Tell on stderr how many questions were sent, and how' },
  'no-color': { ...SWITCH, describe: 'No colours' },
};

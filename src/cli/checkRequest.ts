import type { FailOn } from '../model/failOn.ts';
import { Failure } from '../model/failure.ts';
import type { RecordType } from '../model/recordType.ts';
import { FAIL_ON } from './exitCode.ts';
import { choiceOf, every, isOn, numberOf, once, type RawFlags, recordTypes } from './flagValues.ts';
import { type Rates, ratesOf } from './politeness.ts';
import { type Shard, shardOf } from './shard.ts';

/** What the command line of `check` asks for, each value by itself and all of them together looked at. */
export interface CheckRequest {
  readonly names: readonly string[];
  readonly file: string | undefined;
  readonly shard: Shard | undefined;
  /** `undefined`: nothing was said. */
  readonly types: readonly RecordType[] | undefined;
  /** As typed; none: the resolvers of the configuration, else the shipped ones. */
  readonly resolvers: readonly string[];
  /** As typed: `auto`, `none` or addresses. */
  readonly authorities: readonly string[];
  readonly config: string | undefined;
  readonly policy: string | undefined;
  readonly cutover: string | undefined;
  readonly timezone: string | undefined;
  readonly stage: string | undefined;
  readonly at: string | undefined;
  readonly formats: readonly string[];
  readonly failOn: FailOn;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  /** Undefined: there is none, whatever the configuration says. */
  readonly journal: string | undefined;
  readonly record: string | undefined;
  readonly replay: string | undefined;
  readonly concurrency: number;
  readonly rates: Rates;
  readonly timeoutMs: number;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  readonly color: boolean;
}

/** Names observed at a time; with 3 resolvers and 4 servers that is about 150 questions in flight. */
const CONCURRENCY = 8;
/** The same where only servers of one's own are asked: as many as one server takes at a time, and some to spare. */
const CONCURRENCY_OF_OWN = 128;
/** Seconds a try (RFC 1035 §7.2 advises 2 to 5 s). */
const TIMEOUT = 2;

/** What only means something while asking: a replay asks nobody. */
const NOT_WITH_REPLAY = [
  'type',
  'resolver',
  'authority',
  'file',
  'shard',
  'record',
  'timeout',
  'concurrency',
  'rate',
  'total-rate',
] as const;

/** Reads the flags. Throws Failure `usage`. */
export function checkRequest(flags: RawFlags, names: readonly string[]): CheckRequest {
  const request: CheckRequest = {
    names,
    file: once(flags, 'file'),
    shard: shardOf(flags),
    types: flags.type === undefined ? undefined : recordTypes(every(flags, 'type')),
    resolvers: every(flags, 'resolver'),
    authorities: every(flags, 'authority'),
    config: once(flags, 'config'),
    policy: once(flags, 'policy'),
    cutover: once(flags, 'cutover'),
    timezone: once(flags, 'timezone'),
    stage: once(flags, 'stage'),
    at: once(flags, 'at'),
    formats: every(flags, 'format'),
    failOn: choiceOf(flags, 'fail-on', FAIL_ON) ?? 'error',
    baseline: once(flags, 'baseline'),
    writeBaseline: once(flags, 'write-baseline'),
    journal: once(flags, 'journal'),
    record: once(flags, 'record'),
    replay: once(flags, 'replay'),
    concurrency:
      numberOf(flags, 'concurrency', { min: 1, max: 256, whole: true, unit: 'names' }) ??
      usualConcurrency(flags),
    rates: ratesOf(flags),
    timeoutMs: 1000 * (numberOf(flags, 'timeout', { min: 0.05, max: 60, unit: 'seconds' }) ?? TIMEOUT),
    verbosity: isOn(flags, 'quiet') ? 'quiet' : isOn(flags, 'verbose') ? 'verbose' : 'normal',
    color: !isOn(flags, 'no-color'),
  };
  refuseContradictions(request, flags);
  return request;
}

function usualConcurrency(flags: RawFlags): number {
  const authorities = every(flags, 'authority');
  const isOwn = authorities.length > 0 && !authorities.includes('auto') && !authorities.includes('none');
  return isOwn && every(flags, 'resolver').includes('none') ? CONCURRENCY_OF_OWN : CONCURRENCY;
}

function refuseContradictions(request: CheckRequest, flags: RawFlags): void {
  if (request.stage !== undefined && request.cutover !== undefined)
    throw new Failure(
      'usage',
      '--stage and --cutover contradict each other: a cutover date decides the stage.',
      {
        hint: 'Leave one of them out; to see a later stage of a cutover, give --at as well.',
      },
    );
  if (request.timezone !== undefined && request.cutover === undefined && request.at === undefined)
    throw new Failure(
      'usage',
      '--timezone says in which zone --cutover or --at is meant, and neither is given.',
      {
        hint: 'Add --cutover 2026-12-12T02:00, or leave --timezone out.',
      },
    );
  refuseMixed('--resolver', request.resolvers, ['none']);
  refuseMixed('--authority', request.authorities, ['auto', 'none']);
  if (isOn(flags, 'quiet') && isOn(flags, 'verbose'))
    throw new Failure('usage', '--quiet and --verbose contradict each other.', {
      hint: 'Leave one of them out.',
    });
  if (request.replay === undefined) return;
  const useless = NOT_WITH_REPLAY.filter((flag) => flags[flag] !== undefined).map((flag) => `--${flag}`);
  if (request.names.length > 0) useless.unshift(`"${request.names[0]}"`);
  if (useless.length > 0)
    throw new Failure(
      'usage',
      `--replay judges what was recorded and asks nobody, so ${useless.join(', ')} would do nothing.`,
      {
        hint: 'Leave them out; --at, --cutover, --stage, --policy, --journal and --format can go with --replay.',
      },
    );
}

/** A word such as `none` stands for the whole list and cannot be one of several. */
function refuseMixed(flag: string, values: readonly string[], words: readonly string[]): void {
  const word = words.find((one) => values.includes(one));
  if (word !== undefined && values.length > 1)
    throw new Failure('usage', `${flag} ${word} cannot be combined with others (${values.join(', ')}).`, {
      hint: `Give ${flag} ${word} alone, or leave it out.`,
    });
}

import type { FailOn } from '../model/failOn.ts';
import { Failure } from '../model/failure.ts';
import { FAIL_ON } from './exitCode.ts';
import { choiceOf, every, isOn, once, type RawFlags } from './flagValues.ts';

/** What `report --merge` asks for. */
export interface MergeRequest {
  readonly files: readonly string[];
  /** Those of `check`. */
  readonly formats: readonly string[];
  readonly failOn: FailOn;
  /** The zone in which formats for people show instants. */
  readonly timezone: string | undefined;
  readonly verbosity: 'quiet' | 'normal';
  readonly color: 'wanted' | 'refused';
}

/** Flags of `report` that are about looking or sending: merging does neither. */
const NOT_WITH_MERGE = [
  ...['to', 'again', 'since', 'config', 'policy', 'journal', 'at', 'resolver'],
  ...['authority', 'concurrency', 'timeout'],
] as const;

/** Whether the command line of `report` is one of `--merge`. */
export function asksForMerge(flags: RawFlags): boolean {
  return flags.merge !== undefined;
}

/** Reads the flags; `others` are the files after the first, as a shell's pattern gives them. Throws Failure `usage`. */
export function mergeRequest(flags: RawFlags, others: readonly string[]): MergeRequest {
  const strange = NOT_WITH_MERGE.find((flag) => flags[flag] !== undefined);
  if (strange !== undefined)
    throw new Failure(
      'usage',
      `--merge joins reports that are there; --${strange} has nothing to do with it.`,
      {
        hint: 'Leave one of them out.',
      },
    );
  return {
    files: [...every(flags, 'merge'), ...others],
    formats: every(flags, 'format'),
    failOn: choiceOf(flags, 'fail-on', FAIL_ON) ?? 'error',
    timezone: timezoneOf(flags),
    verbosity: isOn(flags, 'quiet') ? 'quiet' : 'normal',
    color: isOn(flags, 'no-color') ? 'refused' : 'wanted',
  };
}

function timezoneOf(flags: RawFlags): string | undefined {
  const timezone = once(flags, 'timezone');
  if (timezone === undefined) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return timezone;
  } catch (cause) {
    throw new Failure('usage', `There is no time zone "${timezone}".`, {
      hint: 'Zones are named as Europe/Berlin or UTC.',
      cause,
    });
  }
}

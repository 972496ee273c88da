import type { Instant, Seconds } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';

/** Where a target was written down, for messages and annotations. Lines and columns count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** One name to observe and judge. Sources make them; `observe` and `judge` read them. */
export interface Target {
  /** What was typed. */
  readonly input: string;
  readonly name: Name;
  /** The types asked for; NS counts only where the name is the apex of a zone. */
  readonly types: readonly RecordType[];
  readonly origin?: Origin;
  /** When the data change, if a migration or `--cutover` says so. */
  readonly cutover?: Cutover;
  /** The migration that this target belongs to. */
  readonly migration?: string;
  /** The name does not exist yet and will be created at the cutover. */
  readonly create?: true;
}

/** A cutover with the zone in which its calendar days are counted. */
export interface Cutover {
  readonly at: Instant;
  /** IANA time zone, `UTC` if nothing was said. */
  readonly timezone: string;
  /** Restore begins so long after the cutover; the policy's figure if absent. */
  readonly restoreAfter?: Seconds;
}

/** What judging needs besides the observation. `cli`, `plan` and `schedule` make it. */
import type { Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { StageId } from '../model/report.ts';
import type { Cutover } from '../model/target.ts';
import type { KnownPast } from '../policy/arithmetic.ts';
import type { DatedStage, Policy, Waiver } from '../policy/policy.ts';

export interface JudgeContext {
  /** The instant of judging. */
  readonly at: Instant;
  readonly policy: Policy;
  /** The stage to judge by where a target has no cutover. */
  readonly stage: StageId;
  /** `datedStages` of `policy/calendar.ts`, handed in because the calendar loads only when there is a cutover. */
  readonly datedStages: (cutover: Cutover) => readonly DatedStage[];
  readonly waivers: readonly Waiver[];
  /** Zones that the user moves besides the target's own: hops of a chain in them are judged too. */
  readonly movedZones?: readonly Name[];
  /** What a journal knows of an RRset's past; undefined if it knows nothing, which is so of all without a journal. */
  readonly past?: (owner: Name, type: RecordType) => KnownPast | undefined;
  /** Ids of rules whose finding was read and accepted for the migration, such as `ds-present`. */
  readonly acknowledged?: readonly string[];
}

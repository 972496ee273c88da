/** What a policy requires of an RRset at an instant. `judge` and `plan` call it. */
import type { Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { matchesGlob } from './glob.ts';
import type { DatedStage, LimitingPolicy, LimitingStage, Limits, Policy, Stage } from './policy.ts';

/** What a limit is asked for. `zone` is null where it was not found; zone overrides do not match then. */
export interface RrsetKey {
  readonly owner: Name;
  readonly type: RecordType;
  readonly zone: Name | null;
}

export interface Requirement extends Limits {
  readonly lowersTo: number | null;
}

/**
 * The stage in force at an instant: in the policy's order the last that has begun (starts are inclusive);
 * before all of them the first. Throws RangeError for no stages.
 */
export function stageInForce(dated: readonly DatedStage[], at: Instant): DatedStage {
  const [first] = dated;
  if (first === undefined) throw new RangeError('a policy without stages');
  return dated.findLast((d) => d.from <= at) ?? first;
}

/**
 * The limits of a stage for one RRset. The first override that matches the record and names the stage wins,
 * key by key. NS has the policy's limits for NS in every stage, and an override touches it only if its types name NS.
 */
export function limitsFor(policy: LimitingPolicy, stage: LimitingStage, rrset: RrsetKey): Requirement {
  const isNs = rrset.type === 'NS';
  const base: Requirement = isNs
    ? { errorAbove: policy.ns.errorAbove, warningAbove: policy.ns.warningAbove, lowersTo: null }
    : { errorAbove: stage.errorAbove, warningAbove: stage.warningAbove, lowersTo: stage.lowersTo };
  for (const override of policy.overrides) {
    if (!Object.hasOwn(override.stages, stage.id)) continue;
    const { types, zones, names } = override.match;
    if (isNs && types === undefined) continue;
    if (types !== undefined && !types.some((t) => t.toUpperCase() === rrset.type)) continue;
    if (zones !== undefined && !zones.some((z) => rrset.zone !== null && matchesGlob(z, rrset.zone)))
      continue;
    if (names !== undefined && !names.some((n) => matchesGlob(n, rrset.owner))) continue;
    return { ...base, ...override.stages[stage.id] };
  }
  return base;
}

/** The last stage before the cutover, `day-of` in the shipped policy: what the TTL must be when the data change. */
export function lastStageBeforeCutover(policy: Policy): Stage {
  const stage =
    policy.stages.find((s) => s.id === 'day-of') ?? policy.stages.findLast((s) => s.from.kind !== 'after');
  if (stage === undefined) throw new RangeError('a policy without a stage before the cutover');
  return stage;
}

/**
 * `dayOf.maxTtl` for one RRset in seconds: the largest TTL that is ready at the cutover; Infinity without a limit.
 * NS is held to no such limit: its stale window is reported instead.
 */
export function maxTtlAtCutover(policy: Policy, rrset: RrsetKey): number {
  if (rrset.type === 'NS') return Number.POSITIVE_INFINITY;
  const limits = limitsFor(policy, lastStageBeforeCutover(policy), rrset);
  return limits.errorAbove ?? limits.lowersTo ?? Number.POSITIVE_INFINITY;
}

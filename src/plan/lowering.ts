import { earlier, type Instant } from '../model/instant.ts';
import type { Freeze } from '../model/migration.ts';
import type { Step, StepReason } from '../model/plan.ts';
import { type Ttl, ttl } from '../model/ttl.ts';
import { completeAt, lowerBy } from '../policy/arithmetic.ts';
import type { DatedStage, Figures } from '../policy/policy.ts';
import { afterFreezes, beforeFreezes, freezeAt } from './freezes.ts';

/** A stage that lowers, with the TTL that it asks of this RRset. */
export interface LoweringStage {
  readonly dated: DatedStage;
  readonly to: Ttl;
}

export interface LoweringSituation {
  readonly ttl: Ttl;
  readonly at: Instant;
  readonly cutover: Instant;
  readonly freezes: readonly Freeze[];
  readonly figures: Figures;
}

/**
 * The steps that bring a TTL down in time, in order. Each is dated by its stage and moved earlier where, later, the
 * TTL before it would not have run out by the cutover; none raises a TTL; none comes after the cutover. Where two
 * steps fall together, only the last is made.
 */
export function loweringSteps(stages: readonly LoweringStage[], situation: LoweringSituation): Step[] {
  const steps: Step[] = [];
  let from = situation.ttl;
  for (const [i, stage] of stages.entries()) {
    if (stage.to >= from) continue;
    const dated = dateOf(stage, from, situation);
    if (dated.at > situation.cutover) break;
    const next = stages.slice(i + 1).find((later) => later.to < stage.to);
    // The next step must wait for nothing: if it is due by then, this one would only be a detour.
    if (next !== undefined && dateOf(next, stage.to, situation).at <= dated.at) continue;
    steps.push({
      id: stage.dated.stage.id,
      kind: 'lower',
      ...dated,
      from,
      to: stage.to,
      completeAt: completeAt(dated.at, from, situation.figures),
    });
    from = stage.to;
  }
  return steps;
}

function dateOf(
  { dated }: LoweringStage,
  from: number,
  { at, cutover, freezes, figures }: LoweringSituation,
): { readonly at: Instant; readonly reason: StepReason } {
  const stage = dated.stage.id;
  const latestSafe = lowerBy(cutover, from, figures);
  const wanted = earlier(latestSafe, dated.from);
  const reason: StepReason =
    // The calendar has moved a stage that cannot wait for its day to this very instant already.
    latestSafe <= dated.from ? { kind: 'arithmetic', stage, latestSafe } : { kind: 'policy', stage };
  const early = beforeFreezes(freezes, wanted, figures.margin);
  if (early >= at) {
    const freezeFrom = freezeAt(freezes, wanted)?.from;
    return { at: early, reason: freezeFrom === undefined ? reason : { kind: 'freeze', stage, freezeFrom } };
  }
  // Its time is past: as soon as writing is allowed. That is late only if the arithmetic says so.
  const now = afterFreezes(freezes, at);
  return { at: now, reason: now > latestSafe ? { kind: 'late', stage, due: wanted } : reason };
}

/** The lowering stages of a policy for one RRset, as `lowersTo` gives them. */
export function loweringStages(
  dated: readonly DatedStage[],
  lowersTo: (stage: DatedStage) => number | null,
): LoweringStage[] {
  return dated.flatMap((d) => {
    const to = d.stage.from.kind === 'after' ? null : lowersTo(d);
    return to === null ? [] : [{ dated: d, to: ttl(to) }];
  });
}

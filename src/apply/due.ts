import type { Instant } from '../model/instant.ts';
import type { Freeze } from '../model/migration.ts';
import type { Plan, PlannedRrset, Step } from '../model/plan.ts';
import type { TtlChange } from '../model/provider.ts';
import { freezeAt } from '../plan/freezes.ts';
import { firstByRrset, rrsetKey } from './byRrset.ts';
import type { Surveyed } from './survey.ts';

/** A step whose time has come. */
export interface DueStep {
  readonly planned: PlannedRrset;
  readonly rrset: Surveyed;
  readonly step: Step;
}

/**
 * The steps that are due at an instant: of each RRset the first that is not made yet, if its time has come. A step
 * that the provider has taken already only waits for its servers, and sending it again would change nothing, or even
 * raise what somebody lowered further.
 */
export function dueSteps(plan: Plan, rrsets: readonly Surveyed[], at: Instant): DueStep[] {
  const surveyed = firstByRrset(rrsets);
  return plan.rrsets.flatMap((planned) => {
    const [step] = planned.steps;
    if (planned.disposition !== 'steps' || step === undefined || step.at > at) return [];
    const rrset = surveyed.get(rrsetKey(planned));
    if (rrset?.providerTtl === undefined) return [];
    const made = step.kind === 'lower' ? rrset.providerTtl <= step.to : rrset.providerTtl >= step.to;
    return made ? [] : [{ planned, rrset, step }];
  });
}

/** Why a step must not be sent at this very instant, though it was due when the pass began; undefined if it may. */
export function tooLateToSend(
  { step }: DueStep,
  plan: Plan,
  freezes: readonly Freeze[],
  now: Instant,
): string | undefined {
  if (step.kind === 'lower' && now > plan.cutover.at)
    return 'The cutover has come: nothing is lowered after it.';
  const freeze = freezeAt(freezes, now);
  if (freeze === undefined) return undefined;
  return `A freeze has begun${freeze.reason === undefined ? '' : ` (${freeze.reason})`}: nothing is written in it.`;
}

/** The change that a step is, for the provider. */
export function changeOf({ rrset, step }: DueStep): TtlChange {
  return { owner: rrset.owner, type: rrset.type, before: rrset.live, ttl: step.to };
}

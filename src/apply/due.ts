import type { Instant } from '../model/instant.ts';
import type { Plan, PlannedRrset, Step } from '../model/plan.ts';
import type { TtlChange } from '../model/provider.ts';
import type { Surveyed } from './survey.ts';

/** A step whose time has come. */
export interface DueStep {
  readonly planned: PlannedRrset;
  readonly rrset: Surveyed;
  readonly step: Step;
}

/** The steps that are due at an instant: of each RRset the first that is not made yet, if its time has come. */
export function dueSteps(plan: Plan, rrsets: readonly Surveyed[], at: Instant): DueStep[] {
  return plan.rrsets.flatMap((planned) => {
    const [step] = planned.steps;
    if (planned.disposition !== 'steps' || step === undefined || step.at > at) return [];
    const rrset = rrsets.find((r) => r.owner === planned.owner && r.type === planned.type);
    return rrset === undefined ? [] : [{ planned, rrset, step }];
  });
}

/** The change that a step is, for the provider. */
export function changeOf({ rrset, step }: DueStep): TtlChange {
  return { owner: rrset.owner, type: rrset.type, before: rrset.live, ttl: step.to };
}

/** Steps by zone, and within a zone in batches as large as the provider takes at once. */
export function batchesOf(
  due: readonly DueStep[],
  batchSize: (changes: readonly TtlChange[]) => number,
): DueStep[][] {
  const zones = Map.groupBy(due, ({ rrset }) => rrset.providerZone);
  const batches: DueStep[][] = [];
  for (const steps of zones.values()) {
    let rest = steps;
    while (rest.length > 0) {
      const size = Math.max(1, batchSize(rest.map(changeOf)));
      batches.push(rest.slice(0, size));
      rest = rest.slice(size);
    }
  }
  return batches;
}

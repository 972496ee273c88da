import type { Plan, PlannedRrset, PlanVerdict } from '../model/plan.ts';

/** Whether a migration can be ready. `unseen` is how many of its names could not be observed. */
export function planVerdict(plan: Plan, unseen: number): PlanVerdict {
  if (plan.at > plan.cutover.at) return 'past';
  if (plan.rrsets.some(({ readiness }) => readiness.kind === 'too-late')) return 'infeasible';
  return unseen > 0 || plan.rrsets.some(isUnknown) ? 'unknown' : 'feasible';
}

/** What has no TTL of its own, or lies in somebody else's zone, is said and decides nothing. */
function isUnknown({ readiness, disposition }: PlannedRrset): boolean {
  return readiness.kind === 'unknown' && disposition !== 'fixed' && disposition !== 'foreign';
}

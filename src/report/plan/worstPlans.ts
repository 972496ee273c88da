import type { PlanVerdict } from '../../model/plan.ts';
import type { PlannedMigration } from './plannedMigration.ts';

/** Migrations that a page tells in full; the others are a line each. */
export const MOST_TOLD: number = 30;

const RANK: Readonly<Record<PlanVerdict, number>> = { infeasible: 0, unknown: 1, feasible: 2, past: 3 };

/** Those that cannot be ready come first, then those of which nobody knows; within each the next cutover. */
export function worstPlansFirst(migrations: readonly PlannedMigration[]): readonly PlannedMigration[] {
  return migrations.toSorted(
    (a, b) => RANK[a.verdict] - RANK[b.verdict] || a.plan.cutover.at - b.plan.cutover.at,
  );
}

import { type Instant, plusSeconds } from '../model/instant.ts';
import type { PassReport } from '../model/pass.ts';

/** Hours before a cutover at which somebody is told if it is not ready: time to act, and the last call. */
export const HOURS_BEFORE = [24, 2] as const;

/**
 * The first instant after `at` at which something is due whatever the cron expression says: a step, or the look before
 * a cutover. What was due at a pass already and did not come about waits for the cron expression: no hurry helps it.
 */
export function nextLookAt(passes: readonly PassReport[], at: Instant): Instant | undefined {
  const instants = passes.flatMap(({ plan, state, startedAt }) => {
    const steps = state === 'held' || state === 'done' ? [] : plan.rrsets.flatMap((rrset) => rrset.steps);
    const looks = HOURS_BEFORE.map((hours) => plusSeconds(plan.cutover.at, -hours * 3600));
    return [
      ...steps.map((step) => step.at).filter((due) => due > startedAt),
      ...looks.filter((due) => due > at),
    ];
  });
  return instants.sort((a, b) => a - b)[0];
}

import type { StageId } from '../model/report.ts';
import type { Policy } from '../policy/policy.ts';

/** The stage by which names without a cutover are judged, if the policy has it; else its first. */
export function usualStage({ stages }: Policy): StageId {
  const ids = stages.map(({ id }) => id);
  return ids.includes('two-weeks') ? 'two-weeks' : (ids[0] ?? 'two-weeks');
}

import { createHash } from 'node:crypto';
import type { Plan } from '../model/plan.ts';
import { canonicalJson, planSubstance } from '../plan/planSubstance.ts';

/** SHA-256 in hexadecimal over what a plan would change. Two plans with the same digest change the same. */
export function planDigest(plan: Plan): string {
  return createHash('sha256')
    .update(canonicalJson(planSubstance(plan)), 'utf8')
    .digest('hex');
}

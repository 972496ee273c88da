import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { mark, planVerdictMark, TONE_OF_PLAN, type Tone } from './marks.ts';
import type { Markup } from './markup.ts';

/** The verdict of a plan; after the cutover, whether the former TTLs are back. */
export function planMark(planned: PlannedMigration): Markup {
  switch (stateOf(planned)) {
    case 'owing':
      return mark('warn', 'moved; the former TTLs are still to come back');
    case 'given-back':
      return mark('good', 'moved; the former TTLs are back');
    default:
      return planVerdictMark(planned.verdict);
  }
}

export function planTone(planned: PlannedMigration): Tone {
  const tones = { owing: 'warn', 'given-back': 'good', planned: TONE_OF_PLAN[planned.verdict] } as const;
  return tones[stateOf(planned)];
}

function stateOf({ plan, verdict, pasts = [] }: PlannedMigration): 'planned' | 'owing' | 'given-back' {
  if (verdict !== 'past') return 'planned';
  if (plan.rrsets.some(({ steps }) => steps.some(({ kind }) => kind === 'restore'))) return 'owing';
  const isBack = pasts.some(({ values }) => values.at(-1)?.step?.kind === 'restore');
  return isBack ? 'given-back' : 'planned';
}

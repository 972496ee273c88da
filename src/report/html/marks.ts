/** Words in colour: a sign stands before each, so that nobody needs the colour. */
import type { Finding, Verdict } from '../../model/finding.ts';
import type { PlanVerdict } from '../../model/plan.ts';
import { VERDICT_WORDS } from '../plan/planSentences.ts';
import { verdictWords } from '../rows.ts';
import { html, type Markup } from './markup.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'plain';

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', warn: '!', plain: '?' };

const TONE_OF_VERDICT: Readonly<Record<Verdict, Tone>> = {
  ready: 'good',
  'not-ready': 'bad',
  unknown: 'plain',
};

export const TONE_OF_PLAN: Readonly<Record<PlanVerdict, Tone>> = {
  feasible: 'good',
  infeasible: 'bad',
  unknown: 'plain',
  past: 'plain',
};

/** `words` in the colour and with the sign of `tone`. */
export function mark(tone: Tone, words: string, sign: string = SIGNS[tone]): Markup {
  return html`<span class="mark ${tone}"><span aria-hidden="true">${sign} </span>${words}</span>`;
}

export function verdictMark(verdict: Verdict): Markup {
  return mark(TONE_OF_VERDICT[verdict], verdictWords(verdict));
}

export function planVerdictMark(verdict: PlanVerdict): Markup {
  return mark(TONE_OF_PLAN[verdict], VERDICT_WORDS[verdict], verdict === 'past' ? '–' : undefined);
}

/** What a finding counts as: a waived or known one is neither error nor warning. */
export function findingTone({ severity, waived, known }: Finding): Tone {
  if (waived !== undefined || known !== undefined || severity === 'note') return 'plain';
  return severity === 'error' ? 'bad' : 'warn';
}

export function findingMark(finding: Finding): Markup {
  const { waived, known, severity } = finding;
  const word = waived !== undefined ? 'waived' : known !== undefined ? 'known' : severity;
  return mark(findingTone(finding), word, findingTone(finding) === 'plain' ? '–' : undefined);
}

/** What a plan says in words; table, Markdown and calendar say the same. */
import { formatInstant, type Instant, plusSeconds, secondsBetween } from '../../model/instant.ts';
import type { Plan, PlannedRrset, PlanVerdict, Readiness, Step } from '../../model/plan.ts';
import { inWords } from '../../model/ttl.ts';
import { held, lowerBy } from '../../policy/arithmetic.ts';
import type { Figures } from '../../policy/policy.ts';
import { type ClockText, upToMinute } from '../clockText.ts';

/** What sentences need to know besides the plan. */
export interface Telling {
  readonly clock: ClockText;
  /** The instant of planning. */
  readonly at: Instant;
  readonly figures: Figures;
  readonly cutover: Instant;
}

export const VERDICT_WORDS: Readonly<Record<PlanVerdict, string>> = {
  feasible: 'feasible',
  infeasible: 'infeasible',
  unknown: 'unknown',
  past: 'the cutover is over',
};

/** An instant that something must not come after, or that is begun with: the minute that it lies in. */
export function shown(at: Instant, { clock }: Pick<Telling, 'clock'>): string {
  return clock(formatInstant(at));
}

/** An instant until which something lasts: never shown too early. */
export function shownEnd(at: Instant, { clock }: Pick<Telling, 'clock'>): string {
  return clock(upToMinute(formatInstant(at)));
}

/** `300 s (5 min)`; small numbers need no words. */
export function inSeconds(seconds: number): string {
  const words = inWords(seconds);
  return words === `${seconds} s` ? words : `${seconds} s (${words})`;
}

/** Why a step stands where it does, a phrase. */
export function whyThen(step: Step, telling: Telling): string {
  const { reason, from } = step;
  const { figures, cutover } = telling;
  switch (reason.kind) {
    case 'policy':
      return step.kind === 'restore'
        ? `stage ${reason.stage}: the former TTL comes back`
        : `stage ${reason.stage} begins`;
    case 'arithmetic':
      return (
        `stage ${reason.stage}, moved earlier: ${held(from, figures)} s for the old TTL, ${figures.propagation} s of ` +
        `propagation and ${figures.margin} s of margin must end by the cutover`
      );
    case 'freeze':
      return `stage ${reason.stage}, moved before the freeze that begins ${shown(reason.freezeFrom, telling)}`;
    case 'late': {
      const latest = lowerBy(cutover, from, figures);
      const fits = step.completeAt <= cutover ? ', and still complete before the cutover' : '';
      return `late: due by ${shown(reason.due < latest ? reason.due : latest, telling)}, made as soon as possible${fits}`;
    }
  }
}

/** What the steps make of the cutover, a sentence. */
export function readinessSentence(readiness: Readiness, telling: Telling): string {
  switch (readiness.kind) {
    case 'ready': {
      const until = shownEnd(plusSeconds(telling.cutover, readiness.staleWindow), telling);
      const margin = readiness.noMargin ? ' It fits only without the margin.' : '';
      const past =
        readiness.pastUnknownUntil === undefined
          ? ''
          : ` Its TTLs of before are unknown: caches of such a past may last until ${shownEnd(readiness.pastUnknownUntil, telling)}.`;
      return `Ready: stale for at most ${inSeconds(readiness.staleWindow)} after the cutover, until ${until}.${margin}${past}`;
    }
    case 'too-late':
      return (
        `Not ready${readiness.since > telling.at ? ' as it stands: too late from' : ': too late since'} ${shown(readiness.since, telling)}${readiness.since > telling.at ? ' on' : ''}. Stale for up to ${inSeconds(readiness.staleWindow)} ` +
        `after the cutover. Earliest safe cutover: ${shownEnd(readiness.earliestSafeCutover, telling)}.`
      );
    case 'unknown':
      return readiness.because;
  }
}

const DISPOSITION_WORDS: Readonly<Record<PlannedRrset['disposition'], string>> = {
  steps: '',
  nothing: 'nothing to do',
  fixed: 'fixed',
  foreign: "someone else's",
  held: 'held',
};

/** Why there are no steps, a sentence; empty where there are some. */
export function dispositionSentence({ disposition, because }: PlannedRrset): string {
  const words = DISPOSITION_WORDS[disposition];
  if (words === '') return '';
  return because === undefined ? `${capital(words)}.` : `${capital(words)}. ${because}`;
}

/** `86400 → 3600 s`. */
export function ttlChange({ from, to }: Step): string {
  return `${from} → ${to} s`;
}

/** `A and B`, `A, B and 3 more`: which RRsets, each by owner and type, types of one owner together. */
export function rrsetList(rrsets: readonly Pick<PlannedRrset, 'owner' | 'type'>[], most: number): string {
  const byOwner = Map.groupBy(rrsets, ({ owner }) => owner);
  const names = [...byOwner].map(([owner, sets]) => `${owner} ${sets.map(({ type }) => type).join('+')}`);
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** The instants of a plan beside its steps. */
export function staleSeconds({ oldEndpointMayGoAt, cutover }: Plan): number | null {
  return oldEndpointMayGoAt === null ? null : secondsBetween(cutover.at, oldEndpointMayGoAt);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

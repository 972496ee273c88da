/** The changes of a configured TTL on its line: where they stand, and what is said beside them. */
import type { Instant } from '../../model/instant.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import { shown, type Telling } from '../plan/planSentences.ts';
import type { DrawnPast } from './drawnPast.ts';
import { html, type Markup } from './markup.ts';

/** Where the line of the configured TTL changes. */
export interface LinePoint {
  readonly at: Instant;
  readonly ttl: number;
  readonly from: number;
  /** `none`: nothing changed there, the line begins. */
  readonly mark: 'none' | 'done' | 'ahead' | 'hand';
  readonly id: string;
}

/** What the line runs through: what it was, what it is, and what the steps will make it; oldest first. */
export function linePoints(
  { steps }: PlannedRrset,
  ttl: number,
  past: DrawnPast | null,
  now: Instant,
): readonly LinePoint[] {
  const values = past?.values ?? [];
  const was = values.flatMap((value, i): LinePoint[] => {
    const before = values[i - 1];
    if (before === undefined)
      return [{ at: value.since, ttl: value.ttl, from: value.ttl, mark: 'none', id: '' }];
    if (before.ttl === value.ttl) return [];
    const mark = value.step === undefined ? 'hand' : 'done';
    return [{ at: value.since, ttl: value.ttl, from: before.ttl, mark, id: value.step?.id ?? 'hand' }];
  });
  // A change that the journal has not seen yet shows in what was looked at just now.
  const seen = was.at(-1)?.ttl === ttl ? [] : [{ at: now, ttl, from: ttl, mark: 'none' as const, id: '' }];
  const ahead = steps.map(({ at, to, from, id }): LinePoint => ({ at, ttl: to, from, mark: 'ahead', id }));
  return [...was, ...seen, ...ahead];
}

/** Full for what is done, a ring for what is ahead. */
export function dotMarkup(
  { at, ttl, from, mark, id }: LinePoint,
  x: (at: Instant) => number,
  y: (ttl: number) => number,
  telling: Telling,
): Markup {
  return html`<circle class="step ${mark}" cx="${x(at)}" cy="${y(ttl)}" r="4.5" data-step="${id}" data-is="${mark}" data-at="${at}" data-ttl="${ttl}"><title>${shown(at, telling)}: ${from} → ${ttl} s</title></circle>`;
}

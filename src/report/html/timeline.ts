/** The timeline of an RRset, drawn to scale: what its TTL is and will be, what caches may hold, what the stages allow. */
import { earlier, type Instant, instant, plusSeconds } from '../../model/instant.ts';
import type { PlannedRrset, Step } from '../../model/plan.ts';
import { held } from '../../policy/arithmetic.ts';
import type { DatedStage, Figures } from '../../policy/policy.ts';
import { limitsFor } from '../../policy/requirement.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { shown, shownEnd, type Telling } from '../plan/planSentences.ts';
import { html, type Markup } from './markup.ts';
import { tickText, timeScale, timeTicks, ttlScale } from './timeScale.ts';

/** Of the drawing, in its own units. */
const WIDTH = 880;
const HEIGHT = 300;
const LEFT = 62;
const RIGHT = WIDTH - 14;
const TOP = 40;
const BOTTOM = HEIGHT - 28;

/** Marks of the axis of TTLs, in seconds. */
const TTL_TICKS = [
  [60, '1 min'],
  [300, '5 min'],
  [3_600, '1 h'],
  [21_600, '6 h'],
  [86_400, '1 d'],
  [604_800, '1 week'],
  [2_419_200, '4 weeks'],
] as const;

/** The axis begins at this TTL in seconds; lower ones stand at it. */
const LEAST_TTL = 30;

/** Points of the curve of a drain: a straight fall in seconds is a curve on a logarithmic axis. */
const DRAIN_POINTS = 48;

/** A part of the time that is drawn. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The figure of one RRset over a span; `id` is unique in its page. Null for what has no TTL of its own. */
export function timelineMarkup(
  id: string,
  rrset: PlannedRrset,
  { plan, policy, stages, figures }: PlannedMigration,
  span: Span,
  telling: Telling,
): Markup | null {
  const { ttl, owner, type } = rrset;
  if (ttl === null) return null;
  const x = timeScale(span.from, span.to, LEFT, RIGHT);
  const limits = stages.map((dated) => ({
    ...dated,
    limit: limitsFor(policy, dated.stage, rrset).errorAbove,
  }));
  const tallest = Math.max(
    86_400,
    ttl,
    ...rrset.steps.map(({ to }) => to),
    ...limits.map(({ limit }) => limit ?? 0),
  );
  const y = ttlScale(LEAST_TTL, tallest * 2, TOP, BOTTOM);
  const within = (at: Instant): Instant => instant(Math.min(Math.max(at, span.from), span.to));
  const cutover = plan.cutover.at;
  const until = staleUntil(rrset, cutover);

  const axis = [
    ...TTL_TICKS.filter(([seconds]) => seconds <= tallest * 2).map(
      ([seconds, words]) =>
        html`<line class="gridline" x1="${LEFT}" x2="${RIGHT}" y1="${y(seconds)}" y2="${y(seconds)}" data-ttl-tick="${seconds}"/>
<text class="dimtext" x="${LEFT - 8}" y="${y(seconds) + 4}" text-anchor="end">${words}</text>`,
    ),
    ...timeTicks(span.from, span.to, telling.clock).map(
      (at) =>
        html`<line class="gridline" x1="${x(at)}" x2="${x(at)}" y1="${BOTTOM}" y2="${BOTTOM + 5}" data-time-tick="${at}"/>
<text class="dimtext" x="${x(at)}" y="${BOTTOM + 19}" text-anchor="middle">${tickText(at, telling.clock)}</text>`,
    ),
  ];
  const allowed = limits.map((dated, i) => stageMarkup(dated, limits[i + 1]?.from, i));

  function stageMarkup(
    { stage, from, limit }: DatedStage & { readonly limit: number | null },
    next: Instant | undefined,
    i: number,
  ): Markup | null {
    const left = x(i === 0 ? span.from : within(from));
    const right = x(next === undefined ? span.to : within(next));
    if (right <= left) return null;
    const name =
      right - left < stage.id.length * 7
        ? null
        : html`<text class="dimtext" x="${(left + right) / 2}" y="${TOP - 6}" text-anchor="middle">${stage.id}</text>`;
    const edge =
      i === 0 || from < span.from
        ? null
        : html`<line class="gridline" x1="${left}" x2="${left}" y1="${TOP - 18}" y2="${BOTTOM}" data-stage="${stage.id}" data-at="${from}"/>`;
    if (limit === null) return html`${edge}${name}`;
    return html`${edge}<rect class="above" x="${left}" y="${TOP}" width="${right - left}" height="${y(limit) - TOP}"/>
<line class="limit" x1="${left}" x2="${right}" y1="${y(limit)}" y2="${y(limit)}" data-limit="${limit}"/>${name}`;
  }

  const lowerings = rrset.steps.filter(
    ({ kind, at, completeAt }) => kind === 'lower' && completeAt > span.from && at < span.to,
  );
  const drains = lowerings.map((step) => {
    const points = drainPoints(step, figures, span).map(([at, seconds]) => `${x(at)},${y(seconds)}`);
    const corners = `${x(within(step.completeAt))},${BOTTOM} ${x(within(step.at))},${BOTTOM}`;
    return html`<polygon class="drain" points="${points.join(' ')} ${corners}" data-drain-from="${step.at}" data-drain-to="${step.completeAt}"/>`;
  });
  const start = within(plan.at);
  const shownSteps = rrset.steps.filter(({ at }) => at <= span.to);
  const before = rrset.steps.findLast(({ at }) => at <= span.from);
  const line = shownSteps
    .filter(({ at }) => at > span.from)
    .reduce((path, step) => `${path} H${x(step.at)} V${y(step.to)}`, `M${x(start)} ${y(before?.to ?? ttl)}`);
  const dots = shownSteps
    .filter(({ at }) => at >= span.from)
    .map(
      (step) =>
        html`<circle class="step" cx="${x(step.at)}" cy="${y(step.to)}" r="4.5" data-step="${step.id}" data-at="${step.at}" data-ttl="${step.to}"><title>${shown(step.at, telling)}: ${step.from} → ${step.to} s</title></circle>`,
    );
  const stale =
    until === null || cutover > span.to
      ? null
      : html`<rect class="stale" x="${x(cutover)}" y="${TOP}" width="${x(within(until)) - x(cutover)}" height="${BOTTOM - TOP}" data-stale-from="${cutover}" data-stale-to="${until}"/>`;
  const upright = (at: Instant, name: string): Markup | null => {
    if (at < span.from || at > span.to) return null;
    const isRight = x(at) > WIDTH * 0.6;
    return html`<line class="${name}" x1="${x(at)}" x2="${x(at)}" y1="14" y2="${BOTTOM}" data-mark="${name}" data-at="${at}"/>
<text x="${x(at) + (isRight ? -6 : 6)}" y="14" text-anchor="${isRight ? 'end' : 'start'}" font-weight="600">${name}</text>`;
  };

  return html`<div class="chart" role="group" aria-label="Timeline of ${owner} ${type}" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-words">
<title id="${id}-title">${owner} ${type}: its TTL from ${shown(span.from, telling)} to ${shownEnd(span.to, telling)}</title>
<desc id="${id}-words">${inWordsOf(rrset, until, telling)}</desc>
${axis}${allowed}${drains}${stale}
<path class="line" d="${line} H${RIGHT}"/>
${upright(plan.at, 'now')}${upright(cutover, 'cutover')}${dots}
</svg></div>`;
}

/** When no cache that honours TTLs serves the old data any more; null if that is not known. */
export function staleUntil({ readiness }: PlannedRrset, cutover: Instant): Instant | null {
  return readiness.kind === 'unknown' ? null : plusSeconds(cutover, readiness.staleWindow);
}

/** Instants within a span and how long a cache may then still hold the old TTL: at first all of it, then a second less each second. */
function drainPoints(
  { at, from, completeAt }: Step,
  figures: Figures,
  span: Span,
): (readonly [Instant, number])[] {
  const most = held(from, figures);
  // Denser towards the end, where the curve bends.
  const falling = Array.from({ length: DRAIN_POINTS + 1 }, (_, i) =>
    plusSeconds(completeAt, -Math.round(most * (1 - i / DRAIN_POINTS) ** 3)),
  );
  const begin = at > span.from ? at : span.from;
  const end = earlier(completeAt, span.to);
  return [begin, ...falling.filter((one) => one > begin && one < end), end].map((one) => [
    one,
    Math.min(most, (completeAt - one) / 1000),
  ]);
}

function inWordsOf({ ttl, steps }: PlannedRrset, until: Instant | null, telling: Telling): string {
  const parts = [
    `The configured TTL is ${ttl} s.`,
    ...steps.map((step) =>
      step.kind === 'lower'
        ? `It is lowered to ${step.to} s at ${shown(step.at, telling)}; caches have drained by ${shownEnd(step.completeAt, telling)}.`
        : `It is restored to ${step.to} s at ${shown(step.at, telling)}.`,
    ),
    `The cutover is at ${shown(telling.cutover, telling)}.`,
    until === null
      ? 'How long old data are served after it is not known.'
      : `Old data may be served until ${shownEnd(until, telling)}.`,
  ];
  return parts.join(' ');
}

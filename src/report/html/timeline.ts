/** The timeline of an RRset, drawn to scale: what its TTL was, is and will be, what caches may hold, what the stages allow. */
import { earlier, type Instant, instant, plusSeconds } from '../../model/instant.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import { held } from '../../policy/arithmetic.ts';
import type { Figures } from '../../policy/policy.ts';
import { limitsFor } from '../../policy/requirement.ts';
import { shown, shownEnd, type Telling } from '../plan/planSentences.ts';
import {
  type Drawable,
  type DrawnPast,
  drawnPast,
  oldDataUntil,
  oldDataUntilUnlowered,
  type PastDrain,
} from './drawnPast.ts';
import { html, type Markup } from './markup.ts';
import { endsMarkup } from './timelineEnds.ts';
import { labelsMarkup } from './timelineLabels.ts';
import { stagesMarkup } from './timelineStages.ts';
import { dotMarkup, linePoints } from './timelineSteps.ts';
import { tickText, timeScale, timeTicks, ttlScale } from './timeScale.ts';

/** Of the drawing, in its own units. */
const WIDTH = 880;
const HEIGHT = 300;
const LEFT = 62;
const RIGHT = WIDTH - 14;
const TOP = 40;
const BOTTOM = HEIGHT - 28;

/** The middle of a date that ends where the drawing does. */
const LAST_TICK = WIDTH - 18;

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

/** Uprights that are nearer to each other have no room for a word in between. */
const CROWDED = 64;

/** A part of the time that is drawn. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The figure of one RRset over a span; `id` is unique in its page. `lowerBy` is marked where nothing is planned yet. Null
 * for what has no TTL of its own.
 */
export function timelineMarkup(
  id: string,
  rrset: PlannedRrset,
  planned: Drawable,
  span: Span,
  telling: Telling,
  lowerBy?: Instant,
): Markup | null {
  const { plan, policy, stages, figures } = planned;
  const { ttl, owner, type } = rrset;
  if (ttl === null) return null;
  const past = drawnPast(rrset, planned);
  const x = timeScale(span.from, span.to, LEFT, RIGHT);
  const limits = stages.map((dated) => ({
    ...dated,
    limit: limitsFor(policy, dated.stage, rrset).errorAbove,
  }));
  const tallest = Math.max(
    86_400,
    ttl,
    ...rrset.steps.map(({ to }) => to),
    ...(past?.values ?? []).map((value) => value.ttl),
    ...limits.map(({ limit }) => limit ?? 0),
  );
  const y = ttlScale(LEAST_TTL, tallest * 2, TOP, BOTTOM);
  const within = (at: Instant): Instant => instant(Math.min(Math.max(at, span.from), span.to));
  const cutover = plan.cutover.at;
  const until = oldDataUntil(rrset, planned);

  const axis = [
    ...TTL_TICKS.filter(([seconds]) => seconds <= tallest * 2).map(
      ([seconds, words]) =>
        html`<line class="gridline" x1="${LEFT}" x2="${RIGHT}" y1="${y(seconds)}" y2="${y(seconds)}" data-ttl-tick="${seconds}"/>
<text class="dimtext" x="${LEFT - 8}" y="${y(seconds) + 4}" text-anchor="end">${words}</text>`,
    ),
    ...timeTicks(span.from, span.to, telling.clock).map(
      (at) =>
        html`<line class="gridline" x1="${x(at)}" x2="${x(at)}" y1="${BOTTOM}" y2="${BOTTOM + 5}" data-time-tick="${at}"/>
<text class="dimtext" x="${Math.min(x(at), LAST_TICK)}" y="${BOTTOM + 19}" text-anchor="middle">${tickText(at, telling.clock)}</text>`,
    ),
  ];
  const marks = [
    { at: plan.at, name: 'now' },
    ...(lowerBy === undefined ? [] : [{ at: lowerBy, name: 'lower by' }]),
    { at: cutover, name: 'cutover' },
  ].filter(({ at }) => at >= span.from && at <= span.to);
  const allowed = stagesMarkup(limits, {
    ...{ x, y, from: span.from, to: span.to, top: TOP, bottom: BOTTOM },
    uprights: marks.map(({ at }) => at),
  });

  const points = linePoints(rrset, ttl, past, plan.at);
  const drains = [...(past?.drains ?? []), ...rrset.steps.filter(({ kind }) => kind === 'lower')].filter(
    ({ at, completeAt }) => completeAt > span.from && at < span.to,
  );
  const bands = drains.map((drain) => {
    const edge = drainPoints(drain, figures, span).map(([at, seconds]) => `${x(at)},${y(seconds)}`);
    const corners = `${x(within(drain.completeAt))},${BOTTOM} ${x(within(drain.at))},${BOTTOM}`;
    return html`<polygon class="drain" points="${edge.join(' ')} ${corners}" data-drain-from="${drain.at}" data-drain-to="${drain.completeAt}"/>`;
  });
  const shownPoints = points.filter(({ at }) => at <= span.to);
  const first = shownPoints.findLast(({ at }) => at < span.from) ?? shownPoints[0];
  const begin = first === undefined ? span.from : within(first.at);
  const line = shownPoints
    .slice(first === undefined ? 0 : shownPoints.indexOf(first) + 1)
    .reduce(
      (path, point) => `${path} H${x(point.at)} V${y(point.ttl)}`,
      `M${x(begin)} ${y(first?.ttl ?? ttl)}`,
    );
  // Nobody looked before: it is drawn as it was first seen.
  const before =
    past === null || begin === span.from
      ? null
      : html`<path class="line before" d="M${LEFT} ${y(first?.ttl ?? ttl)} H${x(begin)}"/>`;
  const changes = shownPoints.filter(({ at, mark }) => at >= span.from && mark !== 'none');
  const dots = changes.map((point) => dotMarkup(point, x, y, telling));
  const stale =
    until === null || cutover > span.to
      ? null
      : html`<rect class="stale" x="${x(cutover)}" y="${TOP}" width="${x(within(until)) - x(cutover)}" height="${BOTTOM - TOP}" data-stale-from="${cutover}" data-stale-to="${until}"/>`;
  const uprights = uprightsMarkup(marks, x);
  const ttlThen = shownPoints.findLast(({ at }) => until !== null && at <= until)?.ttl ?? ttl;
  const ends = endsMarkup(
    { real: until, unlowered: oldDataUntilUnlowered(rrset, planned) },
    { ...{ x, span, telling, cutover }, ...{ top: TOP, bottom: BOTTOM, right: RIGHT }, lineY: y(ttlThen) },
  );
  const labels = labelsMarkup(changes, {
    ...{ x, y, left: LEFT, right: RIGHT },
    ...{ cutover: x(cutover), now: x(plan.at), taken: ends.lines },
  });

  return html`<div class="chart" role="group" aria-label="Timeline of ${owner} ${type}" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-words">
<title id="${id}-title">${owner} ${type}: its TTL from ${shown(span.from, telling)} to ${shownEnd(span.to, telling)}</title>
<desc id="${id}-words">${inWordsOf(rrset, past, until, telling)}</desc>
${axis}${allowed}${ends.unlowered}${bands}${stale}
${before}<path class="line" d="${line} H${RIGHT}"/>
${uprights}${ends.words}${labels}${dots}
</svg></div>`;
}

/** Lines through the whole drawing, each with its word on the side where there is more room. */
function uprightsMarkup(
  marks: readonly { readonly at: Instant; readonly name: string }[],
  x: (at: Instant) => number,
): readonly Markup[] {
  const sorted = marks.toSorted((a, b) => a.at - b.at);
  const placed = sorted.map(({ at, name }, i) => {
    const [before, after] = [sorted[i - 1], sorted[i + 1]];
    const roomBefore = x(at) - (before === undefined ? LEFT - CROWDED : x(before.at));
    const roomAfter = (after === undefined ? RIGHT : x(after.at)) - x(at);
    const isLeft = roomAfter < CROWDED || (x(at) > WIDTH * 0.6 && roomBefore >= 2 * CROWDED);
    return { at, name, isLeft, roomBefore, isCrowded: Math.max(roomBefore, roomAfter) < CROWDED };
  });
  return placed.map(({ at, name, isLeft, roomBefore, isCrowded }, i) => {
    const after = placed[i + 1];
    // The word of a line that has no room beside it stands with that of the line before it.
    const isShared = after?.isCrowded === true && isLeft && roomBefore >= 2 * CROWDED;
    const words = isShared ? `${name}, ${after.name}` : name;
    const word = isCrowded
      ? null
      : html`<text x="${x(at) + (isLeft ? -6 : 6)}" y="14" text-anchor="${isLeft ? 'end' : 'start'}" font-weight="600">${words}</text>`;
    return html`<line class="${name.replace(' ', '-')}" x1="${x(at)}" x2="${x(at)}" y1="14" y2="${BOTTOM}" data-mark="${name}" data-at="${at}"/>
${word}`;
  });
}

/** Instants within a span and how long a cache may then still hold the old TTL: at first all of it, then a second less each second. */
function drainPoints(
  { at, from, completeAt }: PastDrain,
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

function inWordsOf(
  { ttl, steps }: PlannedRrset,
  past: DrawnPast | null,
  until: Instant | null,
  telling: Telling,
): string {
  const values = past?.values ?? [];
  const was = values.slice(1).flatMap((value, i) => {
    const from = values[i]?.ttl ?? value.ttl;
    if (from === value.ttl) return [];
    const how =
      value.step === undefined ? 'changed by somebody else' : from > value.ttl ? 'lowered' : 'restored';
    return [`It was ${how} from ${from} to ${value.ttl} s at ${shown(value.since, telling)}.`];
  });
  const isOver = telling.at > telling.cutover;
  const parts = [
    `The configured TTL is ${ttl} s.`,
    ...was,
    ...steps.map((step) =>
      step.kind === 'lower'
        ? `It is lowered to ${step.to} s at ${shown(step.at, telling)}; caches have drained by ${shownEnd(step.completeAt, telling)}.`
        : `It is restored to ${step.to} s at ${shown(step.at, telling)}.`,
    ),
    `The cutover ${isOver ? 'was' : 'is'} at ${shown(telling.cutover, telling)}.`,
    until === null
      ? 'How long old data are served after it is not known.'
      : `Old data ${isOver && until < telling.at ? 'were served until' : 'may be served until'} ${shownEnd(until, telling)}${isOver ? ' at the latest' : ''}.`,
  ];
  return parts.join(' ');
}

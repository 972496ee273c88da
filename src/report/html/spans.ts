import { type Instant, instant, plusSeconds } from '../../model/instant.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import { type Drawable, drawnPast, oldDataUntil } from './drawnPast.ts';
import type { Span } from './timeline.ts';

const HOUR = 3_600;

/** From the first change, or now, to a day after the last thing that happens. */
export function wholeSpan(planned: Drawable, rrset: PlannedRrset): Span {
  const { at, cutover, restoreAt } = planned.plan;
  const past = drawnPast(rrset, planned);
  const instants = [
    ...[at, cutover.at, oldDataUntil(rrset, planned) ?? cutover.at, restoreAt ?? cutover.at],
    ...(past?.values.slice(1) ?? []).map(({ since }) => since),
  ];
  const steps = rrset.steps.flatMap((step) => [step.at, step.completeAt]);
  return padded(Math.min(...instants, ...steps), Math.max(...instants, ...steps.slice(0, -1)), 24 * HOUR);
}

/**
 * The hours around the cutover, in which the last lowering and the stale window can be told apart. Null where the
 * whole span is as short.
 */
export function cutoverSpan(planned: Drawable, rrset: PlannedRrset): Span | null {
  const { at, cutover } = planned.plan;
  const past = drawnPast(rrset, planned);
  const until = oldDataUntil(rrset, planned) ?? plusSeconds(cutover.at, HOUR);
  const lowerings = [
    ...(past?.drains ?? []).map((drain) => drain.at).filter((one) => one <= cutover.at),
    ...rrset.steps.filter(({ kind }) => kind === 'lower').map((step) => step.at),
  ];
  const lastLowering = lowerings.at(-1);
  const begin = plusSeconds(cutover.at, -12 * HOUR);
  const isNear = lastLowering !== undefined && cutover.at - lastLowering < 48 * HOUR * 1000;
  const early = isNear ? lastLowering : begin;
  if (past === null && (cutover.at < at || early - at < 24 * HOUR * 1000)) return null;
  if (past !== null && !isNear) return null;
  return padded(isNear ? early : Math.min(begin, early), until, HOUR, 0.16);
}

/** A little room at both ends, that marks stand free; more at the right where words stand. */
function padded(from: number, to: number, leastSeconds: number, share = 0.03): Span {
  const room = Math.max((to - from) * 0.03, leastSeconds * 250);
  const whole = (ms: number): Instant => instant(Math.round(ms));
  return { from: whole(from - room), to: whole(to + Math.max((to - from) * share, room)) };
}

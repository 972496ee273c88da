import { type Instant, instant, plusSeconds } from '../../model/instant.ts';
import type { Plan, PlannedRrset } from '../../model/plan.ts';
import { type Span, staleUntil } from './timeline.ts';

const HOUR = 3_600;

/** From now, or the cutover if that is over, to a day after the last thing that happens. */
export function wholeSpan({ at, cutover, restoreAt }: Plan, rrset: PlannedRrset): Span {
  const instants = [at, cutover.at, staleUntil(rrset, cutover.at) ?? cutover.at, restoreAt ?? cutover.at];
  const steps = rrset.steps.flatMap((step) => [step.at, step.completeAt]);
  return padded(Math.min(...instants, ...steps), Math.max(...instants, ...steps.slice(0, -1)), 24 * HOUR);
}

/**
 * The hours around the cutover, in which the last lowering and the stale window can be told apart. Null where the
 * whole span is as short.
 */
export function cutoverSpan({ at, cutover }: Plan, rrset: PlannedRrset): Span | null {
  const until = staleUntil(rrset, cutover.at) ?? plusSeconds(cutover.at, HOUR);
  const lastLowering = rrset.steps.findLast(({ kind }) => kind === 'lower')?.at;
  const begin = plusSeconds(cutover.at, -12 * HOUR);
  const early =
    lastLowering !== undefined && cutover.at - lastLowering < 48 * HOUR * 1000 ? lastLowering : begin;
  if (cutover.at < at || early - at < 24 * HOUR * 1000) return null;
  return padded(Math.min(begin, early), until, HOUR);
}

/** A little room at both ends, that marks stand free. */
function padded(from: number, to: number, leastSeconds: number): Span {
  const room = Math.max((to - from) * 0.03, leastSeconds * 250);
  const whole = (ms: number): Instant => instant(Math.round(ms));
  return { from: whole(from - room), to: whole(to + room) };
}

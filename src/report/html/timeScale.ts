/** Where instants and TTLs stand in a drawing. */
import { formatInstant, type Instant, instant, plusSeconds } from '../../model/instant.ts';
import type { ClockText } from '../clockText.ts';

const DAY = 86_400;

/** Seconds between two marks of the axis, chosen so that there are at most `MOST_TICKS`. */
const TICK_STEPS = [
  60,
  300,
  900,
  1_800,
  3_600,
  7_200,
  10_800,
  21_600,
  43_200,
  DAY,
  2 * DAY,
  7 * DAY,
  28 * DAY,
] as const;
const MOST_TICKS = 10;

/** Linear: as far apart as the instants are. */
export function timeScale(from: Instant, to: Instant, left: number, right: number): (at: Instant) => number {
  return (at) => tenths(left + ((at - from) / (to - from)) * (right - left));
}

/** Logarithmic, `least` at the bottom; what is below it stands there too. In seconds. */
export function ttlScale(least: number, most: number, top: number, bottom: number): (ttl: number) => number {
  return (ttl) => {
    const share = Math.log(Math.max(ttl, least) / least) / Math.log(most / least);
    return tenths(bottom - share * (bottom - top));
  };
}

/** The marks of a time axis: round hours, or days that begin at midnight by the clock that is shown. */
export function timeTicks(from: Instant, to: Instant, clock: ClockText): Instant[] {
  const seconds = (to - from) / 1000;
  const step =
    TICK_STEPS.find((one) => seconds / one <= MOST_TICKS) ?? Math.ceil(seconds / MOST_TICKS / DAY) * DAY;
  const first = nearestMidnight(plusSeconds(from, -DAY / 2), clock);
  const count = Math.ceil((to - first) / 1000 / step);
  return Array.from({ length: count + 1 }, (_, i) => plusSeconds(first, i * step))
    .map((at) => (step < DAY ? at : nearestMidnight(at, clock)))
    .filter((at) => at >= from && at <= to);
}

/** `12-05` at midnight, else `14:30`. */
export function tickText(at: Instant, clock: ClockText): string {
  const text = clock(formatInstant(at));
  return text.slice(11, 16) === '00:00' ? text.slice(5, 10) : text.slice(11, 16);
}

/** By the clock that is shown, so that summer time moves the marks with it. */
function nearestMidnight(at: Instant, clock: ClockText): Instant {
  const whole = instant(Math.floor(at / 60_000) * 60_000);
  const [hours = 0, minutes = 0] = clock(formatInstant(whole)).slice(11, 16).split(':').map(Number);
  const since = hours * 3_600 + minutes * 60;
  return plusSeconds(whole, since <= DAY / 2 ? -since : DAY - since);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

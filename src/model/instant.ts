/** Instants and durations. Text is only for files and reports; inside, an instant is a number. */

declare const instantBrand: unique symbol;

/** A point in time: integer milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true };

/** A duration in whole seconds. */
export type Seconds = number;

/** The instant `ms` milliseconds after the epoch. Throws RangeError when it is not a whole number a Date can hold. */
export function instant(ms: number): Instant {
  if (!Number.isInteger(ms) || Math.abs(ms) > 8.64e15) throw new RangeError(`not an instant: ${ms}`);
  return ms as Instant;
}

/** `at` moved by `seconds` (negative: earlier). */
export function plusSeconds(at: Instant, seconds: Seconds): Instant {
  return instant(at + Math.round(seconds * 1000));
}

/** Seconds from `from` to `to`, rounded up: a promise must never be shorter than the truth. */
export function secondsBetween(from: Instant, to: Instant): Seconds {
  return Math.ceil((to - from) / 1000);
}

/** The latest of some instants; `undefined` of none. */
export function latest(...instants: readonly Instant[]): Instant | undefined {
  return instants.reduce<Instant | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

/** ISO 8601 in UTC with whole seconds, `2026-12-11T16:55:00Z`; a fraction is rounded up (see secondsBetween). */
export function formatInstant(at: Instant): string {
  return `${new Date(Math.ceil(at / 1000) * 1000).toISOString().slice(0, -5)}Z`;
}

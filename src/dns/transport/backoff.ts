/** Enough for a burst to pass, small against a time-out of 2 s. */
const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/**
 * Milliseconds to pause after failed try number `tryNumber` (from 1): doubles each time, up to 2 s.
 * `fraction` (0…1) spreads it over the upper half of that, so that many askers do not come back together.
 */
export function backoffMs(tryNumber: number, fraction: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (tryNumber - 1));
  return full / 2 + (full / 2) * fraction;
}

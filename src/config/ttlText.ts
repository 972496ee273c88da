import { MAX_TTL, type Ttl, ttl } from '../model/ttl.ts';
import { BadValue } from './badValue.ts';

/** What a TTL may look like, for messages. */
export const TTL_ALLOWED: string = 'a TTL: seconds from 0 to 2147483647, or units such as 1h, 1h30m, 1d, 2w';

/** Seconds, or weeks to seconds, each unit at most once and the largest first (BIND 9 ARM, "TTL values"). */
export const TTL_PATTERN: RegExp =
  /^(?:[0-9]{1,10}|(?=[0-9])(?:([0-9]{1,10})w)?(?:([0-9]{1,10})d)?(?:([0-9]{1,10})h)?(?:([0-9]{1,10})m)?(?:([0-9]{1,10})s)?)$/i;

const UNIT_SECONDS: readonly number[] = [604_800, 86_400, 3_600, 60, 1];

/** A TTL in seconds from `3600`, `"3600"` or `1h`. Throws BadValue for anything else and outside 0…2³¹−1. */
export function parseTtl(value: string | number): Ttl {
  const seconds = typeof value === 'number' ? value : secondsOf(value.trim());
  if (!Number.isInteger(seconds)) throw new BadValue('it is not a whole number of seconds');
  if (seconds < 0) throw new BadValue('it is negative');
  if (seconds > MAX_TTL) throw new BadValue(`it is ${seconds} s, above the largest TTL there is`);
  return ttl(seconds);
}

function secondsOf(text: string): number {
  const match = TTL_PATTERN.exec(text);
  if (match === null) throw new BadValue('it cannot be read');
  const counts = match.slice(1);
  if (counts.every((count) => count === undefined)) return Number(text);
  return counts.reduce((sum, count, unit) => sum + Number(count ?? 0) * (UNIT_SECONDS[unit] ?? 0), 0);
}

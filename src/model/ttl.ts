import type { Seconds } from './instant.ts';

declare const ttlBrand: unique symbol;

/** A TTL in seconds, 0…2³¹−1 (RFC 2181 §8). */
export type Ttl = number & { readonly [ttlBrand]: true };

/** The largest TTL there is: 2³¹−1 s (RFC 2181 §8). */
export const MAX_TTL: number = 0x7fffffff;

/** A checked TTL. Throws RangeError outside 0…2³¹−1. */
export function ttl(seconds: number): Ttl {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_TTL)
    throw new RangeError(`not a TTL (0…2147483647 s): ${seconds}`);
  return seconds as Ttl;
}

/**
 * What a TTL field counts as: with the top bit set it is a large positive number (RFC 8767 §4),
 * which is judged as 2³¹−1.
 */
export function judgedTtl(raw: number): Ttl {
  return ttl(Math.min(raw, MAX_TTL));
}

const UNITS: readonly (readonly [string, number])[] = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** A duration in words with its two largest units: `1 d`, `1 h 30 min`, `5 min`, `0 s`. */
export function inWords(seconds: Seconds): string {
  if (seconds < 0) return `-${inWords(-seconds)}`;
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of UNITS) {
    // Weeks only where they come out even: "14 d" reads better than "2 w", and "10 d" than "1 w 3 d".
    if (unit === 'w' && (rest % size !== 0 || rest < size)) continue;
    const count = Math.floor(rest / size);
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/**
 * The letters of a question's name in random case. Most servers repeat the name octet for octet, so that whoever
 * forges an answer without seeing the question has to guess these bits too (draft-vixie-dnsext-dns0x20-00).
 * All names compare without case (RFC 4343), so no server answers anything else for it.
 */
import type { Random } from './random.ts';

/** Where the name of the first question begins (RFC 1035 §4.1.1); it cannot be compressed there. */
const NAME_AT = 12;
const CASE_BIT = 0x20;
const BITS_PER_NUMBER = 16;

/** Gives each letter of the name in `query`, which is in lower case, upper or lower case by chance. */
export function mixLetterCase(query: Uint8Array, random: Random): void {
  let bits = 0;
  let left = 0;
  let labelEnd = NAME_AT;
  for (let at = NAME_AT; query[at] !== 0 || at < labelEnd; at++) {
    const octet = query[at] as number;
    if (at === labelEnd) {
      labelEnd = at + 1 + octet;
      continue;
    }
    if (octet < 0x61 || octet > 0x7a) continue;
    if (left === 0) {
      bits = random.id();
      left = BITS_PER_NUMBER;
    }
    if ((bits & 1) === 1) query[at] = octet ^ CASE_BIT;
    bits >>= 1;
    left--;
  }
}

/** Whether `answer`, which repeats the question of `query`, has its name with the same letters in the same case. */
export function repeatsLetterCase(answer: Uint8Array, query: Uint8Array): boolean {
  let labelEnd = NAME_AT;
  for (let at = NAME_AT; ; at++) {
    const octet = query[at];
    if (answer[at] !== octet) return false;
    if (at < labelEnd) continue;
    if (octet === 0 || octet === undefined) return true;
    labelEnd = at + 1 + octet;
  }
}

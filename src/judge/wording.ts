/** Turns of phrase that many rules share. */

import { inWords } from '../model/ttl.ts';
import type { Judged } from './rule.ts';

/** `86400 s (1 d)`; the words only where they say neither more nor less than the number. */
export function seconds(count: number): string {
  return count < 60 || count % 60 !== 0 ? `${count} s` : `${count} s (${inWords(count)})`;
}

/** `www.example.com. A`: what a sentence is about. */
export function labelOf(rrset: { readonly owner: string; readonly type: string }): string {
  return `${rrset.owner} ${rrset.type}`;
}

/** `TTL 86400 s (1 d)`, or what is known of it where no authority was seen. */
export function ttlPhrase(rrset: Judged): string {
  const ttl = seconds(rrset.ttl ?? 0);
  if (rrset.basis === 'lower-bound') return `TTL of at least ${ttl}, by what caches still hold`;
  if (rrset.basis === 'original') return `TTL ${ttl}, by the signatures that caches hold`;
  return `TTL ${ttl}`;
}

/** `ns1.example.com. and ns2.example.com.`; more than four are counted. */
export function listed(items: readonly string[]): string {
  const shown = items.length > 4 ? [...items.slice(0, 3), `${items.length - 3} more`] : [...items];
  const last = shown.pop() ?? 'nobody';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** A sentence that ends with a name has one dot there, not the name's and its own. */
export function withOneDot(sentences: string): string {
  return sentences.replace(/([^.])\.\.(?=\s|$)/g, '$1.');
}

import type { Answer, Circumstance } from '../model/observation.ts';
import type { Channel } from './channel.ts';
import { NO_ROUTE } from './interpret.ts';

/** What colours the whole run, read off the answers. */
export function circumstancesOf(answers: readonly Answer[], channels: readonly Channel[]): Circumstance[] {
  const found: Circumstance[] = [];
  for (const family of missingFamilies(answers)) found.push({ kind: 'no-route', family });
  const authorities = answers.filter((a) => a.vantage === 'authority' && a.rcode !== null);
  // Resolvers set RA and not AA; authorities the other way round (RFC 1035 §4.1.1).
  if (authorities.length > 0 && authorities.every((a) => a.ra && !a.aa))
    found.push({ kind: 'port-53-intercepted' });
  for (const channel of channels)
    if (channel.fellBack()) found.push({ kind: 'doh-used', resolver: channel.resolver.name });
  return found;
}

/** A server with an address of a family that has no route from here is judged by its other addresses. */
export function withoutMissingFamilies(answers: readonly Answer[]): Answer[] {
  const missing = missingFamilies(answers);
  if (missing.size === 0) return [...answers];
  const hasOther = (answer: Answer) =>
    answers.some((a) => a.vantage === answer.vantage && a.server === answer.server && !isMissing(missing, a));
  return answers.filter((a) => !(isMissing(missing, a) && a.vantage !== 'resolver' && hasOther(a)));
}

function isMissing(missing: ReadonlySet<Family>, answer: Answer): boolean {
  return missing.has(familyOf(answer));
}

type Family = 'IPv4' | 'IPv6' | 'name';

function familyOf(answer: Answer): Family {
  if (/^\[|:.*:/.test(answer.address) && !answer.address.includes('//')) return 'IPv6';
  return /^\d+(\.\d+){3}/.test(answer.address) ? 'IPv4' : 'name';
}

/** Families over which nothing came back and that the system says have no route. */
function missingFamilies(answers: readonly Answer[]): Set<'IPv4' | 'IPv6'> {
  const missing = new Set<'IPv4' | 'IPv6'>();
  if (!answers.some(isRouteless)) return missing;
  for (const family of ['IPv4', 'IPv6'] as const) {
    const own = answers.filter((a) => familyOf(a) === family);
    if (own.some(isRouteless) && own.every((a) => a.rcode === null)) missing.add(family);
  }
  return missing;
}

function isRouteless({ outcome, detail }: Answer): boolean {
  return outcome === 'unreachable' && (detail ?? '').startsWith(NO_ROUTE);
}

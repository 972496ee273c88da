import { formatInstant } from '../../model/instant.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds } from '../wording.ts';

export const pastUnknown: Rule = {
  id: 'past-unknown',
  severity: 'warning',
  title: 'Nobody knows the TTL of before',
  explain: {
    what: 'No journal tells which TTL the RRset had before, or one began to look too late for that, and a TTL as long as the policy assumes (a day as shipped) could still be in caches at the cutover.',
    why: 'A cache holds what it saw, not what is published now. A TTL that was lowered an hour ago looks exactly like one that was always low.',
    todo: 'Observe regularly with --journal FILE, so that the past is known; or let the cutover be after the instant in the message; or check the history of the zone by hand.',
  },
  check,
};

function check({ at, cutover, rrsets, policy, movesNs }: Case): RuleFinding[] {
  if (cutover === undefined || at > cutover.at) return [];
  const { assumedPastTtl } = policy.figures;
  return rrsets.flatMap((rrset) => {
    const { drainedAtTheLatest, knownSince } = rrset.timing;
    if (drainedAtTheLatest === null || drainedAtTheLatest <= cutover.at) return [];
    if ((rrset.ttl ?? 0) >= assumedPastTtl || (rrset.type === 'NS' && !movesNs)) return [];
    const until = formatInstant(drainedAtTheLatest);
    const isYoung = knownSince !== null && knownSince < (rrset.observedAt ?? at);
    const before = isYoung
      ? `before ${formatInstant(knownSince)}, the first look in the journal,`
      : 'of before';
    const todo = `${knownSince === null ? 'Observe with a journal' : 'Wait until then'}, or look up when the TTL was last changed.`;
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: its TTL ${before} is unknown. If it was up to ${seconds(assumedPastTtl)}, caches may hold it until ${until}, after the cutover at ${formatInstant(cutover.at)}. ${todo}`,
        data: { assumedPastTtl, drainedAtTheLatest: until, cutover: formatInstant(cutover.at) },
      },
    ];
  });
}

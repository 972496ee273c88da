import { formatInstant } from '../../model/instant.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds, ttlPhrase } from '../wording.ts';

export const tooLate: Rule = {
  id: 'too-late',
  severity: 'error',
  title: 'Too late to be ready for the cutover',
  explain: {
    what: 'Even if the TTL were lowered now, a copy with the old TTL could outlive the cutover.',
    why: 'A lowering made now is complete after the time that servers need to publish it (propagation) and the time that caches may hold the old TTL (RFC 1034 §3.6). That is after the cutover.',
    todo: 'Lower the TTL now and move the cutover to the earliest safe instant in the message, or keep the old endpoint answering until the stale window has passed.',
  },
  check,
};

function check({ at, cutover, rrsets, policy }: Case): RuleFinding[] {
  if (cutover === undefined || at > cutover.at) return [];
  return rrsets.flatMap((rrset) => {
    const { completeAt, earliestCutover, maxTtl, lowerBy } = rrset.timing;
    if (completeAt === null || earliestCutover === null || lowerBy === null || completeAt <= cutover.at)
      return [];
    const earliest = formatInstant(earliestCutover);
    return [
      {
        ...{ severity: 'error', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${ttlPhrase(rrset)}; lowered to ${seconds(maxTtl)} now, caches may hold the old data until ${formatInstant(completeAt)}, after the cutover at ${formatInstant(cutover.at)}. It had to be lowered before ${formatInstant(lowerBy)}; the earliest safe cutover is ${earliest}.`,
        data: {
          ttl: rrset.ttl,
          maxTtl,
          propagation: policy.figures.propagation,
          completeAt: formatInstant(completeAt),
          tooLateSince: formatInstant(lowerBy),
          earliestCutover: earliest,
        },
      },
    ];
  });
}

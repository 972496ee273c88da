import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds } from '../wording.ts';

export const wildcard: Rule = {
  id: 'wildcard',
  severity: 'note',
  title: 'The answer is made from a wildcard',
  explain: {
    what: 'The name has no records of its own; a wildcard of the zone answers for it.',
    why: "Its TTL is the wildcard's, and changing it changes every name that the wildcard answers for.",
    todo: 'Lower the wildcard itself, or give the name records of its own. A plan takes it up only if the wildcard is named.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset): RuleFinding[] =>
    rrset.wildcard === null || rrset.wildcard === rrset.owner
      ? []
      : [
          {
            ...{ severity: 'note', owner: rrset.owner, type: rrset.type },
            message: `${labelOf(rrset)}: made from ${rrset.wildcard}, and bound by its TTL of ${seconds(rrset.ttl ?? 0)}. Name the wildcard to have it planned.`,
            data: { wildcard: rrset.wildcard, ttl: rrset.ttl },
          },
        ],
  );
}

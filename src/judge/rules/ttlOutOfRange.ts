import { MAX_TTL } from '../../model/ttl.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf } from '../wording.ts';

export const ttlOutOfRange: Rule = {
  id: 'ttl-out-of-range',
  severity: 'error',
  title: 'TTL above 2³¹−1',
  explain: {
    what: 'A TTL came with its top bit set, as a number above 2147483647.',
    why: 'RFC 2181 §8 has such a TTL read as 0, RFC 8767 §4 as a very long one; resolvers do both. It is judged as 2147483647 s.',
    todo: 'Set a TTL within the range; most likely a negative number or a wrong unit was written.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    const seen = [...rrset.samples, ...rrset.holdings].find((s) => s.rrset.ttl > MAX_TTL);
    if (seen === undefined) return [];
    return [
      {
        ...{ severity: 'error', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${seen.answer.server} gives TTL ${seen.rrset.ttl}, above the largest that there is (${MAX_TTL} s). Some resolvers take it for 0 and some for 68 years: set a valid one.`,
        data: { ttl: seen.rrset.ttl, server: seen.answer.server, limit: MAX_TTL },
      },
    ];
  });
}

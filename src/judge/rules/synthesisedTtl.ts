import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf } from '../wording.ts';

export const synthesisedTtl: Rule = {
  id: 'synthesised-ttl',
  severity: 'note',
  title: "The TTL is made from somebody else's record",
  explain: {
    what: "The TTL of an authoritative server fell between two answers, as only a cache's does: the record is a flattened alias (ALIAS, ANAME, CNAME flattening).",
    why: 'Such a TTL is not configured where it is answered, so nobody can lower it there. The largest that was seen is judged.',
    todo: "Look at the alias in the provider's console; what binds is the TTL of the record that it points to.",
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets
    .filter((rrset) => rrset.synthesised)
    .map((rrset) => ({
      ...{ severity: 'note', owner: rrset.owner, type: rrset.type },
      message: `${labelOf(rrset)}: its TTL falls from one authoritative answer to the next, so it is a flattened alias and has no TTL of its own. Judged by the largest seen, ${rrset.ttl} s; it will not be changed.`,
      data: { ttl: rrset.ttl },
    }));
}

import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf } from '../wording.ts';

export const answerVaries: Rule = {
  id: 'answer-varies',
  severity: 'note',
  title: 'Answers vary from one ask to the next',
  explain: {
    what: 'A server gave different records when it was asked a second time.',
    why: 'Weighted, latency-based, multivalue and geographic answers do this on purpose. The largest TTL that was seen is judged.',
    todo: 'Nothing, if that is how the record is set up. When it is moved, all members of the group must change together.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets
    .filter((rrset) => rrset.varies)
    .map((rrset) => ({
      ...{ severity: 'note', owner: rrset.owner, type: rrset.type },
      message: `${labelOf(rrset)}: the same server gave different records on a second ask (weighted, latency or geographic answers). Judged by the largest TTL seen, ${rrset.ttl} s.`,
      data: { rdata: [...rrset.rdata], ttl: rrset.ttl },
    }));
}

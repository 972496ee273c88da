import { formatInstant } from '../../model/instant.ts';
import { judgedTtl } from '../../model/ttl.ts';
import { changedEverywhereAt, nsStaleUntil } from '../../policy/arithmetic.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds } from '../wording.ts';

export const parentTtl: Rule = {
  id: 'parent-ttl',
  severity: 'error',
  title: "The delegation lives longer than the zone's own NS",
  explain: {
    what: "The NS TTL at the parent is above the policy's limits for NS; or the name servers are to be moved, and the note says how long the old ones are needed.",
    why: "Some resolvers follow the parent's NS set and some the zone's own, so the longer of both TTLs binds. The parent's is rarely yours to change (RFC 9199 advises to keep the old servers for the larger of both).",
    todo: 'Keep the old name servers answering, with the new data and the new NS set, until the instant in the message. If they go on with old data, every RRset of the zone stays stale until they stop and its TTL has run out.',
  },
  check,
};

function check(judging: Case): RuleFinding[] {
  return judging.rrsets.flatMap((rrset): RuleFinding[] => {
    const { parent, owner, type } = rrset;
    if (parent === null) return [];
    const parentTtl = judgedTtl(parent.ttl);
    const { errorAbove, warningAbove } = rrset.timing.limits;
    const advice = adviceFor(judging, parentTtl, rrset.ttl ?? 0);
    const about = { owner, type, data: { parentTtl, childTtl: rrset.ttl, ...advice.data } };
    const limit = errorAbove !== null && parentTtl > errorAbove ? errorAbove : warningAbove;
    if (limit !== null && parentTtl > limit)
      return [
        {
          ...about,
          severity: limit === errorAbove ? 'error' : 'warning',
          message: `${labelOf(rrset)}: the parent's delegation has TTL ${seconds(parentTtl)}; the policy for NS ${limit === errorAbove ? 'allows' : 'warns above'} ${seconds(limit)}. Ask the registry for a shorter one, or plan with it.${advice.text}`,
        },
      ];
    if (advice.text === '') return [];
    return [
      {
        ...about,
        severity: 'note',
        message: `${labelOf(rrset)}: the parent's delegation has TTL ${seconds(parentTtl)}.${advice.text}`,
      },
    ];
  });
}

interface Advice {
  readonly text: string;
  readonly data: { readonly keepUntil?: string };
}

function adviceFor({ cutover, movesNs, policy }: Case, parentTtl: number, childTtl: number): Advice {
  if (cutover === undefined || !movesNs) return { text: '', data: {} };
  const changedAt = changedEverywhereAt(cutover.at, policy.figures);
  const until = nsStaleUntil({ changedAt, ttl: parentTtl }, { changedAt, ttl: childTtl }, policy.figures);
  const keepUntil = formatInstant(until);
  return {
    text: ` Let the old name servers answer with the new data and the new NS set until ${keepUntil}.`,
    data: { keepUntil },
  };
}

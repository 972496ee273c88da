import { formatInstant, plusSeconds } from '../../model/instant.ts';
import type { Case, Judged, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds, ttlPhrase } from '../wording.ts';

export const due: Rule = {
  id: 'due',
  severity: 'warning',
  title: 'A stage has just begun and its TTL is due',
  explain: {
    what: "A stage began less than the policy's grace (an hour as shipped) ago, and the TTL is still above what it allows.",
    why: 'A step takes a while to be made and to reach every server, so its error is only a warning for so long.',
    todo: 'Lower the TTL now. After the grace the same TTL is an error (ttl-above-limit).',
  },
  check,
};

/** Whether the RRset breaks the error limit of a stage that began within the grace. NS has the same limits always. */
export function isDue(judging: Case, rrset: Judged): boolean {
  const { errorAbove } = rrset.timing.limits;
  const { stageFrom, at, policy } = judging;
  if (rrset.type === 'NS' || rrset.ttl === null || errorAbove === null || rrset.ttl <= errorAbove)
    return false;
  return stageFrom !== null && at >= stageFrom && at < plusSeconds(stageFrom, policy.figures.grace);
}

function check(judging: Case): RuleFinding[] {
  const { stage, stageFrom, policy } = judging;
  if (stageFrom === null) return [];
  const until = formatInstant(plusSeconds(stageFrom, policy.figures.grace));
  return judging.rrsets
    .filter((rrset) => isDue(judging, rrset))
    .map((rrset) => {
      const limit = rrset.timing.limits.errorAbove ?? 0;
      return {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${ttlPhrase(rrset)}; ${stage.id} began at ${formatInstant(stageFrom)} and allows ${seconds(limit)}. Lower it now: from ${until} on this is an error.`,
        data: { ttl: rrset.ttl, limit, stage: stage.id, from: formatInstant(stageFrom), until },
      };
    });
}

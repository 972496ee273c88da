import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds, ttlPhrase } from '../wording.ts';

/** 7 days in seconds: the cap of BIND; other resolvers cap at a day. */
const WEEK: number = 604_800;

export const ttlOverWeek: Rule = {
  id: 'ttl-over-week',
  severity: 'warning',
  title: 'TTL above a week',
  explain: {
    what: 'The TTL is above 604800 s, and the stage in force does not call it an error already.',
    why: 'Most caches cap TTLs at a day or a week, so a longer one wins nothing, and those that do not cap hold old data for longer than anybody plans.',
    todo: 'Lower it to a week or less.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    const { errorAbove } = rrset.timing.limits;
    if (rrset.ttl === null || rrset.ttl <= WEEK || (errorAbove !== null && rrset.ttl > errorAbove)) return [];
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${ttlPhrase(rrset)} is above a week (${seconds(WEEK)}). Caches rarely keep it so long; lower it.`,
        data: { ttl: rrset.ttl, limit: WEEK },
      },
    ];
  });
}

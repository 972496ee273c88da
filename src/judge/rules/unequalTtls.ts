import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds } from '../wording.ts';

export const unequalTtls: Rule = {
  id: 'unequal-ttls',
  severity: 'warning',
  title: 'Records of one RRset have different TTLs',
  explain: {
    what: 'The records of one RRset came with different TTLs in one answer.',
    why: 'RFC 2181 §5.2 forbids it; caches may take any of them, or throw the answer away. The largest is judged.',
    todo: 'Give all records of the name and type the same TTL.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    const seen = rrset.samples.length > 0 ? rrset.samples : rrset.holdings;
    const unequal = seen.find((s) => s.rrset.minTtl !== undefined && s.rrset.minTtl !== s.rrset.ttl);
    if (unequal?.rrset.minTtl === undefined) return [];
    const { minTtl, ttl } = unequal.rrset;
    const { server } = unequal.answer;
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${server} gives its records TTLs from ${seconds(minTtl)} to ${seconds(ttl)}; in one RRset they must be equal (RFC 2181 §5.2). Set them all to one value.`,
        data: { server, min: minTtl, max: ttl },
      },
    ];
  });
}

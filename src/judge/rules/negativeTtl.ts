import { inWords } from '../../model/ttl.ts';
import { limitsFor } from '../../policy/requirement.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';

export const negativeTtl: Rule = {
  id: 'negative-ttl',
  severity: 'error',
  title: 'Absence is cached for too long',
  explain: {
    what: 'A name or type that will be created is absent now, and its absence may be cached for longer than the stage allows.',
    why: 'Caches remember that something does not exist for min(SOA TTL, SOA MINIMUM) (RFC 2308 §5). Whoever asked shortly before sees the new record only after that.',
    todo: 'Lower the TTL of the SOA record or its last field (MINIMUM), in time as with any other TTL; or create the record early.',
  },
  check,
};

function check({ facts, policy, stage }: Case): RuleFinding[] {
  const { target, zone } = facts;
  if (target.create !== true) return [];
  return facts.ends.flatMap((end): RuleFinding[] => {
    const soa = facts.observation.zones.find((z) => z.apex === zone)?.soa ?? null;
    const negativeTtl = end.negativeTtl ?? (soa === null ? null : Math.min(soa.ttl, soa.minimum));
    const [type] = end.absent;
    if (end.foreign || type === undefined || negativeTtl === null) return [];
    const limits = limitsFor(policy, stage, { owner: end.name, type, zone });
    const isError = limits.errorAbove !== null && negativeTtl > limits.errorAbove;
    const limit = isError ? limits.errorAbove : limits.warningAbove;
    if (limit === null || negativeTtl <= limit) return [];
    return [
      {
        ...{ severity: isError ? 'error' : 'warning', owner: end.name, type: null },
        message: `${end.name}: it will be created, and its absence may be cached for ${negativeTtl} s (${inWords(negativeTtl)}); ${stage.id} ${isError ? 'allows' : 'warns above'} ${limit} s. Lower the SOA's TTL or its MINIMUM, or create the record early.`,
        data: { negativeTtl, limit, stage: stage.id, types: [...end.absent] },
      },
    ];
  });
}

import type { Case, Judged, Rule, RuleFinding } from '../rule.ts';
import type { Sample } from '../statements.ts';
import { labelOf, seconds } from '../wording.ts';

export const originalTtl: Rule = {
  id: 'original-ttl',
  severity: 'warning',
  title: 'A signature tells another TTL',
  explain: {
    what: 'The original TTL in a cached RRSIG is below the TTL of the copy (a warning), above the configured TTL (a warning: it was lowered after the cache took it), or below it (a note: it was raised).',
    why: 'An RRSIG carries the TTL that was configured when it was signed (RFC 4034 §3.1.4), and no cache changes it. It shows the past of a TTL where the remaining TTL does not.',
    todo: 'If the TTL was lowered lately, wait until the copies have run out. A copy above its original TTL comes from a resolver that stretches TTLs.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    const told = rrset.holdings.flatMap((held) => finding(rrset, held));
    return told.filter((f, i) => told.findIndex((g) => g.message === f.message) === i);
  });
}

function finding(rrset: Judged, { answer, rrset: copy }: Sample): RuleFinding[] {
  const { originalTtl } = copy;
  if (originalTtl === undefined) return [];
  const about = {
    owner: rrset.owner,
    type: rrset.type,
    data: {
      resolver: answer.server,
      originalTtl,
      remainingTtl: copy.ttl,
      configuredTtl: rrset.configuredTtl?.max ?? null,
    },
  };
  const copyOf = `${labelOf(rrset)}: ${answer.server} holds a copy whose signature says TTL ${seconds(originalTtl)}`;
  if (copy.ttl > originalTtl)
    return [
      {
        ...about,
        severity: 'warning',
        message: `${copyOf}, and shows ${seconds(copy.ttl)}. It stretches TTLs: expect it to keep old data for longer.`,
      },
    ];
  const configured = rrset.configuredTtl;
  if (configured === null || rrset.synthesised) return [];
  if (originalTtl > configured.max)
    return [
      {
        ...about,
        severity: 'warning',
        message: `${copyOf}; the servers publish ${seconds(configured.max)} now. It was lowered after that copy was taken, so others may still hold it for longer.`,
      },
    ];
  if (originalTtl < configured.min)
    return [
      {
        ...about,
        severity: 'note',
        message: `${copyOf}; the servers publish ${seconds(configured.min)} now. It was raised after that copy was taken.`,
      },
    ];
  return [];
}

import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, listed, seconds } from '../wording.ts';

export const authoritiesDisagreeTtl: Rule = {
  id: 'authorities-disagree-ttl',
  severity: 'warning',
  title: 'Authoritative servers publish different TTLs',
  explain: {
    what: 'Servers of the same zone give the same RRset different TTLs.',
    why: 'Caches take whichever server they happen to ask, so the longest TTL binds. Most often a secondary has not yet got the last change.',
    todo: 'Compare the serials of the servers and repair the transfer to the one that lags. Count the time from the last server that changes.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    if (rrset.varies || rrset.synthesised) return [];
    const servers = new Map<number, Set<string>>();
    for (const { answer, rrset: set } of rrset.samples)
      servers.set(set.ttl, (servers.get(set.ttl) ?? new Set()).add(answer.server));
    if (servers.size < 2) return [];
    const byTtl = [...servers]
      .sort(([a], [b]) => b - a)
      .map(([ttl, names]) => ({ ttl, servers: [...names].sort() }));
    const told = byTtl.map(({ ttl, servers: names }) => `${seconds(ttl)} from ${listed(names)}`).join('; ');
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: the servers publish different TTLs: ${told}. The longest binds; bring the servers up to date.`,
        data: { ttls: byTtl },
      },
    ];
  });
}

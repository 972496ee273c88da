import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, listed } from '../wording.ts';

export const authoritiesDisagreeData: Rule = {
  id: 'authorities-disagree-data',
  severity: 'warning',
  title: 'Authoritative servers publish different data',
  explain: {
    what: 'Servers of the same zone give different records for the same name and type, and each gives the same again when it is asked a second time.',
    why: 'Who asks which server gets the old or the new endpoint; the change is not complete until the last server has it.',
    todo: 'Compare the serials of the servers and repair the transfer to the one that lags, or remove it from the delegation.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    if (rrset.varies) return [];
    const versions = new Map<string, Set<string>>();
    for (const { answer, rrset: set } of rrset.samples) {
      const rdata = set.rdata.join(', ');
      versions.set(rdata, (versions.get(rdata) ?? new Set()).add(answer.server));
    }
    if (versions.size < 2 && rrset.deniedBy.length === 0) return [];
    const byData = [...versions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([rdata, names]) => ({ rdata, servers: [...names].sort() }));
    const told = byData.map(
      ({ rdata, servers }) => `${listed(servers)} ${servers.length === 1 ? 'has' : 'have'} ${rdata}`,
    );
    if (rrset.deniedBy.length > 0)
      told.push(`${listed(rrset.deniedBy)} ${rrset.deniedBy.length === 1 ? 'has' : 'have'} none`);
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: the servers publish different data: ${told.join('; ')}. Bring the servers up to date before you count on any of them.`,
        data: { versions: byData, without: [...rrset.deniedBy] },
      },
    ];
  });
}

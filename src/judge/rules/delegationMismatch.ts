import { BadName, parseName } from '../../model/name.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { rrsetKey } from '../statements.ts';
import { listed } from '../wording.ts';

export const delegationMismatch: Rule = {
  id: 'delegation-mismatch',
  severity: 'warning',
  title: 'Parent and zone name different servers',
  explain: {
    what: 'The NS set at the parent and the NS set in the zone itself differ.',
    why: 'Resolvers use the one or the other. A server that only one of them names gets only some of the questions, and a server that was taken out of only one is still asked.',
    todo: "Make both sets the same: at the registrar for the parent's, in the zone for its own.",
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const { zone, observation, statements } = facts;
  const delegation = observation.zones.find((z) => z.apex === zone)?.delegation ?? null;
  if (zone === null || delegation === null || delegation.servers.length === 0) return [];
  const samples = statements.samples.get(rrsetKey(zone, 'NS')) ?? [];
  if (samples.length === 0) return [];
  const child = new Set(samples.flatMap((s) => s.rrset.rdata.map(canonical)));
  const parent = new Set(delegation.servers.map(canonical));
  const onlyParent = [...parent].filter((name) => !child.has(name)).sort();
  const onlyChild = [...child].filter((name) => !parent.has(name)).sort();
  if (onlyParent.length + onlyChild.length === 0) return [];
  const parts = [
    ...(onlyParent.length > 0 ? [`only the parent names ${listed(onlyParent)}`] : []),
    ...(onlyChild.length > 0 ? [`only the zone names ${listed(onlyChild)}`] : []),
  ];
  return [
    {
      ...{ severity: 'warning', owner: zone, type: 'NS' },
      message: `${zone} NS: parent and zone name different servers: ${parts.join('; ')}. Make both sets the same.`,
      data: { onlyParent, onlyChild },
    },
  ];
}

function canonical(text: string): string {
  try {
    return parseName(text);
  } catch (cause) {
    if (cause instanceof BadName) return text;
    throw cause;
  }
}

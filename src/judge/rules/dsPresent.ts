import type { Case, Rule, RuleFinding } from '../rule.ts';

export const dsPresent: Rule = {
  id: 'ds-present',
  severity: 'error',
  title: 'The zone is signed and its name servers move',
  explain: {
    what: 'A migration moves the name servers of a zone that has a DS at its parent.',
    why: "Resolvers that validate accept the new servers' answers only if they are signed with a key that the DS at the parent covers. If not, the whole zone fails for them.",
    todo: 'Move the keys or sign with both (RFC 6781 §4.3.5), or take the DS out and wait for its TTL. Then acknowledge it in the migration with `acknowledge: [ds-present]`.',
  },
  check,
};

function check({ facts, movesNs }: Case): RuleFinding[] {
  const { zone } = facts;
  const delegation = facts.observation.zones.find((z) => z.apex === zone)?.delegation ?? null;
  if (zone === null || !movesNs || delegation?.signed !== true) return [];
  return [
    {
      ...{ severity: 'error', owner: zone, type: 'NS' },
      message: `${zone} NS: the zone has a DS at its parent, so the new name servers must serve it signed with the same keys. See to that, then acknowledge ds-present in the migration.`,
      data: { zone, servers: [...delegation.servers] },
    },
  ];
}

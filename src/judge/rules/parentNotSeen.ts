import type { Case, Rule, RuleFinding } from '../rule.ts';

export const parentNotSeen: Rule = {
  id: 'parent-not-seen',
  severity: 'note',
  title: 'The delegation at the parent was not seen',
  explain: {
    what: "NS is judged, and nothing is known of the NS TTL at the parent: its servers are also the zone's own and answer from the zone, or none of them answered.",
    why: "Caches may follow the parent's TTL. Where the parent could have told and did not, the NS RRset is unknown; where its servers are the zone's own, there is nothing more to see.",
    todo: 'If the parent did not answer, run the check again, or ask with --resolver another resolver to find it.',
  },
  check,
};

function check({ facts, rrsets }: Case): RuleFinding[] {
  const view = facts.observation.zones.find((z) => z.apex === facts.zone);
  const ns = rrsets.find((r) => r.type === 'NS' && r.owner === facts.zone && r.basis !== 'none');
  if (view === undefined || ns === undefined || view.delegation !== null) return [];
  const about = { severity: 'note', owner: ns.owner, type: ns.type } as const;
  switch (view.noDelegation) {
    case 'not-asked':
    case 'root':
      return [];
    case 'same-servers':
      return [
        {
          ...about,
          message: `${ns.owner} NS: the parent's servers are the zone's own and answer from the zone, so the delegation's TTL cannot be seen. Judged by the zone's own.`,
          data: { reason: 'same-servers' },
        },
      ];
    default:
      return [
        {
          ...about,
          unknown: true,
          message: `${ns.owner} NS: no server of the parent told the delegation, so nobody knows the NS TTL there. Run the check again.`,
          data: { reason: 'unobserved' },
        },
      ];
  }
}

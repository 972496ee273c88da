import type { Case, Rule, RuleFinding } from '../rule.ts';
import { listed } from '../wording.ts';

export const lameAuthority: Rule = {
  id: 'lame-authority',
  severity: 'warning',
  title: 'A name server does not answer for the zone',
  explain: {
    what: 'A server that the zone or its parent names answers, but never with authority: it refuses, fails, or refers elsewhere.',
    why: 'Resolvers lose time on it, and nobody knows what it will publish once it works again. What was not observed is unknown, so nothing in the zone is called ready.',
    todo: 'Set the zone up on that server, or remove the server from the NS set and from the delegation. If it must stay like that, write a waiver.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  if (facts.intercepted) return [];
  return facts.servers
    .filter((server) => server.state === 'lame')
    .map((server) => ({
      ...{ severity: 'warning', owner: server.zone, type: null, unknown: true },
      message: `${server.zone}: the server ${server.name} answers without authority (${listed(server.outcomes)}). Set the zone up there, or take the server out of the NS set.`,
      data: {
        zone: server.zone,
        server: server.name,
        addresses: [...server.addresses],
        outcomes: [...server.outcomes],
      },
    }));
}

import type { Case, Rule, RuleFinding } from '../rule.ts';

export const port53Intercepted: Rule = {
  id: 'port-53-intercepted',
  severity: 'warning',
  title: 'Something answers in the place of the servers',
  explain: {
    what: 'Every answer that should have come from an authoritative server came with RA and without AA, as a resolver answers.',
    why: 'Some networks catch all traffic to port 53 and answer it themselves. The answers say nothing of the configured TTL.',
    todo: 'Run the check from another network, or ask a server that can be reached with --authority ADDRESS:PORT.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  if (!facts.intercepted) return [];
  return [
    {
      ...{ severity: 'warning', owner: facts.target.name, type: null },
      message:
        'All authoritative servers seem to answer like a resolver: something on the way intercepts port 53. Run the check from another network.',
      data: {},
    },
  ];
}

import type { Case, Rule, RuleFinding } from '../rule.ts';
import { listed } from '../wording.ts';

export const ignoredAnswers: Rule = {
  id: 'ignored-answers',
  severity: 'note',
  title: 'Datagrams that matched no question were ignored',
  explain: {
    what: 'Datagrams came to our port whose ID, question or sender did not fit what was asked.',
    why: 'A few are late answers; many are a sign of forgery. None of them was believed.',
    todo: 'If there are many, ask over TCP or TLS, and look at who is on the path.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const hit = facts.observation.answers.filter((a) => (a.ignored ?? 0) > 0);
  if (hit.length === 0) return [];
  const count = hit.reduce((sum, a) => sum + (a.ignored ?? 0), 0);
  const addresses = [...new Set(hit.map((a) => a.address))].sort();
  return [
    {
      ...{ severity: 'note', owner: facts.target.name, type: null },
      message: `${facts.target.name}: ${count} ${count === 1 ? 'datagram' : 'datagrams'} that matched no question came while ${listed(addresses)} ${addresses.length === 1 ? 'was' : 'were'} asked, and ${count === 1 ? 'was' : 'were'} ignored.`,
      data: { count, addresses },
    },
  ];
}

import type { Case, Rule, RuleFinding } from '../rule.ts';

export const familySkipped: Rule = {
  id: 'family-skipped',
  severity: 'note',
  title: 'An address family has no route',
  explain: {
    what: 'This machine has no route over IPv4 or over IPv6, so addresses of that family were skipped.',
    why: 'Most CI runners have no IPv6. A server is observed when one of its addresses answers, so servers with addresses of the other family are not missed.',
    todo: 'Nothing. To see the other family too, run the check where it has a route.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  return facts.observation.circumstances.flatMap((c): RuleFinding[] =>
    c.kind === 'no-route'
      ? [
          {
            ...{ severity: 'note', owner: facts.target.name, type: null },
            message: `There is no route over ${c.family} from here; its addresses were skipped.`,
            data: { family: c.family },
          },
        ]
      : [],
  );
}

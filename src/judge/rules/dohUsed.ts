import type { Case, Rule, RuleFinding } from '../rule.ts';

export const dohUsed: Rule = {
  id: 'doh-used',
  severity: 'note',
  title: 'DNS over HTTPS took the place of port 53',
  explain: {
    what: 'A resolver gave nothing on port 53, and was asked over HTTPS instead.',
    why: 'Networks of CI services often block port 53. What a resolver holds is the same by either way; the authorities cannot be asked like this.',
    todo: 'Nothing. If the authorities were not seen either, run the check from a network that lets port 53 through.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  return facts.observation.circumstances.flatMap((c): RuleFinding[] =>
    c.kind === 'doh-used'
      ? [
          {
            ...{ severity: 'note', owner: facts.target.name, type: null },
            message: `The resolver ${c.resolver} did not answer on port 53 and was asked over HTTPS.`,
            data: { resolver: c.resolver },
          },
        ]
      : [],
  );
}

import type { Outcome } from '../../model/observation.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { listed } from '../wording.ts';

const DEAD: ReadonlySet<Outcome> = new Set<Outcome>([
  'timeout',
  'unreachable',
  'refused',
  'servfail',
  'malformed',
  'error',
]);

export const resolverUnreachable: Rule = {
  id: 'resolver-unreachable',
  severity: 'note',
  title: 'A resolver does not answer',
  explain: {
    what: 'A resolver that was asked gave no answer.',
    why: 'The verdict comes from the authorities; a resolver only shows what caches hold. One fewer is no harm, as long as the authorities were seen.',
    todo: 'Nothing, or leave it out with --resolver.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const asked = facts.observation.answers.filter((a) => a.vantage === 'resolver');
  const resolvers = [...new Set(asked.map((a) => a.server))].sort();
  return resolvers.flatMap((resolver): RuleFinding[] => {
    const own = asked.filter((a) => a.server === resolver);
    if (!own.every((a) => DEAD.has(a.outcome))) return [];
    const outcomes = [...new Set(own.map((a) => a.outcome))].sort();
    return [
      {
        ...{ severity: 'note', owner: facts.target.name, type: null },
        message: `${facts.target.name}: the resolver ${resolver} gave no answer (${listed(outcomes)}), so what it holds is not known.`,
        data: { resolver, outcomes },
      },
    ];
  });
}

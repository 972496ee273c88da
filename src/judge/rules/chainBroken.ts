import type { Case, Rule, RuleFinding } from '../rule.ts';

export const chainBroken: Rule = {
  id: 'chain-broken',
  severity: 'error',
  title: 'The CNAME chain leads nowhere',
  explain: {
    what: 'CNAMEs go in a circle, are more than anybody follows, or lead to a name that does not exist or has none of the types asked for.',
    why: 'Resolvers give up on circles and long chains, and a name that does not exist can be taken by whoever registers it.',
    todo: 'Let the CNAME point to a name that has addresses.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const { chain, target } = facts;
  const about = { owner: target.name, type: null } as const;
  if (chain.loopsAt !== null)
    return [
      {
        ...about,
        severity: 'error',
        message: `${target.name}: its CNAMEs go in a circle through ${chain.loopsAt}, so it has no data at all. Break the circle.`,
        data: { reason: 'loop', at: chain.loopsAt },
      },
    ];
  if (chain.tooLong !== null)
    return [
      {
        ...about,
        severity: 'error',
        message: `${target.name}: its CNAMEs were followed for ${chain.tooLong} steps without an end. Point it to its end directly.`,
        data: { reason: 'too-long', limit: chain.tooLong },
      },
    ];
  return facts.ends.flatMap((end): RuleFinding[] => {
    if (end.name === target.name || end.has || end.unobserved.some((t) => !end.absentInCaches.includes(t)))
      return [];
    const denied = [...end.absent, ...end.absentInCaches];
    // Caches alone may be wrong about our own zone; that is `not-observed` then.
    if (denied.length === 0 || (!end.foreign && end.absent.length === 0)) return [];
    return [
      {
        ...about,
        severity: end.foreign ? 'warning' : 'error',
        message: end.nxdomain
          ? `${target.name}: its CNAMEs end at ${end.name}, which does not exist. Create that name or change the CNAME.`
          : `${target.name}: its CNAMEs end at ${end.name}, which has no ${denied.join(', ')}. Create the record or change the CNAME.`,
        data: { reason: end.nxdomain ? 'nxdomain' : 'nodata', at: end.name, types: denied },
      },
    ];
  });
}

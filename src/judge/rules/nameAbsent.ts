import type { Case, Rule, RuleFinding } from '../rule.ts';

export const nameAbsent: Rule = {
  id: 'name-absent',
  severity: 'error',
  title: 'The name has none of the types asked for',
  explain: {
    what: 'The authorities say that the name does not exist, or that it has none of the types asked for.',
    why: 'A name that is not there cannot be made ready; most often it is misspelt, or was removed.',
    todo: 'Correct the name or the types. If the record will be created at the cutover, say `create: true` in the configuration: then its negative TTL is judged.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const { target, zone } = facts;
  const end = facts.ends.find((e) => e.name === target.name);
  if (end === undefined || end.has || target.create === true) return [];
  const onlyNs =
    target.types.length > 0 && target.types.every((t) => t === 'NS') && zone !== null && !facts.isApex;
  const isAbsent = end.nxdomain || (end.absent.length > 0 && end.unobserved.length === 0);
  if (!isAbsent && !onlyNs) return [];
  const cached = end.negativeTtl === null ? '' : ` Its absence is cached for ${end.negativeTtl} s.`;
  const what = end.nxdomain
    ? 'does not exist'
    : onlyNs
      ? `is not the apex of a zone (that is ${zone}), and NS is judged only there`
      : `exists, but has no ${end.absent.join(', ')}`;
  return [
    {
      ...{ severity: 'error', owner: target.name, type: null },
      message: `${target.name} ${what}. Correct the name or the types, or say \`create: true\` if it will be created.${cached}`,
      data: {
        reason: end.nxdomain ? 'nxdomain' : 'nodata',
        types: [...target.types],
        negativeTtl: end.negativeTtl,
      },
    },
  ];
}

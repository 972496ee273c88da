import type { Case, Rule, RuleFinding } from '../rule.ts';

export const foreignChain: Rule = {
  id: 'foreign-chain',
  severity: 'note',
  title: "The CNAME chain ends in somebody else's zone",
  explain: {
    what: 'A CNAME leads to a name in a zone that is not moved.',
    why: "Each hop is cached by itself. The hops in other people's zones are shown and not judged: their TTLs are not yours to change, and their addresses may change without you.",
    todo: 'Only the CNAME itself has to be lowered. If the other zone is yours too, name it in the migration, and its hops are judged.',
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const foreign = facts.chain.names.filter((name) => isForeign(facts, name));
  const [first] = foreign;
  if (first === undefined) return [];
  const zone = facts.statements.zoneOf(first);
  const whose = zone === null ? 'a zone that was not found' : `the zone ${zone}`;
  return [
    {
      ...{ severity: 'note', owner: facts.target.name, type: null },
      message: `${facts.target.name}: its CNAMEs lead to ${first} in ${whose}, which is not moved; from there on TTLs are shown and not judged.`,
      data: { name: first, zone, names: foreign },
    },
  ];
}

function isForeign(facts: Case['facts'], name: string): boolean {
  return (
    facts.rrsets.some((r) => r.owner === name && r.foreign) ||
    facts.ends.some((e) => e.name === name && e.foreign)
  );
}

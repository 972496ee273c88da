import type { Name } from '../../model/name.ts';
import type { Case, Judged, Rule, RuleFinding } from '../rule.ts';
import { labelOf, listed, seconds } from '../wording.ts';

export const notObserved: Rule = {
  id: 'not-observed',
  severity: 'note',
  title: 'Not observed, so unknown',
  explain: {
    what: 'Nobody who could know showed the TTL: no authority answered, and caches either held nothing or showed only a remainder.',
    why: 'A remaining TTL is a lower bound for the configured one and never proves that it is short enough. What could not be observed is unknown, and unknown is never ready. It is a note, because it is no fault of the record: it never leads to exit code 1, but to 3.',
    todo: 'Ask again from a network that reaches the authoritative servers, or name one with --authority ADDRESS. A signed zone shows its TTL through fresh copies in caches too.',
  },
  check,
};

function check(judging: Case): RuleFinding[] {
  const { facts } = judging;
  const bounds = judging.rrsets.filter((r) => r.basis === 'lower-bound').map(lowerBound);
  const missing = judging.rrsets.filter((r) => r.basis === 'none');
  const owners = [...new Set(missing.map((r) => r.owner))];
  const nothing = owners.map((owner) => {
    const own = missing.filter((r) => r.owner === owner);
    return unseen(judging, owner, own);
  });
  const zoneless = judging.rrsets.length === 0 && !isSettled(judging);
  if (zoneless) {
    const { name } = facts.target;
    nothing.push({
      ...{ severity: 'note', owner: name, type: null, unknown: true },
      message: `${name}: nothing was observed${reasonOf(judging)}. Check the name and the network, and ask again.`,
      data: { types: [...facts.target.types] },
    });
  }
  return [...bounds, ...nothing];
}

function lowerBound(rrset: Judged): RuleFinding {
  return {
    ...{ severity: 'note', owner: rrset.owner, type: rrset.type, unknown: true },
    message: `${labelOf(rrset)}: no authority was observed; caches show that the TTL is at least ${seconds(rrset.ttl ?? 0)}, and it may be longer. Ask an authority.`,
    data: { atLeast: rrset.ttl },
  };
}

function unseen(judging: Case, owner: Name, rrsets: readonly Judged[]): RuleFinding {
  const types = rrsets.map((r) => r.type);
  const outcomes = rrsets.flatMap((r) =>
    [...r.authorityAnswers, ...r.resolverAnswers].map((row) => row.answer.outcome),
  );
  const how = [...new Set(outcomes)].sort();
  const ended = how.length === 0 ? '' : ` (answers: ${listed(how)})`;
  return {
    ...{ severity: 'note', owner, type: types.length === 1 ? (types[0] ?? null) : null, unknown: true },
    message: `${owner} ${types.join(', ')}: not observed${reasonOf(judging)}${ended}. Check the network and the servers, and ask again.`,
    data: { types, outcomes: how },
  };
}

/** The name is known to be absent, or its chain to be broken: that is an answer too. */
function isSettled({ facts }: Case): boolean {
  const end = facts.ends.find((e) => e.name === facts.target.name);
  if (facts.chain.loopsAt !== null) return true;
  if (end === undefined || facts.target.types.length === 0) return facts.rrsets.some((r) => !r.foreign);
  const onlyNs = facts.zone !== null && !facts.isApex && facts.target.types.every((t) => t === 'NS');
  return end.nxdomain || onlyNs || (end.absent.length > 0 && end.unobserved.length === 0);
}

function reasonOf({ facts }: Case): string {
  for (const c of facts.observation.circumstances) {
    if (c.kind === 'interrupted') return ', because the run was interrupted';
    if (c.kind === 'budget-spent') return `, because the ${c.seconds} s for this name were used up`;
    if (c.kind === 'port-53-intercepted')
      return ', because something on the way answers in the place of the servers';
    if (c.kind === 'zone-not-found') return `, because the zone of ${c.name} was not found: ${c.detail}`;
  }
  return '';
}

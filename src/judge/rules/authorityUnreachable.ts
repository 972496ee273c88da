import type { Case, Judged, Rule, RuleFinding } from '../rule.ts';
import { speaksWithAuthority } from '../statements.ts';
import { labelOf, listed } from '../wording.ts';

export const authorityUnreachable: Rule = {
  id: 'authority-unreachable',
  severity: 'warning',
  title: 'A name server does not answer',
  explain: {
    what: 'None of the addresses of an authoritative server answered, or the server did not answer the question about one RRset.',
    why: 'It may publish another, longer TTL, and caches may have asked it. What was not observed is unknown, so nothing that it serves is called ready.',
    todo: 'Find out why it is silent, run the check again, or remove the server from the NS set and from the delegation. If it must stay like that, write a waiver.',
  },
  check,
};

function check(judging: Case): RuleFinding[] {
  const { facts } = judging;
  if (facts.intercepted) return [];
  const silent = facts.servers
    .filter((server) => server.state === 'silent')
    .map((server): RuleFinding => {
      const where =
        server.addresses.length === 0 ? 'its name has no address' : `at ${listed(server.addresses)}`;
      const why = server.outcomes.length === 0 ? '' : ` (${server.detail ?? listed(server.outcomes)})`;
      return {
        ...{ severity: 'warning', owner: server.zone, type: null, unknown: true },
        message: `${server.zone}: the server ${server.name} does not answer, ${where}${why}. Repair it or take it out of the NS set: until then nobody knows which TTLs it serves.`,
        data: {
          zone: server.zone,
          server: server.name,
          addresses: [...server.addresses],
          outcomes: [...server.outcomes],
        },
      };
    });
  return [...silent, ...judging.rrsets.flatMap((rrset) => unansweredAbout(judging, rrset))];
}

/** Servers that answer for the zone, and did not about this RRset. */
function unansweredAbout({ facts }: Case, rrset: Judged): RuleFinding[] {
  if (rrset.samples.length === 0) return [];
  const told = new Set(rrset.samples.map((s) => s.answer.server));
  for (const denial of facts.statements.denials)
    if (denial.owner === rrset.owner && (denial.type === null || denial.type === rrset.type))
      told.add(denial.answer.server);
  const servers = facts.servers.filter(
    (server) => server.zone === rrset.zone && server.state === 'observed' && !told.has(server.name),
  );
  return servers.map((server) => {
    const outcome = rrset.authorityAnswers.find(
      ({ answer }) => answer.server === server.name && !speaksWithAuthority(answer),
    )?.answer.outcome;
    return {
      ...{ severity: 'warning', owner: rrset.owner, type: rrset.type, unknown: true },
      message: `${labelOf(rrset)}: the server ${server.name} answers for ${server.zone}, but not about this RRset (${outcome ?? 'not asked'}). Ask again: until then nobody knows its TTL there.`,
      data: { zone: server.zone, server: server.name, outcome: outcome ?? null },
    };
  });
}

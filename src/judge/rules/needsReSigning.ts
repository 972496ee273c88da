import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds } from '../wording.ts';

export const needsReSigning: Rule = {
  id: 'needs-re-signing',
  severity: 'warning',
  title: 'The signature does not fit the TTL',
  explain: {
    what: 'At an authoritative server of a signed zone, the original TTL in the RRSIG differs from the TTL of the RRset.',
    why: 'Both are the same when a zone is signed (RFC 4034 §3.1.4). If they differ, the TTL was changed without signing again, and validating resolvers cap the TTL at the old one or reject the answer.',
    todo: 'Sign the zone again; with a signer that runs by itself, wait for it. A change of TTL is complete only then.',
  },
  check,
};

function check({ rrsets }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset) => {
    if (rrset.synthesised) return [];
    const wrong = rrset.samples.find(
      (s) => s.rrset.originalTtl !== undefined && s.rrset.originalTtl !== s.rrset.ttl,
    );
    if (wrong?.rrset.originalTtl === undefined) return [];
    const { ttl, originalTtl } = wrong.rrset;
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${wrong.answer.server} publishes TTL ${seconds(ttl)} with a signature for ${seconds(originalTtl)}. Sign the zone again.`,
        data: { server: wrong.answer.server, ttl, originalTtl },
      },
    ];
  });
}

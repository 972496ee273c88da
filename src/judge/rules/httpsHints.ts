import { hasAddressHints } from '../addressHints.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { seconds } from '../wording.ts';

export const httpsHints: Rule = {
  id: 'https-hints',
  severity: 'warning',
  title: 'An HTTPS or SVCB record carries addresses',
  explain: {
    what: 'The name has an HTTPS or SVCB record with address hints (ipv4hint, ipv6hint).',
    why: 'Browsers connect to the hinted addresses before they have asked for A and AAAA (RFC 9460 §7.3), so they keep using the old endpoint when only A and AAAA are changed.',
    todo: "Change the hints together with the addresses, or remove them beforehand; their record's TTL counts as well.",
  },
  check,
};

function check({ facts }: Case): RuleFinding[] {
  const found: RuleFinding[] = [];
  for (const [, samples] of facts.statements.samples) {
    const hinted = samples.find((s) => isServiceBinding(s.rrset.type) && s.rrset.rdata.some(hasAddressHints));
    if (hinted === undefined || !facts.chain.names.includes(hinted.rrset.owner)) continue;
    if (facts.rrsets.some((r) => r.owner === hinted.rrset.owner && r.foreign)) continue;
    const { owner, type, ttl, rdata } = hinted.rrset;
    found.push({
      ...{ severity: 'warning', owner, type },
      message: `${owner} ${type}: it carries address hints with TTL ${seconds(ttl)}; browsers go to those addresses whatever A and AAAA say. Change the hints together with the addresses.`,
      data: { ttl, rdata: [...rdata] },
    });
  }
  return found.sort((a, b) => (`${a.owner} ${a.type}` < `${b.owner} ${b.type}` ? -1 : 1));
}

function isServiceBinding(type: string): boolean {
  return type === 'HTTPS' || type === 'SVCB';
}

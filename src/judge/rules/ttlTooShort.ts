import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf } from '../wording.ts';

/** Below this many seconds no cutover gets noticeably faster, and every lookup costs a round trip. */
const SHORT: number = 30;

export const ttlTooShort: Rule = {
  id: 'ttl-too-short',
  severity: 'warning',
  title: 'The TTL is very short',
  explain: {
    what: 'The TTL is 0 (a warning), or below 30 s (a note).',
    why: 'With TTL 0 nothing is cached and every lookup waits for the authority; an outage of a few seconds is seen at once. Caches with a floor (Knot Resolver 5 s, PowerDNS Recursor 1 s) hold it longer anyway, so nothing is won below that.',
    todo: 'Use 30 s or more, if there is no reason for less.',
  },
  check,
};

function check({ rrsets, policy }: Case): RuleFinding[] {
  return rrsets.flatMap((rrset): RuleFinding[] => {
    if (rrset.configuredTtl === null || rrset.synthesised) return [];
    const { min } = rrset.configuredTtl;
    if (min >= SHORT) return [];
    const why =
      min === 0
        ? `caches keep nothing, and those with a floor keep it for ${policy.figures.floor} s anyway`
        : 'nearly every lookup has to wait for the authorities';
    return [
      {
        ...{ severity: min === 0 ? 'warning' : 'note', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: TTL ${min} s; ${why}. Use ${SHORT} s or more if nothing speaks against it.`,
        data: { ttl: min, short: SHORT },
      },
    ];
  });
}

import { formatInstant } from '../../model/instant.ts';
import type { Case, Judged, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds, ttlPhrase } from '../wording.ts';
import { isDue } from './due.ts';

export const ttlAboveLimit: Rule = {
  id: 'ttl-above-limit',
  severity: 'error',
  title: "TTL above the stage's limit",
  explain: {
    what: 'The TTL of an RRset is above what the stage in force allows: above the error limit an error, above the warning limit a warning.',
    why: 'Caches go on serving the old data for as long as the TTL that they saw last (RFC 1034 §3.6). The later the stage, the shorter the TTL must be, so that little is left to wait for at the cutover.',
    todo: 'Lower the TTL at the authority to the limit that the message names, before the instant that it names. Where only caches were seen, ask the authorities too.',
  },
  check,
};

function check(judging: Case): RuleFinding[] {
  return judging.rrsets.flatMap((rrset) => {
    const { ttl } = rrset;
    const { errorAbove, warningAbove } = rrset.timing.limits;
    if (ttl === null) return [];
    if (errorAbove !== null && ttl > errorAbove)
      return isDue(judging, rrset) ? [] : [finding(judging, rrset, 'error', errorAbove)];
    return warningAbove !== null && ttl > warningAbove
      ? [finding(judging, rrset, 'warning', warningAbove)]
      : [];
  });
}

function finding(judging: Case, rrset: Judged, severity: 'error' | 'warning', limit: number): RuleFinding {
  const { owner, type, ttl, basis } = rrset;
  const { lowerBy } = rrset.timing;
  const whose = type === 'NS' ? 'the policy for NS' : judging.stage.id;
  const says = severity === 'error' ? 'allows' : 'warns above';
  const inTime = lowerBy !== null && judging.at <= lowerBy;
  const todo = inTime
    ? ` Lower it before ${formatInstant(lowerBy)} to be ready.`
    : ` Lower it to ${seconds(rrset.timing.limits.lowersTo ?? limit)} or less.`;
  return {
    ...{ severity, owner, type },
    message: `${labelOf(rrset)}: ${ttlPhrase(rrset)}; ${whose} ${says} ${seconds(limit)}.${todo}`,
    data: {
      ttl,
      limit,
      stage: judging.stage.id,
      basis,
      ...(inTime ? { lowerBy: formatInstant(lowerBy) } : {}),
    },
  };
}

import type { Severity } from '../../model/finding.ts';
import { formatInstant, secondsBetween } from '../../model/instant.ts';
import type { PastTtl } from '../../policy/arithmetic.ts';
import type { Case, Judged, Rule, RuleFinding } from '../rule.ts';
import { labelOf, listed, seconds } from '../wording.ts';

export const cacheNotDrained: Rule = {
  id: 'cache-not-drained',
  severity: 'error',
  title: 'A cache still holds a longer TTL',
  explain: {
    what: 'A resolver holds a copy with a remaining TTL above what the authorities publish now, or a journal knows a longer TTL that has not run out. It is an error where that lasts beyond the cutover, or without a cutover is more than the stage allows.',
    why: 'Lowering a TTL helps only after the old one has run out everywhere. A remainder above the configured TTL (and above 30 s, where floors of caches look the same) can only come from a longer TTL.',
    todo: 'Wait until the instant in the message, or move the cutover behind it.',
  },
  check,
};

function check(judging: Case): RuleFinding[] {
  return judging.rrsets.flatMap((rrset) => {
    const { drainedAt, proofs } = rrset.timing;
    if (drainedAt === null || (proofs.length === 0 && drainedAt <= judging.at)) return [];
    return [finding(judging, rrset, formatInstant(drainedAt))];
  });
}

function finding(judging: Case, rrset: Judged, until: string): RuleFinding {
  const { proofs, drainedAt, lastOfPast } = rrset.timing;
  const remaining = proofs.reduce((max, p) => Math.max(max, p.remaining), 0);
  const resolvers = [...new Set(proofs.map((p) => p.resolver))].sort();
  const evidence = [
    ...(proofs.length > 0 ? [proofText(rrset, resolvers, remaining)] : []),
    ...(lastOfPast === null ? [] : [pastText(rrset, lastOfPast)]),
  ].join(', and ');
  const lasting =
    drainedAt === null || lastOfPast === null
      ? remaining
      : Math.max(remaining, secondsBetween(judging.at, drainedAt));
  const severity = severityOf(judging, rrset, lasting);
  const { cutover } = judging;
  const todo =
    cutover === undefined
      ? ''
      : severity === 'error'
        ? ` That is after the cutover at ${formatInstant(cutover.at)}: move it, or wait with the change.`
        : ` That is before the cutover at ${formatInstant(cutover.at)}.`;
  return {
    ...{ severity, owner: rrset.owner, type: rrset.type },
    message: `${labelOf(rrset)}: ${evidence}. Drained at ${until}.${todo}`,
    data: {
      configuredTtl: rrset.ttl,
      remainingTtl: proofs.length > 0 ? remaining : null,
      resolvers,
      ...(lastOfPast === null
        ? {}
        : { pastTtl: lastOfPast.ttl, pastTtlUntil: formatInstant(lastOfPast.until) }),
      drainedAt: until,
    },
  };
}

function proofText(rrset: Judged, resolvers: readonly string[], remaining: number): string {
  const hold = resolvers.length === 1 ? 'holds' : 'hold';
  return `${listed(resolvers)} ${hold} a copy for up to ${seconds(remaining)} more, although the configured TTL is ${seconds(rrset.ttl ?? 0)}`;
}

function pastText(rrset: Judged, { ttl, until, unended }: PastTtl): string {
  const now = seconds(rrset.ttl ?? 0);
  return unended === true
    ? `caches may hold a copy with the ${seconds(ttl)} of before: not every server was seen with the ${now} of now by ${formatInstant(until)}`
    : `caches may hold a copy of before ${formatInstant(until)}, when its TTL was ${seconds(ttl)} and not ${now}`;
}

function severityOf(judging: Case, rrset: Judged, lasting: number): Severity {
  const { drainedAt, limits } = rrset.timing;
  if (judging.cutover === undefined)
    return limits.errorAbove !== null && lasting > limits.errorAbove ? 'error' : 'warning';
  if (rrset.type === 'NS') return 'warning';
  return drainedAt !== null && drainedAt > judging.cutover.at ? 'error' : 'warning';
}

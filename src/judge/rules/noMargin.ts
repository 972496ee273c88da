import { formatInstant, plusSeconds } from '../../model/instant.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { labelOf, seconds } from '../wording.ts';

export const noMargin: Rule = {
  id: 'no-margin',
  severity: 'warning',
  title: 'Ready only without the margin',
  explain: {
    what: 'The plan can still be made before the cutover, but only by using up the spare time that the policy asks for (15 minutes as shipped).',
    why: 'The margin is for clocks that are off, steps that have to be repeated and servers that are slow.',
    todo: 'Lower the TTL at once, or move the cutover by the margin.',
  },
  check,
};

function check({ at, cutover, rrsets, policy }: Case): RuleFinding[] {
  if (cutover === undefined || at > cutover.at) return [];
  const { margin } = policy.figures;
  const withMargin = plusSeconds(cutover.at, -margin);
  return rrsets.flatMap((rrset) => {
    const { completeAt, drainedAt } = rrset.timing;
    const end = completeAt ?? (rrset.type === 'NS' ? null : drainedAt);
    if (end === null || end <= at || end > cutover.at || end <= withMargin) return [];
    const what = completeAt === null ? 'is drained' : 'lowered now, is complete';
    const spare = Math.floor((cutover.at - end) / 1000);
    return [
      {
        ...{ severity: 'warning', owner: rrset.owner, type: rrset.type },
        message: `${labelOf(rrset)}: ${what} at ${formatInstant(end)}, ${seconds(spare)} before the cutover at ${formatInstant(cutover.at)}; the policy asks for a margin of ${seconds(margin)}. Lower it at once or move the cutover.`,
        data: { completeAt: formatInstant(end), spare, margin, cutover: formatInstant(cutover.at) },
      },
    ];
  });
}

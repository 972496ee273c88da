import type { PassReport } from '../../model/pass.ts';
import type { PlannedRrset, Step } from '../../model/plan.ts';

/** What comes after a pass, and of which RRsets. */
export interface NextSteps {
  readonly step: Step;
  readonly rrsets: readonly PlannedRrset[];
}

/** The earliest steps that were not due yet when the pass began; undefined if there are none. */
export function nextSteps({
  plan,
  startedAt,
}: Pick<PassReport, 'plan' | 'startedAt'>): NextSteps | undefined {
  const later = plan.rrsets.flatMap((rrset) =>
    rrset.steps.filter(({ at }) => at > startedAt).map((step) => ({ rrset, step })),
  );
  const [first] = later.toSorted((a, b) => a.step.at - b.step.at);
  if (first === undefined) return undefined;
  const { step } = first;
  const together = later.filter((one) => one.step.at === step.at && one.step.to === step.to);
  return { step, rrsets: together.map(({ rrset }) => rrset) };
}

/** By what targets with a cutover were judged, as a report holds it, and back: what a drawing of it needs. */
import { formatInstant, instant } from '../model/instant.ts';
import type { CutoverReport, TargetReport } from '../model/report.ts';
import type { DatedPolicy, ReportOptions } from './reporter.ts';

type Judged = Pick<TargetReport, 'migration' | 'cutover'>;

/** The same for targets that were judged for the same cutover. */
export function cutoverKey({ migration, cutover }: Judged): string {
  return JSON.stringify([migration ?? null, cutover ?? null]);
}

export function cutoverReport(
  { cutover, policy, stages }: DatedPolicy,
  migration: string | undefined,
): CutoverReport {
  const { ns, overrides, figures } = policy;
  return {
    ...(migration === undefined ? {} : { migration }),
    ...{ at: formatInstant(cutover.at), timezone: cutover.timezone },
    stages: stages.map(({ stage: { id, errorAbove, warningAbove, lowersTo }, from }) => ({
      ...{ id, from: formatInstant(from), errorAbove, warningAbove, lowersTo },
    })),
    ...{ ns, overrides, figures },
  };
}

/** The earliest first. */
export function sortedCutovers(cutovers: readonly CutoverReport[]): readonly CutoverReport[] {
  const key = ({ at, migration = '' }: CutoverReport): string => `${at} ${migration}`;
  return cutovers.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What a report of check says of its cutovers, for drawing its targets. */
export function datedByReport(cutovers: readonly CutoverReport[]): NonNullable<ReportOptions['datedBy']> {
  const known = new Map(
    cutovers.map((one) => [cutoverKey({ ...one, cutover: one.at }), datedPolicyOf(one)] as const),
  );
  return (target) => known.get(cutoverKey(target));
}

function datedPolicyOf({ at, timezone, stages, ns, overrides, figures }: CutoverReport): DatedPolicy {
  return {
    cutover: { at: instant(Date.parse(at)), timezone },
    policy: { ns, overrides, figures },
    stages: stages.map(({ from, ...stage }) => ({ stage, from: instant(Date.parse(from)) })),
  };
}

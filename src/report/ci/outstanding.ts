/** Which findings a build has to hear about. */
import type { Finding } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';

/** Neither excused by a waiver nor known by a baseline, and more than context. */
export function outstanding(target: TargetReport): readonly Finding[] {
  return target.findings.filter(
    ({ severity, waived, known }) => severity !== 'note' && waived === undefined && known === undefined,
  );
}

/** Why a target is unknown: the sentences of the notes that say so, or one that says no more. */
export function whyUnknown(target: TargetReport): string {
  const reasons = target.findings.filter(({ rule }) => rule === 'not-observed').map(({ message }) => message);
  return reasons.length > 0
    ? reasons.join(' ')
    : `${target.name}: not everything was observed, so it is unknown whether it is ready.`;
}

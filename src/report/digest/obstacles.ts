import type { Obstacle } from '../../model/digest.ts';
import type { Finding, Severity } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The verdict of the migration says it already. */
const CUTOVER_PAST = 'cutover-past';

/** The errors and warnings among the findings that nobody waived. */
export function obstaclesIn(targets: readonly TargetReport[]): Obstacle[] {
  return targets.flatMap(({ findings }) =>
    findings
      .filter(
        ({ severity, waived, rule }) => severity !== 'note' && waived === undefined && rule !== CUTOVER_PAST,
      )
      .map(({ severity, rule, owner, type, ...finding }) => ({
        ...{ severity, rule, owner, type },
        message: withSubject({ ...finding, owner, type }),
      })),
  );
}

/** For sorting, the gravest first. */
export function byGravity(a: Obstacle, b: Obstacle): number {
  return GRAVITY[a.severity] - GRAVITY[b.severity];
}

/** The sentence with its RRset before it, unless it begins with that. */
function withSubject({ owner, type, message }: Pick<Finding, 'owner' | 'type' | 'message'>): string {
  if (message.startsWith(owner)) return message;
  const subject = type === null ? owner : `${owner} ${type}`;
  return type !== null && message.startsWith(`${type}:`) ? `${owner} ${message}` : `${subject}: ${message}`;
}

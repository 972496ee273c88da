/** Which findings make a build fail: exit code 1, and a failure in JUnit's words. */
import type { Finding } from './finding.ts';

/** From which severity on. */
export type FailOn = 'error' | 'warning' | 'never';

/** That something was not observed is code 3, never code 1. */
const NEVER_FAILING: ReadonlySet<string> = new Set(['not-observed']);

/** Warnings of the way to the servers: with them a target is unknown, which a flaky network makes it too. */
const OF_THE_NETWORK: ReadonlySet<string> = new Set(['authority-unreachable', 'port-53-intercepted']);

/** Neither excused by a waiver nor known by the baseline, grave enough, and about the records. */
export function fails({ rule, severity, waived, known }: Finding, failOn: FailOn): boolean {
  if (failOn === 'never' || waived !== undefined || known !== undefined) return false;
  if (NEVER_FAILING.has(rule)) return false;
  if (severity === 'error') return true;
  return severity === 'warning' && failOn === 'warning' && !OF_THE_NETWORK.has(rule);
}

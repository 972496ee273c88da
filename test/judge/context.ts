/** A context to judge in, and the findings of it in a form that tests compare. */

import type { JudgeContext } from '../../src/judge/context.ts';
import { judge } from '../../src/judge/judge.ts';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { TargetReport } from '../../src/model/report.ts';
import type { Cutover } from '../../src/model/target.ts';
import { datedStages } from '../../src/policy/calendar.ts';
import { SHIPPED_POLICY } from '../policy/shippedPolicy.ts';
import { SEEN_AT } from './observationBuilder.ts';

export function contextOf(changes: Partial<JudgeContext> = {}): JudgeContext {
  const policy = changes.policy ?? SHIPPED_POLICY;
  return {
    ...{ at: plusSeconds(SEEN_AT, 3), policy, stage: 'two-weeks', waivers: [] },
    datedStages: (cutover) => datedStages(policy, cutover),
    ...changes,
  };
}

export function judged(observation: Observation, changes: Partial<JudgeContext> = {}): TargetReport {
  return judge(observation, contextOf(changes));
}

/** `error ttl-above-limit`, … in the report's order. */
export function told(report: TargetReport): string[] {
  return report.findings.map((f) => `${f.severity} ${f.rule}`);
}

/** A cutover so many seconds after the observations of tests. */
export function cutoverIn(seconds: number, timezone = 'UTC'): Cutover {
  return { at: plusSeconds(SEEN_AT, seconds), timezone };
}

export function day(n: number): number {
  return n * 86_400;
}

export function utc(text: string): Instant {
  return instant(Date.parse(text));
}

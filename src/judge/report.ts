/** Targets put together to a report. */
import type { Verdict } from '../model/finding.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { Report, RunCircumstance, Summary, TargetReport } from '../model/report.ts';
import { overallVerdict } from './verdict.ts';

/** Counts findings for errors and warnings, and RRsets (and targets without one) for unknown. */
export function summarise(targets: readonly TargetReport[]): {
  readonly summary: Summary;
  readonly verdict: Verdict;
} {
  const count = (severity: string): number =>
    targets.reduce((sum, t) => sum + t.findings.filter((f) => f.severity === severity).length, 0);
  return {
    summary: {
      targets: targets.length,
      rrsets: targets.reduce((sum, t) => sum + t.rrsets.length, 0),
      errors: count('error'),
      warnings: count('warning'),
      unknown: targets.reduce((sum, t) => sum + unknownsOf(t), 0),
    },
    verdict: overallVerdict(targets.map((t) => t.verdict)),
  };
}

function unknownsOf(target: TargetReport): number {
  const rrsets = target.rrsets.filter((r) => r.verdict === 'unknown').length;
  return rrsets === 0 && target.verdict === 'unknown' ? 1 : rrsets;
}

/** Rules whose finding is the same for every target of a run, so that it is said once. */
export const RUN_WIDE_RULES: readonly string[] = ['family-skipped', 'port-53-intercepted', 'doh-used'];

/** The whole report of a run; `version` is the program's. */
export function report(targets: readonly TargetReport[], at: Instant, version: string): Report {
  const { summary, verdict } = summarise(targets);
  const circumstances = circumstancesOf(targets);
  return {
    schemaVersion: 1,
    tool: { name: 'ttl-check', version },
    at: formatInstant(at),
    ...{ verdict, summary, targets },
    ...(circumstances.length === 0 ? {} : { circumstances }),
  };
}

function circumstancesOf(targets: readonly TargetReport[]): RunCircumstance[] {
  const counts = new Map<string, { kind: string; message: string; targets: number }>();
  for (const { rule, message } of targets.flatMap((t) => t.findings)) {
    if (!RUN_WIDE_RULES.includes(rule)) continue;
    const known = counts.get(`${rule} ${message}`);
    if (known === undefined) counts.set(`${rule} ${message}`, { kind: rule, message, targets: 1 });
    else known.targets += 1;
  }
  return [...counts.values()];
}

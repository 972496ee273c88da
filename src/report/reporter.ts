/** What every reporter is: a report turned into text piece by piece, so that a million targets need no more memory than one. */
import type { FailOn } from '../model/failOn.ts';
import type { Severity } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Report, TargetReport } from '../model/report.ts';
import type { Retelling } from '../model/retelling.ts';
import type { Cutover } from '../model/target.ts';
import type { DatedStage, LimitingPolicy, LimitingStage, Policy } from '../policy/policy.ts';

/** What is known before the first target. */
export type Opening = Pick<Report, 'schemaVersion' | 'tool' | 'at' | 'shard'>;

/** What is known after the last one. */
export type Closing = Pick<Report, 'verdict' | 'summary' | 'circumstances' | 'cutovers' | 'baseline'>;

/** A rule as formats describe it that carry their own help. */
export interface RuleText {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly explain: { readonly what: string; readonly why: string; readonly todo: string };
}

/** By what a target was judged. */
export interface DatedPolicy {
  readonly cutover: Cutover;
  readonly policy: LimitingPolicy & Pick<Policy, 'figures'>;
  readonly stages: readonly DatedStage<LimitingStage>[];
}

export interface ReportOptions {
  /** The width that human formats keep to: the terminal's, 80 in a pipe or a file. */
  readonly columns: number;
  readonly color: 'color' | 'plain';
  /** The instant of judging: countdowns are reckoned from it. */
  readonly at: Instant;
  /** `quiet`: only what stands in the way of being ready. */
  readonly verbosity: 'quiet' | 'normal';
  /** IANA time zone in which human formats show instants; UTC if absent. */
  readonly timezone?: string;
  /** From which severity on findings fail the run; `error` if absent. */
  readonly failOn?: FailOn;
  /** All rules, for formats that carry their texts. */
  readonly rules?: readonly RuleText[];
  /** The folder of the run within the checked-out repository, where names' files are relative to; empty: its root. */
  readonly originPrefix?: string;
  /** The policy and the dated stages that a target with a cutover was judged by, for formats that draw them. */
  readonly datedBy?: (target: TargetReport) => DatedPolicy | undefined;
  /** What the receiver takes at most. */
  readonly mostOctets?: number;
}

/** One report on its way to text. Every text ends with a newline or is empty. */
export interface Reporter {
  start(opening: Opening): string;
  target(target: TargetReport): string;
  /** The text of `target(reportOf(retelling))`, for formats that can make it for less. */
  retelling?(retelling: Retelling): string;
  end(closing: Closing): string;
}

/** Makes one `Reporter` for one run. The value that a reporter's file exports. */
export type CreateReporter = (options: ReportOptions) => Reporter;

/** A report that is already complete, as one text. */
export function renderWhole(reporter: Reporter, report: Report): string {
  const parts = [reporter.start(report), ...report.targets.map((target) => reporter.target(target))];
  return parts.join('') + reporter.end(report);
}

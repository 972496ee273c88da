import { summarise } from '../judge/report.ts';
import { overallVerdict } from '../judge/verdict.ts';
import { type FailOn, fails } from '../model/failOn.ts';
import type { Verdict } from '../model/finding.ts';
import type { Summary, TargetReport } from '../model/report.ts';
import { isRetelling, type Judged } from '../model/retelling.ts';
import { EXIT, type ExitCode } from './exitCode.ts';

/** What a run has come to so far, without keeping its targets. */
export interface Tally {
  add(target: Judged): void;
  summary(): Summary;
  verdict(): Verdict;
  /** Findings outrank what could not be observed; `--fail-on never` only silences findings. */
  exitCode(): ExitCode;
}

const NOTHING: Summary = { targets: 0, rrsets: 0, errors: 0, warnings: 0, unknown: 0 };

/** A tally whose exit code is 1 from findings of severity `failOn`. */
export function createTally(failOn: FailOn): Tally {
  const verdicts = new Set<Verdict>();
  const summary: { -readonly [key in keyof Summary]: number } = { ...NOTHING };
  let failing = false;
  /** What reports come to that are told again and again, those of a list by turns. */
  const told = new WeakMap<TargetReport, Summary>();

  /** What a report comes to; its verdict and findings are taken note of. */
  function summaryOf(report: TargetReport): Summary {
    verdicts.add(report.verdict);
    failing ||= report.findings.some((finding) => fails(finding, failOn));
    return summarise([report]).summary;
  }

  function summaryTold(report: TargetReport): Summary {
    const known = told.get(report);
    if (known !== undefined) return known;
    const made = summaryOf(report);
    told.set(report, made);
    return made;
  }

  function add(target: Judged): void {
    const more = isRetelling(target) ? summaryTold(target.report) : summaryOf(target);
    summary.targets += more.targets;
    summary.rrsets += more.rrsets;
    summary.errors += more.errors;
    summary.warnings += more.warnings;
    summary.unknown += more.unknown;
  }

  return {
    add,
    summary: () => ({ ...summary }),
    verdict: () => overallVerdict([...verdicts]),
    exitCode() {
      if (failing) return EXIT.findings;
      return verdicts.has('unknown') ? EXIT.notObserved : EXIT.ok;
    },
  };
}

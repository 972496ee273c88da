import type { Issue } from 'codeclimate-types';
import type { Severity } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';
import { forJson } from '../escape.ts';
import type { Reporter, ReportOptions } from '../reporter.ts';
import { fingerprint } from './fingerprint.ts';
import { originPath } from './originPath.ts';
import { outstanding } from './outstanding.ts';

const SEVERITY: Readonly<Record<Severity, 'major' | 'minor' | 'info'>> = {
  error: 'major',
  warning: 'minor',
  note: 'info',
};

/** What GitLab asks of Code Climate's issues. */
type GitlabIssue = Required<
  Pick<Issue, 'description' | 'check_name' | 'fingerprint' | 'severity' | 'location'>
>;

/** Where a name stands that came by the command line or stdin: the format wants a path. */
const NO_FILE = 'ttl-check.yaml';

/** GitLab's Code Quality report, a part of Code Climate's: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function createGitlab(options: ReportOptions): Reporter {
  /** GitLab shows one issue for each fingerprint. */
  const told = new Set<string>();

  function target(report: TargetReport): string {
    const path = originPath(report.origin, options.originPrefix ?? '') ?? NO_FILE;
    const begin = report.origin?.line ?? 1;
    return outstanding(report)
      .map((finding) => {
        const id = fingerprint(finding);
        if (told.has(id)) return '';
        const before = told.size === 0 ? '\n' : ',\n';
        told.add(id);
        return (
          before +
          forJson(
            JSON.stringify({
              description: finding.message,
              check_name: finding.rule,
              fingerprint: id,
              severity: SEVERITY[finding.severity],
              location: { path, lines: { begin, end: begin } },
            } satisfies GitlabIssue),
          )
        );
      })
      .join('');
  }

  return { start: () => '[', target, end: () => (told.size === 0 ? ']\n' : '\n]\n') };
}

import type { Finding } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';
import { forTerminal } from '../escape.ts';
import type { Closing, Reporter, ReportOptions } from '../reporter.ts';
import { originPath } from './originPath.ts';
import { outstanding, whyUnknown } from './outstanding.ts';
import { closingSentences } from './summarySentence.ts';

/**
 * Workflow commands for GitHub Actions: an annotation for each finding, at the line where the name was written down.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function createGithub(options: ReportOptions): Reporter {
  function target(report: TargetReport): string {
    const findings = outstanding(report).map((finding) => annotation(finding, report));
    if (report.verdict !== 'unknown') return findings.join('');
    const title = `${report.name} could not be observed`;
    return findings.join('') + command('warning', { title, ...place(report) }, whyUnknown(report));
  }

  function annotation(finding: Finding, report: TargetReport): string {
    const subject = [finding.owner, finding.type].filter((part) => part !== null).join(' ');
    const level = finding.severity === 'note' ? 'notice' : finding.severity;
    return command(level, { title: `${finding.rule}: ${subject}`, ...place(report) }, finding.message);
  }

  function place({ origin }: TargetReport): Properties {
    const file = originPath(origin, options.originPrefix ?? '');
    if (file === undefined || origin === undefined) return {};
    const { line, column } = origin;
    return { file, line: String(line), ...(column === undefined ? {} : { col: String(column) }) };
  }

  return {
    start: () => '',
    target,
    end: (closing: Closing) => `${closingSentences(closing).map(forTerminal).join('\n')}\n`,
  };
}

type Properties = { readonly [property: string]: string };

/** One command on a line of its own. */
function command(name: 'error' | 'warning' | 'notice', properties: Properties, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${forProperty(value)}`);
  return `::${name} ${list.join(',')}::${forData(message)}\n`;
}

/** The runner turns `%25`, `%0D` and `%0A` back; control characters are written out before. */
function forData(text: string): string {
  return forTerminal(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property `:` and `,` have a meaning too. */
function forProperty(text: string): string {
  return forData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

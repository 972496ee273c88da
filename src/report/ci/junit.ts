import { fails } from '../../model/failOn.ts';
import type { Finding } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';
import { forTerminal } from '../escape.ts';
import type { Opening, Reporter, ReportOptions } from '../reporter.ts';
import { whyUnknown } from './outstanding.ts';

/**
 * JUnit's XML as Jenkins and GitLab read it: a target is a test case, findings from `--fail-on` on are failures, and
 * what is unknown is an error. The counts stand at the front of the format, so all of it is written at the end.
 */
export function createJunit(options: ReportOptions): Reporter {
  const failsFrom = options.failOn ?? 'error';
  const cases: string[] = [];
  let at = '';
  let failures = 0;
  let errors = 0;

  function start(opening: Opening): string {
    at = opening.at;
    return '';
  }

  function target(report: TargetReport): string {
    const failing = report.findings.filter((finding) => fails(finding, failsFrom));
    const isUnknown = report.verdict === 'unknown' && failing.length === 0;
    if (failing.length > 0) failures += 1;
    if (isUnknown) errors += 1;
    const outcome = isUnknown
      ? element('error', { type: 'not-observed', message: 'could not be observed' }, whyUnknown(report))
      : failing.length > 0
        ? failureOf(failing)
        : '';
    const said = report.findings.filter((finding) => !failing.includes(finding)).map(sentence);
    const output = said.length === 0 ? '' : element('system-out', {}, said.join('\n'));
    const name = report.migration === undefined ? report.name : `${report.name} (${report.migration})`;
    cases.push(
      `    <testcase${attributes({ classname: 'ttl-check', name })}>${outcome}${output}</testcase>\n`,
    );
    return '';
  }

  function end(): string {
    const counts = { tests: String(cases.length), failures: String(failures), errors: String(errors) };
    const suite = { name: 'ttl-check', ...counts, timestamp: at.replace(/Z$/, '') };
    return [
      '<?xml version="1.0" encoding="UTF-8"?>\n',
      `<testsuites${attributes({ name: 'ttl-check', ...counts })}>\n`,
      `  <testsuite${attributes(suite)}>\n`,
      ...cases,
      '  </testsuite>\n</testsuites>\n',
    ].join('');
  }

  return { start, target, end };
}

function failureOf(findings: readonly Finding[]): string {
  const [first] = findings;
  return element(
    'failure',
    { type: first?.rule ?? '', message: first?.message ?? '' },
    findings.map(sentence).join('\n'),
  );
}

function sentence({ severity, message, rule, waived, known }: Finding): string {
  const word = waived !== undefined ? 'waived' : known !== undefined ? 'known' : severity;
  return `${word}: ${forTerminal(message)} [${forTerminal(rule)}]`;
}

function element(name: string, properties: { readonly [name: string]: string }, content: string): string {
  return `<${name}${attributes(properties)}>${content.split('\n').map(forXml).join('\n')}</${name}>`;
}

function attributes(properties: { readonly [name: string]: string }): string {
  return Object.entries(properties)
    .map(([name, value]) => ` ${name}="${forXml(value)}"`)
    .join('');
}

/** Characters that XML has no way to write (XML 1.0 §2.2) are written out before. */
function forXml(text: string): string {
  return forTerminal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

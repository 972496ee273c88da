/** The findings of a target as sentences, the most severe first. */
import type { Finding, Severity } from '../model/finding.ts';
import type { TargetReport } from '../model/report.ts';
import type { ClockText } from './clockText.ts';
import { forTerminal } from './escape.ts';
import { type Paint, SEVERITY_INK, VERDICT_INK } from './paint.ts';
import { verdictWords } from './rows.ts';
import { width, wrapped } from './width.ts';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

const WAIVED_RANK = 3;

/** `  warning  `: where the sentences begin. */
const INDENT = 11;

export interface FindingView {
  readonly columns: number;
  readonly paint: Paint;
  readonly clock: ClockText;
  /** `quiet` leaves out what is waived and all notes, but for those that say why nobody knows. */
  readonly verbosity: 'quiet' | 'normal';
  /** Kinds of circumstances that are said once for the run: notes about them are left out here. */
  readonly saidOnce: ReadonlySet<string>;
}

/** Rules whose notes say at each name what is a circumstance of the run. */
const RULE_OF_CIRCUMSTANCE: Readonly<Record<string, string>> = {
  'family-skipped': 'no-route',
  'doh-used': 'doh-used',
  'port-53-intercepted': 'port-53-intercepted',
};

/** How grave a finding is, 0 the gravest; waived and known ones come last. */
export function findingRank(finding: Finding): number {
  return finding.waived === undefined && finding.known === undefined ? RANK[finding.severity] : WAIVED_RANK;
}

/** Whether `--quiet` shows it: a record that is not ready, or why nobody knows. */
export function standsInTheWay(finding: Finding): boolean {
  const rank = findingRank(finding);
  return rank < RANK.note || (rank === RANK.note && finding.rule === 'not-observed');
}

/** The findings to show of a target, sorted. */
export function shownFindings(
  target: TargetReport,
  { verbosity, saidOnce }: Pick<FindingView, 'verbosity' | 'saidOnce'>,
): Finding[] {
  return target.findings
    .filter((finding) => verbosity === 'normal' || standsInTheWay(finding))
    .filter(({ severity, rule }) => severity !== 'note' || !saidOnce.has(RULE_OF_CIRCUMSTANCE[rule] ?? ''))
    .toSorted((a, b) => findingRank(a) - findingRank(b));
}

/** The target's name and verdict, and its findings under it. Empty if it has none to show. */
export function findingLines(target: TargetReport, view: FindingView): string[] {
  const findings = shownFindings(target, view);
  if (findings.length === 0) return [];
  return [...headLines(target, view), ...findings.flatMap((finding) => oneFinding(finding, target, view))];
}

function headLines(target: TargetReport, { columns, paint }: FindingView): string[] {
  const name = forTerminal(target.name);
  const said = target.input.trim();
  // What was typed is worth its place only where it reads differently: an IDN, an escape.
  const typed = !/^[\x21-\x7e]*$/.test(said) && said !== '' ? ` (${forTerminal(said)})` : '';
  const verdict = verdictWords(target.verdict);
  const ink = VERDICT_INK[target.verdict];
  const plain = `${name}${typed}  ${verdict}`;
  if (width(plain) <= columns) return [`${paint('bold', name)}${typed}  ${paint(ink, verdict)}`];
  return [
    ...wrapped(`${name}${typed}`, columns).map((line) => paint('bold', line)),
    `  ${paint(ink, verdict)}`,
  ];
}

function oneFinding(finding: Finding, target: TargetReport, view: FindingView): string[] {
  const { waived, known } = finding;
  const rule = `[${forTerminal(finding.rule)}]`;
  const excuse =
    waived === undefined
      ? known?.reason === undefined
        ? ''
        : ` Known: ${forTerminal(known.reason)}.`
      : ` Waived until ${view.clock(waived.until)}: ${forTerminal(waived.reason)}.`;
  const sentence = `${forTerminal(aboutWhat(finding, target) + finding.message)}${excuse} ${rule}`;
  const word = waived !== undefined ? 'waived' : known !== undefined ? 'known' : finding.severity;
  return wrapped(sentence, view.columns - INDENT).map((line, i) => {
    const head = i === 0 ? word.padEnd(INDENT - 2) : ' '.repeat(INDENT - 2);
    if (waived !== undefined || known !== undefined) return `  ${view.paint('dim', head + line)}`;
    const inkedHead = i === 0 ? view.paint(SEVERITY_INK[finding.severity], head) : head;
    return `  ${inkedHead}${line.endsWith(rule) ? line.slice(0, -rule.length) + view.paint('dim', rule) : line}`;
  });
}

/** Which RRset it is about, unless the sentence begins with it. */
export function aboutWhat(finding: Finding, target: TargetReport): string {
  if (finding.message.startsWith(finding.owner)) return '';
  const owner = finding.owner === target.name ? '' : finding.owner;
  const subject = [owner, finding.type ?? ''].filter((part) => part !== '').join(' ');
  return subject === '' || finding.message.startsWith(`${subject}:`) ? '' : `${subject}: `;
}

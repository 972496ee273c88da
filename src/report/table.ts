import type { TargetReport } from '../model/report.ts';
import { baselineSentences } from './ci/summarySentence.ts';
import { type ClockText, clockTextIn, countdown } from './clockText.ts';
import { forTerminal } from './escape.ts';
import { type FindingView, findingLines, findingRank, shownFindings } from './findingLines.ts';
import { drawGrid } from './grid.ts';
import { nextStep } from './nextStep.ts';
import { painter, VERDICT_INK } from './paint.ts';
import type { Closing, Reporter, ReportOptions } from './reporter.ts';
import { rowsOf, verdictWords } from './rows.ts';
import { wrapped } from './width.ts';
import { rankOf, worstTargets } from './worstTargets.ts';

/** Narrower terminals get lines of this width: commands to copy would not fit any more. */
const LEAST_COLUMNS = 48;

/**
 * For people: a row for each RRset, the findings under it as sentences, a summary and what to do next.
 * Everything is written at the end, as columns are as wide as their contents; of very many targets only
 * the worst are kept.
 */
export function createTable(options: ReportOptions): Reporter {
  const columns = Math.max(LEAST_COLUMNS, options.columns);
  const paint = painter(options.color);
  const clock = clockTextIn(options.timezone);
  const kept = worstTargets();
  const next = nextStep(clock, options.at);

  function target(report: TargetReport): string {
    next.add(report);
    if (options.verbosity === 'normal' || rankOf(report) < 3) kept.add(report);
    return '';
  }

  function end(closing: Closing): string {
    const targets = kept.kept();
    if (options.verbosity === 'quiet' && targets.length === 0 && isQuietEnd(closing)) return '';
    const view: FindingView = {
      ...{ columns, paint, clock, verbosity: options.verbosity },
      saidOnce: new Set((closing.circumstances ?? []).map(({ kind }) => kind)),
    };
    const sections = [
      situation(targets, options, clock).flatMap((line) => wrapped(line, columns)),
      table(targets, view),
      ...findingSections(targets, view),
      (closing.circumstances ?? []).flatMap(({ message }) =>
        hanging('Note: ', forTerminal(message), columns).map((line) => paint('dim', line)),
      ),
      [...droppedLines(), ...summaryLines(closing), ...baselineLines(closing)],
      options.verbosity === 'quiet' ? [] : nextLines(closing),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  }

  /** cron mails whatever is printed, so a run in which nothing is in the way prints nothing. */
  function isQuietEnd({ verdict, baseline }: Closing): boolean {
    return verdict === 'ready' && (baseline?.fixed ?? []).length === 0;
  }

  function nextLines(closing: Closing): string[] {
    return next
      .sentences(closing)
      .flatMap((line) => (line.startsWith('  ') ? [paint('cyan', line)] : wrapped(line, columns)));
  }

  function table(targets: readonly TargetReport[], view: FindingView): string[] {
    const rows = targets.flatMap((report) => rowsOf(report, clock, options.at));
    if (rows.length === 0) return [];
    const grid = drawGrid(rows, columns, paint);
    // A name that stands in full at the head of its findings needs no second mention.
    const said = new Set(
      targets.filter((report) => shownFindings(report, view).length > 0).map(({ name }) => forTerminal(name)),
    );
    const legend = grid.shortenedNames
      .filter((name) => !said.has(name))
      .flatMap((name) => hanging('… is ', name, columns));
    return [grid.text, ...(legend.length > 0 ? ['', ...legend] : [])];
  }

  function findingSections(targets: readonly TargetReport[], view: FindingView): string[][] {
    const worstOf = (report: TargetReport): number => Math.min(9, ...report.findings.map(findingRank));
    return targets.toSorted((a, b) => worstOf(a) - worstOf(b)).map((report) => findingLines(report, view));
  }

  function droppedLines(): string[] {
    const dropped = kept.dropped();
    if (dropped === 0) return [];
    return wrapped(
      `Only the worst ${kept.kept().length} names are shown; ${dropped} more are counted below. --format ndjson has all.`,
      columns,
    );
  }

  function baselineLines({ baseline }: Closing): string[] {
    if (baseline === undefined) return [];
    return baselineSentences(baseline).flatMap((sentence) => wrapped(forTerminal(sentence), columns));
  }

  function summaryLines({ summary, verdict }: Closing): string[] {
    const { targets, rrsets, errors, warnings, unknown } = summary;
    const counts = `${plural(targets, 'name')}, ${plural(rrsets, 'RRset')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${unknown} unknown`;
    if (targets === 0) return [];
    const word = verdictWords(verdict);
    return wrapped(`${counts} — ${word}`, columns).map((line) =>
      line.endsWith(word)
        ? line.slice(0, -word.length) + paint('bold', paint(VERDICT_INK[verdict], word))
        : line,
    );
  }

  return { start: () => '', target, end };
}

/** What all rows share: the cutover, and the stage that they are judged by. */
function situation(targets: readonly TargetReport[], options: ReportOptions, clock: ClockText): string[] {
  const [first] = targets;
  if (first === undefined) return [];
  const { timezone } = options;
  const times =
    timezone === undefined || timezone === 'UTC' ? '' : ` Times are those of ${forTerminal(timezone)}.`;
  const stage = targets.every((report) => report.stage === first.stage)
    ? `Stage ${forTerminal(first.stage)}`
    : 'The stage differs by name';
  if (targets.some(({ cutover }) => cutover !== first.cutover))
    return [`Cutovers differ by name. ${stage}.${times}`];
  if (first.cutover === undefined) return [`${stage}, no cutover date.${times}`];
  return [`Cutover ${clock(first.cutover)}, ${countdown(first.cutover, options.at)}. ${stage}.${times}`];
}

/** Wrapped text whose further lines stand under the first one's text. */
function hanging(head: string, text: string, columns: number): string[] {
  return wrapped(text, columns - head.length).map(
    (line, i) => (i === 0 ? head : ' '.repeat(head.length)) + line,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

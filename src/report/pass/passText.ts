import { formatInstant } from '../../model/instant.ts';
import type { MigrationState } from '../../model/journal.ts';
import type { PassReport, StepOutcome, StepResult } from '../../model/pass.ts';
import { type ClockText, clockTextIn, countdown } from '../clockText.ts';
import { forTerminal } from '../escape.ts';
import { type Ink, type Paint, painter } from '../paint.ts';
import { rrsetList, shown, shownEnd, ttlChange } from '../plan/planSentences.ts';
import type { ReportOptions } from '../reporter.ts';
import { wrapped } from '../width.ts';
import { nextSteps } from './nextSteps.ts';
import { hasFailed, type PassesReport } from './passesReport.ts';

/** Narrower terminals get lines of this width. */
const LEAST_COLUMNS = 48;
/** RRsets that got the same are told in one place; so many of their names are. */
const NAMES_SHOWN = 12;

const WORDS: Readonly<Record<StepOutcome, readonly [words: string, ink: Ink]>> = {
  'would-change': ['would change', 'cyan'],
  verified: ['changed', 'green'],
  pending: ['pending', 'yellow'],
  conflict: ['conflict', 'red'],
  refused: ['refused', 'red'],
  uncertain: ['uncertain', 'yellow'],
  held: ['held', 'yellow'],
};
const STATE_WORDS: Readonly<Record<MigrationState, string>> = {
  running: 'running',
  held: 'on hold',
  aborted: 'aborted',
  done: 'done',
};
const WORDS_WIDTH = 'would change'.length;

/** For people: what each pass did or would do, what comes next, and what to type. Failures are told elsewhere. */
export function renderPassText(report: PassesReport, options: ReportOptions): string {
  const view: View = {
    columns: Math.max(LEAST_COLUMNS, options.columns),
    paint: painter(options.color),
    report,
  };
  const sections = report.passes.flatMap((pass) => (hasFailed(pass) ? [] : [passLines(pass, view)]));
  if (sections.length === 0) return '';
  return `${[...sections, endLines(view)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface View {
  readonly columns: number;
  readonly paint: Paint;
  readonly report: PassesReport;
}

function passLines(pass: PassReport, view: View): string[] {
  const { migration, plan, results, state, mode, startedAt } = pass;
  const { columns, paint } = view;
  const clock = clockTextIn(plan.cutover.timezone);
  const iso = formatInstant(plan.cutover.at);
  const zone = plan.cutover.timezone === 'UTC' ? '' : ` ${plan.cutover.timezone}`;
  const standing = state === 'running' ? '' : `  ${paint('yellow', STATE_WORDS[state])}`;
  const dry = mode === 'dry-run' ? `  ${paint('dim', 'dry run')}` : '';
  const sentences = [
    ...stateSentences(pass),
    ...heldSentences(pass),
    ...lateSentences(pass, view.report.command),
    ...nextSentences(pass, view.report.command, clock),
  ];
  return [
    `${paint('bold', forTerminal(migration))}${standing}${dry}`,
    ...wrapped(forTerminal(`Cutover ${clock(iso)}${zone}, ${countdown(iso, startedAt)}.`), columns),
    ...sameResults(results).flatMap((group) => resultLines(group, clock, view)),
    ...sentences.flatMap((sentence) => wrapped(forTerminal(sentence), columns)),
    ...pass.unobserved
      .flatMap(({ owner, because }) =>
        wrapped(forTerminal(`${owner} could not be observed: ${because}.`), columns),
      )
      .map((line) => paint('yellow', line)),
    ...otherNotices(pass)
      .flatMap((notice) => wrapped(`Note: ${forTerminal(notice)}`, columns))
      .map((line) => paint('dim', line)),
  ];
}

/** Results that read the same but for the name. */
function sameResults(results: readonly StepResult[]): (readonly StepResult[])[] {
  const key = ({ outcome, detail, step }: StepResult): string =>
    JSON.stringify([outcome, detail, step.id, step.from, step.to, step.completeAt]);
  return [...Map.groupBy(results, key).values()];
}

function resultLines(group: readonly StepResult[], clock: ClockText, { columns, paint }: View): string[] {
  const [like] = group;
  if (like === undefined) return [];
  const { step, outcome, detail } = like;
  const [words, ink] = WORDS[outcome];
  const effect =
    step.kind === 'lower' && (outcome === 'verified' || outcome === 'would-change')
      ? `, complete ${shownEnd(step.completeAt, { clock })}`
      : '';
  const told = `${rrsetList(group, NAMES_SHOWN)}: ${ttlChange(step)}, step ${step.id}${effect}`;
  const indent = ' '.repeat(WORDS_WIDTH + 4);
  const [first = '', ...rest] = wrapped(forTerminal(told), columns - indent.length);
  const why = detail === undefined ? [] : wrapped(forTerminal(detail), columns - indent.length);
  return [
    `  ${paint(ink, words.padEnd(WORDS_WIDTH))}  ${first}`,
    ...[...rest, ...why].map((line) => `${indent}${line}`),
  ];
}

function stateSentences({ state, migration }: PassReport): string[] {
  switch (state) {
    case 'running':
      return [];
    case 'held':
      return [`It is on hold: nothing is changed until \`ttl-check resume ${migration}\`.`];
    case 'aborted':
      return ['It was aborted: nothing is lowered any more, and the former TTLs go back.'];
    case 'done':
      return [
        `It is done: nothing is changed any more. \`ttl-check restore ${migration}\` gives former TTLs back that are still out.`,
      ];
  }
}

/** What a guard or the state of things stopped; on hold, the state has said it for all. */
function heldSentences({ plan, state }: PassReport): string[] {
  if (state === 'held' || state === 'done') return [];
  return plan.rrsets
    .filter(({ disposition }) => disposition === 'held')
    .map(({ owner, type, because }) => `Held: ${owner} ${type}. ${because ?? ''}`.trimEnd());
}

/** A pass does what it can; that it is not enough must not be found out on the day. */
function lateSentences(
  { plan, migration, state, startedAt }: PassReport,
  command: PassesReport['command'],
): string[] {
  if (command !== 'apply' || state !== 'running' || startedAt >= plan.cutover.at) return [];
  const late = plan.rrsets.filter(({ readiness }) => readiness.kind === 'too-late');
  if (late.length === 0) return [];
  return [
    `Not ready by the cutover, as it stands: ${rrsetList(late, 3)}. \`ttl-check plan ${migration}\` says since when, and what is the earliest safe cutover.`,
  ];
}

const NOTHING_TO_RESTORE = 'There is nothing to restore: the journal knows of no TTL that is still lowered.';

const NOTHING: Readonly<Record<PassesReport['command'], string>> = {
  apply: 'Nothing is due, and no step comes later.',
  restore: NOTHING_TO_RESTORE,
  abort: NOTHING_TO_RESTORE,
};

function nextSentences(pass: PassReport, command: PassesReport['command'], clock: ClockText): string[] {
  const { results, startedAt, state } = pass;
  const idle = results.length === 0;
  if (state === 'held') return [];
  const next = nextSteps(pass);
  if (next === undefined) return idle ? [NOTHING[command]] : [];
  const { step, rrsets } = next;
  const verb = step.kind === 'restore' ? 'restore' : 'lower';
  const when = `${shown(step.at, { clock })} (${countdown(formatInstant(step.at), startedAt)})`;
  return [
    `${idle ? 'Nothing is due now. ' : ''}Next: ${verb} ${rrsetList(rrsets, 3)} to ${step.to} s at ${when}.`,
  ];
}

/** What could not be observed has a place of its own. */
function otherNotices({ notices, unobserved }: PassReport): readonly string[] {
  return notices.filter(
    (notice) => !unobserved.some(({ owner }) => notice.startsWith(`${owner} could not be observed`)),
  );
}

function endLines({ columns, paint, report }: View): string[] {
  if (report.mode !== 'dry-run') return [];
  const would = report.passes.some((pass) => !hasFailed(pass) && pass.results.length > 0);
  const dry =
    report.command === 'abort'
      ? 'No TTL was changed yet; the next `ttl-check apply --yes`, or the daemon, gives the former ones back.'
      : 'A dry run: nothing was changed.';
  if (!would) return report.command === 'abort' ? [] : wrapped(dry, columns);
  const now = report.command === 'abort' ? 'To have them back now:' : 'To carry it out:';
  return [
    ...wrapped(`${dry} ${now}`, columns),
    // Not wrapped, so that it can be copied.
    paint('cyan', `  ${forTerminal(report.carryOut)}`),
  ];
}

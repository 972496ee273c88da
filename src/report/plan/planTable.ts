import { formatInstant, plusSeconds } from '../../model/instant.ts';
import type { PlannedRrset, PlanVerdict } from '../../model/plan.ts';
import { held } from '../../policy/arithmetic.ts';
import { type ClockText, clockTextIn, countdown } from '../clockText.ts';
import { forTerminal } from '../escape.ts';
import { type Ink, type Paint, painter } from '../paint.ts';
import type { ReportOptions } from '../reporter.ts';
import { width, wrapped } from '../width.ts';
import { planNext } from './planNext.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';
import {
  dispositionSentence,
  inSeconds,
  readinessSentence,
  shown,
  shownEnd,
  type Telling,
  ttlChange,
  VERDICT_WORDS,
  whyThen,
} from './planSentences.ts';
import { type Timeline, timelinesOf } from './timelines.ts';

/** Narrower terminals get lines of this width. */
const LEAST_COLUMNS = 48;
/** From here on the reason stands beside its step. */
const ROOMY_COLUMNS = 120;
/** RRsets with one timeline that are named; the others are counted. */
const NAMES_SHOWN = 24;

const VERDICT_INK: Readonly<Record<PlanVerdict, Ink>> = {
  feasible: 'green',
  infeasible: 'red',
  unknown: 'yellow',
  past: 'dim',
};

/** For people: the timeline of each migration, RRset by RRset, and what to do next. */
export function renderPlanTable(report: PlanReport, options: ReportOptions): string {
  const columns = Math.max(LEAST_COLUMNS, options.columns);
  const paint = painter(options.color);
  const sections = report.migrations.flatMap((migration) =>
    migrationSections(migration, { columns, paint, options }),
  );
  const next = planNext(report, clockOf).flatMap((line) =>
    line.startsWith('  ') ? [paint('cyan', forTerminal(line))] : wrapped(forTerminal(line), columns),
  );
  return `${[...sections, next]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface View {
  readonly columns: number;
  readonly paint: Paint;
  readonly options: ReportOptions;
}

function clockOf({ plan }: PlannedMigration): ClockText {
  return clockTextIn(plan.cutover.timezone);
}

function migrationSections(migration: PlannedMigration, view: View): string[][] {
  const { plan, figures } = migration;
  const telling: Telling = { clock: clockOf(migration), figures, at: plan.at, cutover: plan.cutover.at };
  return [
    headLines(migration, telling, view),
    ...timelinesOf(plan.rrsets).map((timeline) => timelineLines(timeline, migration, telling, view)),
    unseenLines(migration, telling, view),
    footLines(migration, telling, view),
  ];
}

function headLines(
  migration: PlannedMigration,
  telling: Telling,
  { columns, paint, options }: View,
): string[] {
  const { plan, verdict, providerKind, notes } = migration;
  const { timezone } = plan.cutover;
  const zone = timezone === 'UTC' ? '' : ` ${timezone}`;
  const iso = formatInstant(plan.cutover.at);
  const provider =
    plan.provider === null
      ? 'No provider.'
      : `Provider ${plan.provider}${providerKind === null ? '' : ` (${providerKind})`}.`;
  const sentence = `Cutover ${telling.clock(iso)}${zone}, ${countdown(iso, options.at)}. ${provider}`;
  return [
    `${paint('bold', forTerminal(plan.migration))}  ${paint(VERDICT_INK[verdict], VERDICT_WORDS[verdict])}`,
    ...wrapped(forTerminal(sentence), columns),
    ...(notes === null ? [] : wrapped(forTerminal(notes), columns).map((line) => paint('dim', line))),
  ];
}

function timelineLines(
  { like, rrsets }: Timeline,
  migration: PlannedMigration,
  telling: Telling,
  view: View,
): string[] {
  const lines = [...subjectLines(like, rrsets, view)];
  const disposition = dispositionSentence(like);
  if (disposition !== '') lines.push(...indented(disposition, 2, view.columns));
  lines.push(...stepRows(like, migration, telling, view));
  const readiness = like.readiness;
  // What is fixed or someone else's has said why already.
  if (readiness.kind === 'unknown' && like.disposition !== 'steps' && like.disposition !== 'nothing')
    return lines;
  if (migration.verdict === 'past') return lines;
  const ink = { ready: 'green', 'too-late': 'red', unknown: 'yellow' } as const;
  const [first = '', ...rest] = indented(readinessSentence(readiness, telling), 2, view.columns);
  const word = /^\s*(?:Ready|Not ready)/.exec(first)?.[0] ?? '';
  lines.push(`${view.paint(ink[readiness.kind], word)}${first.slice(word.length)}`, ...rest);
  return lines;
}

/** The names of a timeline, types of one owner together, and the TTL of now. */
function subjectLines(
  like: PlannedRrset,
  rrsets: readonly PlannedRrset[],
  { columns, paint }: View,
): string[] {
  const ttl = like.ttl === null ? 'no TTL of its own' : inSeconds(like.ttl);
  const byOwner = [...Map.groupBy(rrsets, ({ owner }) => owner)].map(
    ([owner, sets]) => `${forTerminal(owner)} ${sets.map(({ type }) => forTerminal(type)).join('+')}`,
  );
  const named = byOwner.slice(0, NAMES_SHOWN).join(', ');
  const more = byOwner.length > NAMES_SHOWN ? ` and ${byOwner.length - NAMES_SHOWN} more names` : '';
  const text = `${named}${more}`;
  const room = columns - width(ttl) - 2;
  if (width(text) <= room) return [`${paint('bold', text)}  ${paint('dim', ttl)}`];
  return [...wrapped(text, columns).map((line) => paint('bold', line)), paint('dim', `  ${ttl} each`)];
}

interface Row {
  readonly when: string;
  readonly countdown: string;
  readonly what: string;
  /** When its effect is complete, or until when the old data may be served; empty if there is nothing to say. */
  readonly effect: string;
  readonly why: string;
  readonly ink: Ink;
}

function stepRows(like: PlannedRrset, migration: PlannedMigration, telling: Telling, view: View): string[] {
  if (like.steps.length === 0) return [];
  const { at } = view.options;
  const rows: (Row & { readonly at: number })[] = like.steps.map((step) => ({
    at: step.at,
    when: shown(step.at, telling),
    countdown: countdown(formatInstant(step.at), at),
    what: ttlChange(step),
    effect: step.kind === 'lower' ? `complete ${shownEnd(step.completeAt, telling)}` : '',
    why: whyThen(step, telling),
    ink: step.reason.kind === 'late' ? 'yellow' : 'none',
  }));
  if (migration.verdict !== 'past')
    rows.push({
      at: telling.cutover,
      when: shown(telling.cutover, telling),
      countdown: countdown(formatInstant(telling.cutover), at),
      what: 'cutover',
      effect: cutoverEffect(like, telling),
      why: '',
      ink: 'bold',
    });
  rows.sort((a, b) => a.at - b.at);
  const widest = (cell: (row: Row) => string): number => Math.max(...rows.map((row) => width(cell(row))));
  const [when, ahead, what] = [widest((r) => r.when), widest((r) => r.countdown), widest((r) => r.what)];
  return rows.flatMap((row) => {
    const start = `  ${row.when.padEnd(when)}  ${row.countdown.padEnd(ahead)}  `;
    return view.columns >= ROOMY_COLUMNS
      ? roomyRow(row, start, { what, effect: widest((r) => r.effect) }, view)
      : narrowRow(row, start, when + 4, view);
  });
}

/** One line, the reason wrapped at its end. */
function roomyRow(
  row: Row,
  start: string,
  widths: { readonly what: number; readonly effect: number },
  { paint, columns }: View,
): string[] {
  const indent = start.length + widths.what + 2 + widths.effect + 2;
  const [first = '', ...rest] = wrapped(forTerminal(row.why), columns - indent);
  const cells = `${paint(row.ink, row.what.padEnd(widths.what))}  ${row.effect.padEnd(widths.effect)}  ${paint('dim', first)}`;
  return [`${start}${cells}`.trimEnd(), ...rest.map((line) => paint('dim', `${' '.repeat(indent)}${line}`))];
}

/** The effect beside the step where it fits, the reason below. */
function narrowRow(row: Row, start: string, indent: number, { paint, columns }: View): string[] {
  const joined = row.effect === '' ? '' : `, ${row.effect}`;
  const fits = start.length + width(row.what) + joined.length <= columns;
  const below = [...(fits || row.effect === '' ? [] : [row.effect]), ...(row.why === '' ? [] : [row.why])];
  const text = below.join('; ');
  return [
    `${start}${paint(row.ink, row.what)}${fits ? joined : ''}`,
    ...(text === ''
      ? []
      : wrapped(forTerminal(text), columns - indent).map((line) =>
          paint('dim', `${' '.repeat(indent)}${line}`),
        )),
  ];
}

function cutoverEffect({ readiness }: PlannedRrset, telling: Telling): string {
  if (readiness.kind === 'unknown') return '';
  return `old data until ${shownEnd(plusSeconds(telling.cutover, readiness.staleWindow), telling)}`;
}

/** What does not exist, and what could not be observed. */
function unseenLines(
  { absent, unobserved, figures }: PlannedMigration,
  telling: Telling,
  view: View,
): string[] {
  const lines = absent.flatMap(({ owner, type, create, negativeTtl }) => {
    const name = `${owner}${type === null ? '' : ` ${type}`}`;
    if (!create)
      return [
        `${name} does not exist: there is no TTL to lower. If it is created at the cutover, say create: true.`,
      ];
    if (negativeTtl === null) return [`${name} is created at the cutover.`];
    const gone = figures.propagation + held(negativeTtl, figures);
    const until = shownEnd(plusSeconds(telling.cutover, gone), telling);
    return [
      `${name} is created at the cutover: its absence may be cached for ${inSeconds(negativeTtl)}, the negative TTL, until ${until} at most.`,
    ];
  });
  const unseen = unobserved.map(({ owner, because }) => `${owner} could not be observed: ${because}.`);
  return [
    ...lines.flatMap((line) => wrapped(forTerminal(line), view.columns)),
    ...unseen
      .flatMap((line) => wrapped(forTerminal(line), view.columns))
      .map((line) => view.paint('yellow', line)),
  ];
}

function footLines({ plan, verdict, notices }: PlannedMigration, telling: Telling, view: View): string[] {
  const said: string[] = [];
  if (plan.oldEndpointMayGoAt !== null && verdict !== 'past')
    said.push(
      `The old endpoint may go from ${shownEnd(plan.oldEndpointMayGoAt, telling)} on. That is what the protocol promises; ` +
        'some resolvers and clients keep old data longer, so leave it answering for some days.',
    );
  if (plan.restoreAt !== null)
    said.push(`The former TTLs are back from ${shown(plan.restoreAt, telling)} on.`);
  return [
    ...said.flatMap((line) => wrapped(forTerminal(line), view.columns)),
    ...notices.flatMap((notice) =>
      wrapped(`Note: ${forTerminal(notice)}`, view.columns).map((line) => view.paint('dim', line)),
    ),
  ];
}

function indented(text: string, by: number, columns: number): string[] {
  return wrapped(forTerminal(text), columns - by).map((line) => ' '.repeat(by) + line);
}

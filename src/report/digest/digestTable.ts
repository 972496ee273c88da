import type { Digest, MigrationDigest, Obstacle, WatchedDigest } from '../../model/digest.ts';
import type { PlanVerdict } from '../../model/plan.ts';
import { inWords } from '../../model/ttl.ts';
import { forTerminal } from '../escape.ts';
import { type Ink, type Paint, painter, SEVERITY_INK } from '../paint.ts';
import type { ReportOptions } from '../reporter.ts';
import { shortened, width, wrapped } from '../width.ts';
import {
  changeSentence,
  counted,
  cutoverSentence,
  doneSentence,
  forgottenSentence,
  headline,
  nextSentence,
  readinessBar,
  readinessWords,
  undeliveredSentence,
  verdictWords,
} from './digestSentences.ts';
import { type Voice, wallClockVoice } from './voice.ts';

/** Narrower terminals get lines of this width. */
const LEAST_COLUMNS = 48;
const BAR_CELLS = 20;
/** Of each kind; the others are counted. */
const SHOWN = 10;
/** `  warning  `: where sentences begin. */
const LABEL = 11;

const VERDICT_INK: Readonly<Record<PlanVerdict, Ink>> = {
  feasible: 'green',
  infeasible: 'red',
  unknown: 'yellow',
  past: 'dim',
};

interface View {
  readonly columns: number;
  readonly paint: Paint;
}

/** For people at a terminal: every migration, then the watched names. */
export function renderDigestTable(digest: Digest, options: ReportOptions): string {
  const view: View = { columns: Math.max(LEAST_COLUMNS, options.columns), paint: painter(options.color) };
  const voice = wallClockVoice(digest.at, digest.timezone, asItIs);
  const sections = [
    headLines(digest, voice, view),
    ...digest.migrations.map((migration) =>
      migrationLines(migration, wallClockVoice(digest.at, migration.cutover.timezone, asItIs), view),
    ),
    watchedLines(digest.watched, voice, view),
    listLines(
      'Never given back',
      'yellow',
      digest.forgotten.map((one) => forgottenSentence(one, voice)),
      view,
    ),
    listLines(
      'Not delivered',
      'red',
      digest.undelivered.map((one) => undeliveredSentence(one, voice)),
      view,
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headLines(digest: Digest, voice: Voice, { columns, paint }: View): string[] {
  const title = `Report of ${voice.when(digest.at)}${voice.zone}, since ${voice.when(digest.since)}`;
  return [
    ...wrapped(forTerminal(title), columns).map((line) => paint('bold', line)),
    ...wrapped(headline(digest), columns),
  ];
}

function migrationLines(migration: MigrationDigest, voice: Voice, view: View): string[] {
  const { columns } = view;
  const { name, verdict, done, next, obstacles, earliestSafeCutover, notes } = migration;
  const words = forTerminal(verdictWords(migration, voice));
  const over = verdict === 'past';
  const doneShown = done.slice(-SHOWN);
  return [
    ...titleLines(forTerminal(name), words, VERDICT_INK[verdict], view),
    ...wrapped(forTerminal(cutoverSentence(migration, voice)), columns - 2).map((line) => `  ${line}`),
    ...(over ? [] : barLines(migration, view)),
    ...labelled('done', 'dim', omitted(done.length - doneShown.length, 'earlier'), view),
    ...doneShown.flatMap((step) => labelled('done', 'green', doneSentence(step, voice), view)),
    ...(next === null ? [] : labelled('next', 'cyan', nextSentence(next, migration.state, voice), view)),
    ...obstacleLines(obstacles, `ttl-check plan ${name}`, view),
    ...(earliestSafeCutover === null || over
      ? []
      : labelled('move', 'red', `Earliest safe cutover: ${voice.until(earliestSafeCutover)}.`, view)),
    ...(notes === null ? [] : labelled('notes', 'dim', notes, view)),
  ];
}

function barLines({ readiness, verdict }: MigrationDigest, { columns, paint }: View): string[] {
  const bar = paint(VERDICT_INK[verdict], readinessBar(readiness, BAR_CELLS));
  return wrapped(readinessWords(readiness), columns - BAR_CELLS - 3).map((line, i) =>
    i === 0 ? `  ${bar} ${line}` : ' '.repeat(BAR_CELLS + 3) + line,
  );
}

function titleLines(name: string, words: string, ink: Ink, { columns, paint }: View): string[] {
  if (width(`${name}  ${words}`) <= columns) return [`${paint('bold', name)}  ${paint(ink, words)}`];
  return [
    ...wrapped(name, columns).map((line) => paint('bold', line)),
    ...wrapped(words, columns - 2).map((line) => `  ${paint(ink, line)}`),
  ];
}

function watchedLines(watched: WatchedDigest, voice: Voice, view: View): string[] {
  const { names, unknown, ttls, changes, obstacles } = watched;
  if (names === 0) return [];
  const { paint, columns } = view;
  const unseen = unknown === 0 ? '' : `, ${unknown} of them unknown`;
  const worst = ttls.slice(0, SHOWN);
  const digits = Math.max(0, ...worst.map(({ ttl }) => String(ttl).length));
  const shownChanges = changes.slice(-SHOWN);
  return [
    paint('bold', `Watched: ${counted(names, 'name')}${unseen}`),
    ...worst.map(({ owner, type, ttl }) => {
      const seconds = `${String(ttl).padStart(digits)} s`;
      const rest = `${forTerminal(type)}${ttl < 60 ? '' : ` (${inWords(ttl)})`}`;
      const room = columns - width(seconds) - width(rest) - 5;
      return `  ${seconds}  ${shortened(forTerminal(owner), room)} ${rest}`;
    }),
    ...(ttls.length > worst.length ? [`  and ${ttls.length - worst.length} with shorter TTLs`] : []),
    ...labelled('changed', 'dim', omitted(changes.length - shownChanges.length, 'earlier'), view),
    ...shownChanges.flatMap((change) => labelled('changed', 'cyan', changeSentence(change, voice), view)),
    ...obstacleLines(obstacles, 'ttl-check', view),
  ];
}

function obstacleLines(obstacles: readonly Obstacle[], command: string, view: View): string[] {
  const shown = obstacles.slice(0, SHOWN);
  return [
    ...shown.flatMap(({ severity, message }) => labelled(severity, SEVERITY_INK[severity], message, view)),
    ...labelled(
      '',
      'dim',
      obstacles.length > shown.length
        ? `and ${obstacles.length - shown.length} more; \`${command}\` shows all.`
        : '',
      view,
    ),
  ];
}

function listLines(
  title: string,
  ink: Ink,
  sentences: readonly string[],
  { columns, paint }: View,
): string[] {
  if (sentences.length === 0) return [];
  const shown = sentences.slice(0, SHOWN);
  const rest = sentences.length > shown.length ? [`and ${sentences.length - shown.length} more.`] : [];
  return [
    paint(ink, title),
    ...[...shown, ...rest].flatMap((sentence) =>
      wrapped(forTerminal(sentence), columns - 2).map((line) => `  ${line}`),
    ),
  ];
}

function omitted(count: number, which: string): string {
  return count <= 0 ? '' : `${count} ${which}.`;
}

function labelled(label: string, ink: Ink, sentence: string, { columns, paint }: View): string[] {
  if (sentence === '') return [];
  return wrapped(forTerminal(sentence), columns - LABEL).map((line, i) =>
    i === 0 ? `  ${paint(ink, label.padEnd(LABEL - 2))}${line}` : ' '.repeat(LABEL) + line,
  );
}

/** Names are escaped with the line that they end up in. */
function asItIs(text: string): string {
  return text;
}

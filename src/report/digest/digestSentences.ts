/** What a digest says in words; table, Markdown, HTML and Slack say the same, each in its own escapes. */
import type {
  Digest,
  DoneStep,
  ForgottenRestore,
  MigrationDigest,
  NextStep,
  ReadinessCount,
  RrsetName,
  Undelivered,
  WatchedChange,
} from '../../model/digest.ts';
import { formatInstant } from '../../model/instant.ts';
import type { MigrationState } from '../../model/journal.ts';
import { inWords } from '../../model/ttl.ts';
import { countdown } from '../clockText.ts';
import { VERDICT_WORDS } from '../plan/planSentences.ts';
import { migrationRank } from './composeDigest.ts';
import type { Voice } from './voice.ts';

/** RRsets that a sentence names; the others are counted. */
const NAMED = 3;

/** One sentence on everything, without any text of others in it. */
export function headline({ migrations, watched, forgotten }: Digest): string {
  const ranks = migrations.map(migrationRank);
  const count = (rank: number): number => ranks.filter((one) => one === rank).length;
  const parts = [
    some(count(0), 'cannot be ready'),
    some(count(1), 'nobody can vouch for'),
    some(count(2), 'with errors in the way'),
    some(count(3), 'on track'),
    some(count(4), 'over'),
  ].filter((part) => part !== '');
  const moves =
    migrations.length === 0
      ? 'No migration is planned.'
      : `${counted(migrations.length, 'migration')}: ${parts.join(', ')}.`;
  const restores =
    forgotten.length === 0 ? [] : [`${counted(forgotten.length, 'TTL')} never came back after a cutover.`];
  const errors = watched.obstacles.filter(({ severity }) => severity === 'error').length;
  const names =
    watched.names === 0
      ? []
      : [
          `${counted(watched.names, 'watched name')}, ${errors === 0 ? 'no error' : counted(errors, 'error')}.`,
        ];
  return [moves, ...restores, ...names].join(' ');
}

function some(count: number, words: string): string {
  return count === 0 ? '' : `${count} ${words}`;
}

/** `1 name`, `3 names`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The share of RRsets that are ready, are still to be lowered, and neither, drawn in `cells` characters. */
export function readinessBar({ total, ready, planned }: ReadinessCount, cells: number): string {
  if (total === 0) return '░'.repeat(cells);
  // Rounded down, so that a bar is full only if everything is ready.
  const full = Math.floor((ready / total) * cells);
  const coming = Math.floor(((ready + planned) / total) * cells) - full;
  return '█'.repeat(full) + '▒'.repeat(coming) + '░'.repeat(cells - full - coming);
}

/** `6 of 10 RRsets ready, 2 to be lowered, 2 too late`. */
export function readinessWords({ total, ready, planned, tooLate, unknown }: ReadinessCount): string {
  if (total === 0) return 'no RRset to move';
  return [
    `${ready} of ${counted(total, 'RRset')} ready`,
    some(planned, 'to be lowered'),
    some(tooLate, 'too late'),
    some(unknown, 'unknown'),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** `infeasible`, `feasible, held by ops (freeze)`. */
export function verdictWords({ verdict, state, stateChange }: MigrationDigest, { plain }: Voice): string {
  if (state === 'running' || stateChange === undefined) return VERDICT_WORDS[verdict];
  const reason = stateChange.reason === undefined ? '' : ` (${plain(stateChange.reason)})`;
  return `${VERDICT_WORDS[verdict]}, ${state} by ${plain(stateChange.by)}${reason}`;
}

/** `Cutover 2026-12-12 01:00 Europe/Berlin, in 4 d 16 h, stage one-week.` */
export function cutoverSentence(
  { cutover, stage }: MigrationDigest,
  { when, zone, at, plain }: Voice,
): string {
  return `Cutover ${when(cutover.at)}${zone}, ${countdown(formatInstant(cutover.at), at)}, stage ${plain(stage)}.`;
}

const OUTCOMES: Readonly<Record<DoneStep['outcome'], string>> = {
  verified: 'verified at every server',
  accepted: 'accepted, not yet seen at every server',
  pending: 'sent, nothing heard of it yet',
  conflict: 'refused, for somebody else had changed it in between',
  refused: 'refused by the provider',
  uncertain: 'no answer came, the next pass looks again',
  abandoned: 'given up',
};

/** `2026-12-05 12:00  www.example.com. A lowered to 3600 s: verified at every server.` */
export function doneSentence({ at, kind, to, rrsets, outcome, detail }: DoneStep, voice: Voice): string {
  const verb = kind === 'lower' ? 'lowered' : 'restored';
  const words = detail === undefined ? '' : ` (${voice.plain(detail)})`;
  return `${voice.when(at)}: ${rrsetNames(rrsets, voice)} ${verb} to ${to} s: ${OUTCOMES[outcome]}${words}.`;
}

/** What the scheduler, or a person by hand, does next. */
export function nextSentence(next: NextStep, state: MigrationState, voice: Voice): string {
  const { at, kind, to, rrsets, completeAt } = next;
  const verb = kind === 'lower' ? 'lower' : 'restore';
  const due = at <= voice.at ? 'now' : `${voice.when(at)}, ${countdown(formatInstant(at), voice.at)}`;
  const drained = kind === 'lower' ? `; caches have drained by ${voice.until(completeAt)}` : '';
  const held = state === 'held' ? 'once it is resumed, ' : '';
  return `${held}${due}: ${verb} ${rrsetNames(rrsets, voice)} to ${to} s${drained}.`;
}

/** `2026-12-05 12:00: www.example.com. A 86400 → 300 s, by ttl-check.` */
export function changeSentence({ at, owner, type, ttl, rdata, by }: WatchedChange, voice: Voice): string {
  const seconds = ttl.from === ttl.to ? `${ttl.to} s` : `${ttl.from} → ${ttl.to} s`;
  const data =
    rdata === undefined
      ? ''
      : `, ${voice.plain(dataWords(rdata.from))} → ${voice.plain(dataWords(rdata.to))}`;
  const hand = by === 'ttl-check' ? ', by ttl-check' : '';
  return `${voice.when(at)}: ${voice.plain(`${owner} ${type}`)} ${seconds}${data}${hand}.`;
}

/** Long sets (TXT, many addresses) are counted after the first value, and values cut: a change is a hint, not a diff. */
function dataWords(rdata: readonly string[]): string {
  const [first = 'nothing', ...rest] = rdata;
  const shown = first.length > 60 ? `${first.slice(0, 59)}…` : first;
  return rest.length === 0 ? shown : `${shown} and ${rest.length} more`;
}

/** A lowered TTL that nobody gave back. */
export function forgottenSentence(
  { owner, type, migration, formerTtl, dueAt }: ForgottenRestore,
  { plain, when, at }: Voice,
): string {
  const overdue = inWords(Math.floor((at - dueAt) / 1000));
  return (
    `${plain(`${owner} ${type}`)}: ${formerTtl} s should have come back ${when(dueAt)}, ${overdue} ago ` +
    `(migration ${plain(migration)}).`
  );
}

/** An earlier report that did not arrive. */
export function undeliveredSentence(
  { report, period, because }: Undelivered,
  { plain, when }: Voice,
): string {
  return `The report ${plain(report)} of ${when(period)} was not delivered: ${plain(because)}`;
}

/** `www.example.com. A+AAAA, api.example.com. A and 3 more`; types of one owner together. */
export function rrsetNames(rrsets: readonly RrsetName[], { plain }: Voice): string {
  const byOwner = Map.groupBy(rrsets, ({ owner }) => owner);
  const names = [...byOwner].map(([owner, sets]) => `${owner} ${sets.map(({ type }) => type).join('+')}`);
  const shown = names.slice(0, NAMED).map(plain).join(', ');
  return names.length <= NAMED ? shown : `${shown} and ${names.length - NAMED} more`;
}

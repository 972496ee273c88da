/** What stands in a row of the table, before anything is shortened to fit. */
import type { Verdict } from '../model/finding.ts';
import type { RrsetReport, TargetReport } from '../model/report.ts';
import { inWords } from '../model/ttl.ts';
import { type ClockText, upToMinute } from './clockText.ts';
import { forTerminal } from './escape.ts';

export interface Row {
  readonly target: TargetReport;
  readonly name: string;
  readonly type: string;
  /** `86400`, `300–86400` where servers differ, `–` where none was seen. */
  readonly seconds: string;
  /** The same in words; empty below a minute and where servers differ. */
  readonly words: string;
  /** Each resolver by itself: `google 212 · cloudflare 300`. */
  readonly held: string;
  /** All of them in short: `212–300`, with `2/3` where only two of three answered. */
  readonly heldRange: string;
  readonly stage: string;
  readonly verdict: string;
  /** Null: not judged. */
  readonly tone: Verdict | null;
  readonly readyAt: string;
  readonly readyAtShort: string;
}

const NONE = '–';

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  ready: 'ready',
  'not-ready': 'not ready',
  unknown: 'unknown',
};

export function verdictWords(verdict: Verdict): string {
  return VERDICT_WORDS[verdict];
}

/** The rows of a target: one for each RRset, or one that says that there is none. `at` is in ms since the epoch. */
export function rowsOf(target: TargetReport, clock: ClockText, at: number): Row[] {
  if (target.rrsets.length > 0) return target.rrsets.map((rrset) => rowOf(target, rrset, clock, at));
  return [
    {
      target,
      name: forTerminal(target.name),
      type: NONE,
      seconds: NONE,
      words: '',
      held: NONE,
      heldRange: NONE,
      stage: forTerminal(target.stage),
      verdict: verdictWords(target.verdict),
      tone: target.verdict,
      readyAt: NONE,
      readyAtShort: NONE,
    },
  ];
}

function rowOf(target: TargetReport, rrset: RrsetReport, clock: ClockText, at: number): Row {
  const foreign = rrset.foreign === true;
  const ttl = rrset.configuredTtl;
  const readyAt = readyAtText(rrset, clock, at);
  return {
    target,
    name: `${rrset.owner === target.name ? '' : '↳ '}${forTerminal(rrset.owner)}`,
    type: forTerminal(rrset.type),
    seconds: ttl === null ? NONE : rangeText(ttl.min, ttl.max),
    words: ttl === null ? '' : wordsText(ttl),
    held: heldText(rrset.resolvers),
    heldRange: heldRangeText(rrset.resolvers),
    stage: foreign ? NONE : forTerminal(target.stage),
    verdict: foreign ? 'foreign' : verdictWords(rrset.verdict),
    tone: foreign ? null : rrset.verdict,
    readyAt,
    readyAtShort: shortInstant(readyAt, clock(new Date(at).toISOString())),
  };
}

/** Seconds need no words below a minute. */
function wordsText({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max && max >= 60 ? inWords(max) : '';
}

function rangeText(min: number, max: number): string {
  return min === max ? `${min}` : `${min}–${max}`;
}

function heldText(resolvers: RrsetReport['resolvers']): string {
  if (resolvers.length === 0) return NONE;
  return resolvers
    .map(
      ({ resolver, remainingTtl, outcome }) =>
        `${forTerminal(resolver)} ${remainingTtl ?? forTerminal(outcome)}`,
    )
    .join(' · ');
}

function heldRangeText(resolvers: RrsetReport['resolvers']): string {
  if (resolvers.length === 0) return NONE;
  const held = resolvers.flatMap(({ remainingTtl }) => remainingTtl ?? []);
  if (held.length === 0) return 'nothing';
  const range = rangeText(Math.min(...held), Math.max(...held));
  return held.length === resolvers.length ? range : `${range} (${held.length}/${resolvers.length})`;
}

function readyAtText(rrset: RrsetReport, clock: ClockText, at: number): string {
  if (rrset.foreign === true) return NONE;
  if (rrset.readyAt !== undefined)
    return Date.parse(rrset.readyAt) <= at ? 'now' : clock(upToMinute(rrset.readyAt));
  return rrset.verdict === 'ready' && rrset.drained !== 'no' ? 'now' : NONE;
}

/** Without the year where it is the year of the report; without the time of day where it is not. */
function shortInstant(text: string, today: string): string {
  if (!/^[0-9]{4}-/.test(text)) return text;
  return text.slice(0, 4) === today.slice(0, 4) ? text.slice(5) : text.slice(0, 10);
}

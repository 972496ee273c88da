/** Once for each period and channel, whoever restarts and however many run: the journal decides, before anything is sent. */
import type { Clock } from '../../model/clock.ts';
import type { Undelivered } from '../../model/digest.ts';
import type { JsonValue } from '../../model/finding.ts';
import { formatInstant, type Instant, instant } from '../../model/instant.ts';
import type { Journal } from '../../model/journal.ts';
import type { Sent } from './channel.ts';

/** A report for the instant at which it was due. */
export interface Period {
  readonly report: string;
  readonly period: Instant;
  /** Which channel, without a secret: another one may have the same report again. */
  readonly destination: string;
}

/** The journal's word on the newest period of a report. */
export interface ReportMemory {
  readonly period: Instant;
  readonly destination: string;
  /** `sending`: it was claimed, and the run ended before it was known what became of it. */
  readonly outcome: 'sending' | Sent['kind'];
  readonly because?: string;
  /** When the last one that arrived was sent; null if none ever did. */
  readonly lastSentAt: Instant | null;
}

export type SentOnce = Sent | { readonly kind: 'sent-already'; readonly outcome: ReportMemory['outcome'] };

/**
 * Sends unless somebody sent, or tried to send, the same period to the same channel. What becomes of it is on record; a
 * run that ends in between leaves `sending`, and nobody sends that one again: at most once is what is promised.
 */
export async function sendOnce(
  what: Period,
  send: () => Promise<Sent>,
  {
    journal,
    clock,
    repeat,
  }: { readonly journal: Journal; readonly clock: Clock; readonly repeat: 'never' | 'asked-for' },
): Promise<SentOnce> {
  const { report, period, destination } = what;
  const key = `report/${report}/${destination}/${formatInstant(period)}`;
  const isFirst = await journal.claimNotification(key, clock.now());
  const before = await reportMemory(report, journal);
  if (!isFirst && repeat === 'never') return { kind: 'sent-already', outcome: before?.outcome ?? 'sending' };
  const lastSentAt = before?.lastSentAt ?? null;
  const base = { period, destination, lastSentAt };
  await keep(report, { ...base, outcome: 'sending' }, journal, clock);
  const sent = await send();
  await keep(
    report,
    {
      ...{ ...base, outcome: sent.kind },
      ...(sent.kind === 'sent' ? { lastSentAt: clock.now() } : { because: sent.because }),
    },
    journal,
    clock,
  );
  return sent;
}

/** What is on record of a report; undefined before its first. */
export async function reportMemory(report: string, journal: Journal): Promise<ReportMemory | undefined> {
  const value = await journal.recall(memoryKey(report));
  return isMemory(value) ? (value as unknown as ReportMemory) : undefined;
}

/** What is to be told of a report that did not arrive, or of which nobody knows; undefined where all is well. */
export function undeliveredOf(report: string, memory: ReportMemory | undefined): Undelivered | undefined {
  if (memory === undefined || memory.outcome === 'sent') return undefined;
  const because =
    memory.because ?? 'The run that sent it ended before an answer came, so it may have arrived or not.';
  return { report, period: instant(memory.period), because };
}

async function keep(report: string, memory: ReportMemory, journal: Journal, clock: Clock): Promise<void> {
  await journal.remember(memoryKey(report), { ...memory }, clock.now());
}

function memoryKey(report: string): string {
  return `report/${report}`;
}

function isMemory(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null && 'period' in value && 'outcome' in value;
}

import { earlier, type Instant, instant } from '../model/instant.ts';
import type { IntentWithReceipt, ReceiptOutcome, SightingRun } from '../model/journal.ts';
import type { PastValue } from '../model/past.ts';

/** Outcomes of changes that may have reached the provider. */
const SENT: ReadonlySet<ReceiptOutcome> = new Set(['accepted', 'verified', 'uncertain']);

/**
 * The TTLs and data of one RRset over time, oldest first. `runs` are its looks, newest first, and `intents` the changes
 * of it that were meant: a TTL that one of them explains is a step, any other is somebody else's.
 */
export function rrsetPast(
  runs: readonly SightingRun[],
  intents: readonly IntentWithReceipt[],
): readonly PastValue[] {
  const sent = intents.filter(({ receipts }) => receipts.some(({ outcome }) => SENT.has(outcome)));
  const seen = runs.toReversed();
  const begin = seen[0]?.since;
  // Looks are kept for a while, changes for ever.
  const values = valuesOfForgotten(sent.filter(({ intent }) => begin === undefined || intent.at < begin));
  for (const run of seen) {
    const before = values.at(-1);
    const ttl = run.ttl.max;
    if (before !== undefined && before.ttl === ttl && isSame(before.rdata, run.rdata)) continue;
    const change =
      before === undefined || before.ttl === ttl
        ? undefined
        : sent.findLast(
            ({ intent }) =>
              intent.to === ttl && intent.at <= run.since && intent.at >= beganWith(before.ttl, values),
          );
    const sentSince = change === undefined ? run.since : sentAt(change);
    values.push({
      // Data that vary may have been seen anew in between, with the TTL of before.
      since: before !== undefined && sentSince < before.since ? before.since : sentSince,
      everywhereAt: change === undefined ? run.since : (verifiedAt(change) ?? run.since),
      ttl,
      rdata: run.rdata,
      ...(change === undefined ? {} : { step: { id: change.intent.step, kind: change.intent.kind } }),
    });
  }
  return values;
}

/** Since when the newest values have had this TTL, whatever their data. */
function beganWith(ttl: number, values: readonly PastValue[]): Instant {
  const other = values.findLastIndex((value) => value.ttl !== ttl);
  return values[other + 1]?.since ?? instant(0);
}

function valuesOfForgotten(changes: readonly IntentWithReceipt[]): PastValue[] {
  const values: PastValue[] = [];
  for (const change of changes) {
    const { from, to, rdata, step: id, kind } = change.intent;
    const since = sentAt(change);
    if (values.at(-1)?.ttl !== from) values.push({ since, everywhereAt: since, ttl: from, rdata });
    values.push({ since, everywhereAt: verifiedAt(change) ?? since, ttl: to, rdata, step: { id, kind } });
  }
  return values;
}

/** The first word of the provider, or when it was asked if it never answered. */
function sentAt({ intent, receipts }: IntentWithReceipt): Instant {
  const accepted = receipts.find(({ outcome }) => outcome === 'accepted')?.at;
  const verified = receipts.find(({ outcome }) => outcome === 'verified')?.at;
  return accepted === undefined || verified === undefined
    ? (accepted ?? intent.at)
    : earlier(accepted, verified);
}

function verifiedAt({ receipts }: IntentWithReceipt): Instant | undefined {
  return receipts.findLast(({ outcome }) => outcome === 'verified')?.at;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

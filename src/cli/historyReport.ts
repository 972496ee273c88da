import { formatInstant, type Instant } from '../model/instant.ts';
import type { Journal, ReceiptOutcome } from '../model/journal.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';

/** What `history` tells, as `--format json` prints it: newest first. */
export interface HistoryReport {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly journal: string;
  readonly entries: readonly HistoryEntry[];
}

export type HistoryEntry =
  /** Consecutive looks that all saw the same. */
  | {
      readonly kind: 'seen';
      readonly type: string;
      readonly from: string;
      readonly to: string;
      readonly looks: number;
      readonly ttl: { readonly min: number; readonly max: number };
      readonly rdata: readonly string[];
      readonly complete: 'all-servers' | 'some-servers';
    }
  /** A change that was meant, and what became of it. */
  | {
      readonly kind: 'change';
      readonly type: string;
      readonly at: string;
      readonly migration: string;
      readonly step: string;
      readonly ttl: { readonly from: number; readonly to: number };
      readonly receipts: readonly {
        readonly at: string;
        readonly outcome: ReceiptOutcome;
        readonly detail?: string;
      }[];
    };

/** Looks at a name and changes of it, the newest `limit` of them. */
export async function historyReport(
  journal: Journal,
  given: {
    readonly path: string;
    readonly name: Name;
    readonly type: RecordType | undefined;
    readonly limit: number;
  },
): Promise<HistoryReport> {
  const { name, type, limit } = given;
  const entries: { readonly at: Instant; readonly entry: HistoryEntry }[] = [];
  for (const run of await journal.sightings(name, type, limit)) {
    const { since, at, looks, ttl, rdata, complete } = run;
    const span = { from: formatInstant(since), to: formatInstant(at), looks };
    entries.push({ at, entry: { kind: 'seen', type: run.type, ...span, ttl, rdata, complete } });
  }
  for (const migration of await journal.migrations())
    for (const { intent, receipts } of await journal.intents(migration)) {
      if (intent.owner !== name || (type !== undefined && intent.type !== type)) continue;
      entries.push({
        at: intent.at,
        entry: {
          ...{
            kind: 'change',
            type: intent.type,
            at: formatInstant(intent.at),
            migration,
            step: intent.step,
          },
          ttl: { from: intent.from, to: intent.to },
          receipts: receipts.map(({ at, outcome, detail }) => ({
            ...{ at: formatInstant(at), outcome },
            ...(detail === undefined ? {} : { detail }),
          })),
        },
      });
    }
  const newestFirst = entries.toSorted((a, b) => b.at - a.at).slice(0, limit);
  return {
    ...{ schemaVersion: 1, name, journal: given.path },
    entries: newestFirst.map(({ entry }) => entry),
  };
}

import { Failure } from '../model/failure.ts';
import { instant } from '../model/instant.ts';
import type { Intent, IntentWithReceipt, Receipt, ReceiptOutcome } from '../model/journal.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { ttl } from '../model/ttl.ts';
import type { Store } from './store.ts';

interface IntentRow {
  readonly seq: number;
  readonly id: string;
  readonly migration: string;
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  readonly step: string;
  readonly kind: 'lower' | 'restore';
  readonly from_ttl: number;
  readonly to_ttl: number;
  readonly rdata: string;
  readonly at: number;
  readonly plan_digest: string;
}

interface ReceiptRow {
  readonly intent: number;
  readonly at: number;
  readonly outcome: ReceiptOutcome;
  readonly change_id: string | null;
  readonly detail: string | null;
}

/** After one of these nothing more is expected of an intent. */
const FINAL: readonly ReceiptOutcome[] = ['verified', 'conflict', 'refused', 'abandoned'];

/** Writes an intent. Returns false for one that stands there word for word. Throws Failure if it stands there differently. */
export function insertIntent(store: Store, intent: Intent): boolean {
  const known = store.get<IntentRow>('SELECT * FROM intents WHERE id = ?', intent.id);
  if (known !== undefined) {
    if (same(intentOf(known), intent)) return false;
    throw new Failure(
      'journal',
      `The journal ${store.path} has an intent ${intent.id} already, and it says something else.`,
      { hint: 'Two passes seem to work on one migration; nothing was sent. Run the command again.' },
    );
  }
  store.run(
    `INSERT INTO intents
       (id, migration, zone, owner, type, step, kind, from_ttl, to_ttl, rdata, at, plan_digest, final)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    ...[intent.id, intent.migration, intent.zone, intent.owner, intent.type, intent.step, intent.kind],
    ...[intent.from, intent.to, JSON.stringify(intent.rdata), intent.at, intent.planDigest],
  );
  return true;
}

/** Adds what became of an intent. Throws Failure for one that was never written. */
export function insertReceipt(store: Store, receipt: Receipt): void {
  const intent = store.get<{ seq: number }>('SELECT seq FROM intents WHERE id = ?', receipt.intent);
  if (intent === undefined)
    throw new Failure('journal', `The journal ${store.path} has no intent ${receipt.intent}.`, {
      hint: 'Was another journal used before? Name the one that the change was begun with.',
    });
  store.run(
    'INSERT INTO receipts (intent, at, outcome, change_id, detail) VALUES (?, ?, ?, ?, ?)',
    intent.seq,
    receipt.at,
    receipt.outcome,
    receipt.changeId ?? null,
    receipt.detail ?? null,
  );
  const final = FINAL.includes(receipt.outcome) ? 1 : 0;
  store.run('UPDATE intents SET final = ? WHERE seq = ?', final, intent.seq);
}

/** All that wait for an answer, oldest first. */
export function readOpenIntents(store: Store): IntentWithReceipt[] {
  return withReceipts(
    store.all<IntentRow>('SELECT * FROM intents WHERE final = 0 ORDER BY seq'),
    store.all<ReceiptRow>(
      `SELECT receipts.* FROM receipts JOIN intents ON intents.seq = receipts.intent
       WHERE final = 0 ORDER BY receipts.seq`,
    ),
  );
}

/** All of a migration, oldest first. */
export function readIntents(store: Store, migration: string): IntentWithReceipt[] {
  return withReceipts(
    store.all<IntentRow>('SELECT * FROM intents WHERE migration = ? ORDER BY seq', migration),
    store.all<ReceiptRow>(
      `SELECT receipts.* FROM receipts JOIN intents ON intents.seq = receipts.intent
       WHERE migration = ? ORDER BY receipts.seq`,
      migration,
    ),
  );
}

function withReceipts(intents: readonly IntentRow[], receipts: readonly ReceiptRow[]): IntentWithReceipt[] {
  const ofIntent = Map.groupBy(receipts, ({ intent }) => intent);
  return intents.map((row) => ({
    intent: intentOf(row),
    receipts: (ofIntent.get(row.seq) ?? []).map((receipt) => receiptOf(receipt, row.id)),
  }));
}

function intentOf(row: IntentRow): Intent {
  const { id, migration, zone, owner, type, step, kind } = row;
  return {
    ...{ id, migration, zone, owner, type, step, kind },
    from: ttl(row.from_ttl),
    to: ttl(row.to_ttl),
    rdata: JSON.parse(row.rdata) as string[],
    at: instant(row.at),
    planDigest: row.plan_digest,
  };
}

function receiptOf(row: ReceiptRow, intent: string): Receipt {
  return {
    intent,
    at: instant(row.at),
    outcome: row.outcome,
    ...(row.change_id === null ? {} : { changeId: row.change_id }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  };
}

function same(a: Intent, b: Intent): boolean {
  return (Object.keys(a) as (keyof Intent)[]).every(
    (key) => JSON.stringify(a[key]) === JSON.stringify(b[key]),
  );
}

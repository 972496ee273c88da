import type { JsonValue } from '../model/finding.ts';
import { type Instant, instant } from '../model/instant.ts';
import type { StoredPlan } from '../model/journal.ts';
import type { Store } from './store.ts';

interface PlanRow {
  readonly seq: number;
  readonly migration: string;
  readonly digest: string;
  readonly at: number;
  readonly plan: string;
}

/** Keeps a plan. Made again with the same digest, the latest one is only brought up to date. */
export function insertPlan(store: Store, plan: StoredPlan): void {
  const latest = latestRow(store, plan.migration);
  const text = JSON.stringify(plan.plan);
  if (latest?.digest === plan.digest)
    store.run('UPDATE plans SET at = ?, plan = ? WHERE seq = ?', plan.at, text, latest.seq);
  else
    store.run(
      'INSERT INTO plans (migration, digest, at, plan) VALUES (?, ?, ?, ?)',
      ...[plan.migration, plan.digest, plan.at, text],
    );
}

/** The one that was recorded last. */
export function readLatestPlan(store: Store, migration: string): StoredPlan | undefined {
  const row = latestRow(store, migration);
  if (row === undefined) return undefined;
  const plan = JSON.parse(row.plan) as JsonValue;
  return { migration: row.migration, digest: row.digest, at: instant(row.at), plan };
}

function latestRow(store: Store, migration: string): PlanRow | undefined {
  return store.get<PlanRow>('SELECT * FROM plans WHERE migration = ? ORDER BY seq DESC LIMIT 1', migration);
}

/** Removes older plans that a later one replaced and that no intent belongs to. Returns how many. */
export function prunePlans(store: Store, before: Instant): number {
  return store.run(
    `DELETE FROM plans WHERE at < ?
       AND seq NOT IN (SELECT max(seq) FROM plans GROUP BY migration)
       AND digest NOT IN (SELECT plan_digest FROM intents)`,
    before,
  );
}

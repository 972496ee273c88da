import { listsByRrset, rrsetKey } from '../apply/byRrset.ts';
import type { Journal } from '../model/journal.ts';
import type { RrsetPast } from '../model/past.ts';
import { rrsetPast } from '../plan/rrsetPast.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';
import { timelinesOf } from '../report/plan/timelines.ts';
import { MOST_TOLD, worstPlansFirst } from '../report/plan/worstPlans.ts';
import type { GatheredDigest } from './gatherDigest.ts';

/** RRsets of a page whose past is read: 10,000 take less than a second. */
const MOST_RRSETS = 20_000;

/** The same of a page that is made anew for each reader, while the daemon waits. */
export const MOST_RRSETS_LIVE: number = 1_000;

/** Of one RRset, the newest: a year of changes every few minutes would fill no page. */
const MOST_RUNS = 200;

/**
 * The migrations, with the past of the RRsets of those that a page tells in full; `most` of them in all, the worst first.
 * As they are without a journal.
 */
export async function withPasts(
  migrations: readonly PlannedMigration[],
  journal: Journal | undefined,
  most: number = MOST_RRSETS,
): Promise<readonly PlannedMigration[]> {
  if (journal === undefined) return migrations;
  let left = most;
  const told = new Map<PlannedMigration, PlannedMigration>();
  for (const planned of worstPlansFirst(migrations).slice(0, MOST_TOLD)) {
    told.set(planned, await withOwnPasts(planned, journal, left));
    left -= Math.min(left, planned.plan.rrsets.length);
  }
  return migrations.map((planned) => told.get(planned) ?? planned);
}

async function withOwnPasts(
  planned: PlannedMigration,
  journal: Journal,
  most: number,
): Promise<PlannedMigration> {
  const { rrsets, migration } = planned.plan;
  const intents = listsByRrset(await journal.intents(migration), ({ intent }) => intent);
  const worst = timelinesOf(rrsets).flatMap((timeline) => timeline.rrsets);
  const pasts: RrsetPast[] = [];
  for (const { owner, type } of worst.slice(0, most)) {
    const own = intents.get(rrsetKey({ owner, type })) ?? [];
    const values = rrsetPast(await journal.sightings(owner, type, MOST_RUNS), own);
    if (values.length > 0) pasts.push({ owner, type, values });
  }
  const unread = Math.max(0, worst.length - most);
  return { ...planned, pasts, ...(unread === 0 ? {} : { pastsUnread: unread }) };
}

/** Plans with their pasts, for a digest that is drawn: those of the migrations that it tells first. */
export async function drawnFor(
  { digest, planned }: GatheredDigest,
  journal: Journal | undefined,
): Promise<readonly PlannedMigration[]> {
  const told = digest.migrations.slice(0, MOST_TOLD).flatMap(({ name }) => {
    const one = planned.find(({ plan }) => plan.migration === name);
    return one === undefined ? [] : [one];
  });
  return await withPasts(told, journal);
}

import type { Journal } from '../model/journal.ts';
import type { RrsetPast } from '../model/past.ts';
import { rrsetPast } from '../plan/rrsetPast.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';
import { timelinesOf } from '../report/plan/timelines.ts';
import type { GatheredDigest } from './gatherDigest.ts';

/** Of a migration; more than any page draws, and so few that a migration of 100,000 records costs no more. */
const MOST_RRSETS = 100;

/** Of a digest or a live page; what comes after them has no drawing of its past. */
export const MOST_MIGRATIONS: number = 30;

/** Of one RRset, the newest: a year of changes every few minutes would fill no page. */
const MOST_RUNS = 200;

/** The migration with the past of the RRsets that a page draws first; as it is without a journal. */
export async function withPasts(
  planned: PlannedMigration,
  journal: Journal | undefined,
): Promise<PlannedMigration> {
  if (journal === undefined) return planned;
  const intents = await journal.intents(planned.plan.migration);
  const drawn = timelinesOf(planned.plan.rrsets)
    .flatMap(({ rrsets }) => rrsets)
    .slice(0, MOST_RRSETS);
  const pasts: RrsetPast[] = [];
  for (const { owner, type } of drawn) {
    const own = intents.filter(({ intent }) => intent.owner === owner && intent.type === type);
    const values = rrsetPast(await journal.sightings(owner, type, MOST_RUNS), own);
    if (values.length > 0) pasts.push({ owner, type, values });
  }
  return { ...planned, pasts };
}

/** Plans with their pasts, for a digest that is drawn: those of the migrations that it tells first. */
export async function drawnFor(
  { digest, planned }: GatheredDigest,
  journal: Journal | undefined,
): Promise<readonly PlannedMigration[]> {
  const drawn: PlannedMigration[] = [];
  for (const { name } of digest.migrations.slice(0, MOST_MIGRATIONS)) {
    const one = planned.find(({ plan }) => plan.migration === name);
    if (one !== undefined) drawn.push(await withPasts(one, journal));
  }
  return drawn;
}

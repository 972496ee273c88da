/** What of an RRset's past stands in a drawing: from its first change of the migration on. */
import { type Instant, latest, plusSeconds, type Seconds } from '../../model/instant.ts';
import type { PastValue, RrsetPast } from '../../model/past.ts';
import type { Plan, PlannedRrset } from '../../model/plan.ts';
import { changedEverywhereAt, held, staleUntil } from '../../policy/arithmetic.ts';
import type { DatedStage, LimitingPolicy, LimitingStage } from '../../policy/policy.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';

const DAY: Seconds = 86_400;

/** Changes that are older than this before the cutover, and no steps, are another story. */
const RELEVANT: Seconds = 21 * DAY;

/** Data that are first seen later than this after the cutover say nothing of when they changed. */
const SEEN_SOON: Seconds = DAY;

/** A TTL that was lowered, and until when caches could still hold it. */
export interface PastDrain {
  readonly at: Instant;
  readonly from: Seconds;
  readonly completeAt: Instant;
}

export interface DrawnPast {
  /** The first is what was there before the first change that is drawn. */
  readonly values: readonly [PastValue, ...PastValue[]];
  readonly drains: readonly PastDrain[];
  /** When the new data were first seen; null where they were not. */
  readonly movedAt: Instant | null;
}

/** What of a migration a drawing needs; a check has no more. */
export type Drawable = Pick<PlannedMigration, 'figures' | 'pasts'> & {
  readonly policy: LimitingPolicy;
  readonly stages: readonly DatedStage<LimitingStage>[];
  readonly plan: Pick<Plan, 'at' | 'cutover' | 'restoreAt'>;
};

const NOTHING: readonly RrsetPast[] = [];

/** Null where nobody knows a past, or nothing happened in it. */
export function drawnPast(
  { owner, type }: Pick<PlannedRrset, 'owner' | 'type'>,
  { pasts = NOTHING, plan, figures }: Drawable,
): DrawnPast | null {
  const all = valuesByRrset(pasts).get(`${owner} ${type}`) ?? [];
  const since = plusSeconds(plan.cutover.at, -RELEVANT);
  // Data alone may change with every look (weighted and geographic answers): that is no beginning.
  const first = all.findIndex(
    (value, i) =>
      all[i - 1] !== undefined &&
      all[i - 1]?.ttl !== value.ttl &&
      (value.step !== undefined || value.since >= since),
  );
  const [before, ...changes] = first === -1 ? [] : all.slice(first - 1);
  if (before === undefined) return null;
  const values = [before, ...changes] as const;
  const drains = changes.flatMap((value, i): PastDrain[] => {
    const from = values[i]?.ttl ?? 0;
    if (from <= value.ttl) return [];
    return [{ at: value.since, from, completeAt: plusSeconds(value.everywhereAt, held(from, figures)) }];
  });
  return { values, drains, movedAt: movedAt(values, plan.cutover.at) };
}

const byRrset = new WeakMap<readonly RrsetPast[], ReadonlyMap<string, readonly PastValue[]>>();

/** Asked for each RRset of a migration, which may have many thousands. */
function valuesByRrset(pasts: readonly RrsetPast[]): ReadonlyMap<string, readonly PastValue[]> {
  const known = byRrset.get(pasts);
  if (known !== undefined) return known;
  const made = new Map(pasts.map(({ owner, type, values }) => [`${owner} ${type}`, values]));
  byRrset.set(pasts, made);
  return made;
}

/** The first value that has, like all after it, nothing of what was seen before the cutover. */
function movedAt(values: readonly PastValue[], cutover: Instant): Instant | null {
  const old = new Set(values.filter(({ since }) => since <= cutover).flatMap(({ rdata }) => rdata));
  const lastOld = values.findLastIndex(({ rdata }) => rdata.some((one) => old.has(one)));
  const moved = values[lastOld + 1];
  return moved === undefined || moved.since > plusSeconds(cutover, SEEN_SOON) ? null : moved.everywhereAt;
}

/**
 * When no cache that honours TTLs serves the old data any more; null if that is not known. Before the cutover it is what
 * the plan makes of it, afterwards what the TTL was that was in force then.
 */
export function oldDataUntil(rrset: PlannedRrset, planned: Drawable): Instant | null {
  const { plan, figures } = planned;
  const cutover = plan.cutover.at;
  const { readiness } = rrset;
  if (plan.at <= cutover)
    return readiness.kind === 'unknown' ? null : plusSeconds(cutover, readiness.staleWindow);
  const past = drawnPast(rrset, planned);
  const isStillLowered = rrset.steps.some(({ kind }) => kind === 'restore');
  const ttl =
    past?.values.findLast(({ since }) => since <= cutover)?.ttl ?? (isStillLowered ? rrset.ttl : null);
  if (ttl === null) return null;
  const changedAt = past?.movedAt ?? changedEverywhereAt(cutover, figures);
  return staleUntil(
    changedAt,
    ttl,
    latest(...(past?.drains ?? []).map((drain) => drain.completeAt)) ?? null,
    figures,
  );
}

/** The same without any lowering: what it would have been. Null where nothing was, or will be, lowered. */
export function oldDataUntilUnlowered(rrset: PlannedRrset, planned: Drawable): Instant | null {
  const { plan, figures } = planned;
  const past = drawnPast(rrset, planned);
  const lowered = [
    ...(past?.drains ?? []).filter(({ at }) => at <= plan.cutover.at).map(({ from }) => from),
    ...rrset.steps.filter(({ kind }) => kind === 'lower').map(({ from }) => from),
  ];
  if (lowered.length === 0) return null;
  const changedAt = past?.movedAt ?? changedEverywhereAt(plan.cutover.at, figures);
  return plusSeconds(changedAt, held(Math.max(...lowered), figures));
}

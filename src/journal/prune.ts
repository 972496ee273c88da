import type { Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { pastTtlsOf } from './pastTtls.ts';
import { readRuns } from './runs.ts';
import type { Store } from './store.ts';

/** Beyond its TTL, how long a past TTL is kept: far above any floor, slack and settling time a policy would set. */
const KEPT_BEYOND_TTL_MS = 24 * 3600 * 1000;

/**
 * Removes the runs of each RRset that ended before an instant, from the oldest on, up to the first one whose TTL a
 * cache may have held at that instant: without it, caches would count as drained too early. Returns how many.
 */
export function pruneRuns(store: Store, before: Instant): number {
  const rrsets = store.all<{ id: number; owner: Name; type: RecordType }>(
    'SELECT id, owner, type FROM rrsets WHERE id IN (SELECT rrset FROM runs WHERE last < ?)',
    before,
  );
  let removed = 0;
  for (const { id, owner, type } of rrsets) {
    const keepFrom = keptFrom(store, owner, type, before);
    removed +=
      keepFrom === undefined
        ? store.run('DELETE FROM runs WHERE rrset = ?', id)
        : store.run('DELETE FROM runs WHERE rrset = ? AND last < ?', id, keepFrom);
  }
  store.run('DELETE FROM rrsets WHERE id NOT IN (SELECT rrset FROM runs)');
  store.run('DELETE FROM datasets WHERE id NOT IN (SELECT rdata FROM runs)');
  store.run('DELETE FROM zones WHERE id NOT IN (SELECT zone FROM runs)');
  return removed;
}

/** Runs that ended before this instant may go; all of them if it is undefined. */
function keptFrom(store: Store, owner: Name, type: RecordType, before: Instant): number | undefined {
  const newestFirst = readRuns(store, owner, type, Number.POSITIVE_INFINITY);
  // An RRset without a recent look counts as never seen once the rest is gone, which promises nothing.
  if (newestFirst[0] === undefined || newestFirst[0].at < before) return undefined;
  const binding = pastTtlsOf(newestFirst).find(
    (past) => past.until + past.ttl * 1000 + KEPT_BEYOND_TTL_MS >= before,
  );
  if (binding === undefined) return before;
  const last = newestFirst.find(({ ttl }) => ttl.max === binding.ttl)?.at ?? before;
  return Math.min(last, before);
}

/** Removes claims of notifications before an instant. Returns how many. */
export function pruneNotifications(store: Store, before: Instant): number {
  return store.run('DELETE FROM notifications WHERE at < ?', before);
}

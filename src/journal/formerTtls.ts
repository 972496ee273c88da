import { type Instant, instant } from '../model/instant.ts';
import type { FormerTtl, Intent } from '../model/journal.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { ttl } from '../model/ttl.ts';
import type { Store } from './store.ts';

interface FormerTtlRow {
  readonly migration: string;
  readonly owner: Name;
  readonly type: RecordType;
  readonly ttl: number;
  readonly recorded_at: number;
  readonly restored_at: number | null;
}

/**
 * Writes down what an RRset had before the first lowering of a migration. Of several lowerings only the first counts;
 * after a restore the next one is a first again, as the TTL may have been set anew in between.
 */
export function keepFormerTtl(store: Store, intent: Intent): void {
  if (intent.kind !== 'lower') return;
  store.run(
    `INSERT INTO former_ttls (migration, owner, type, ttl, recorded_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (migration, owner, type) WHERE restored_at IS NULL DO NOTHING`,
    ...[intent.migration, intent.owner, intent.type, intent.from, intent.at],
  );
}

/** The latest of each RRset. */
export function readFormerTtls(store: Store, migration: string): FormerTtl[] {
  return store
    .all<FormerTtlRow>(
      `SELECT * FROM former_ttls AS latest WHERE migration = ? AND seq =
         (SELECT max(seq) FROM former_ttls AS other
          WHERE (other.migration, other.owner, other.type) = (latest.migration, latest.owner, latest.type))
       ORDER BY owner, type`,
      migration,
    )
    .map(({ owner, type, ...row }) => ({
      ...{ migration: row.migration, owner, type },
      ttl: ttl(row.ttl),
      recordedAt: instant(row.recorded_at),
      ...(row.restored_at === null ? {} : { restoredAt: instant(row.restored_at) }),
    }));
}

/** It has been given back; nothing to do if there is none, or if it was before. */
export function markRestored(
  store: Store,
  migration: string,
  owner: Name,
  type: RecordType,
  at: Instant,
): void {
  store.run(
    `UPDATE former_ttls SET restored_at = ?
     WHERE migration = ? AND owner = ? AND type = ? AND restored_at IS NULL`,
    ...[at, migration, owner, type],
  );
}

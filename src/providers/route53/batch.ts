/** TTL changes as one change batch, and how large one may be. */
import type { Change } from '@aws-sdk/client-route-53';
import type { Name } from '../../model/name.ts';
import type { BatchLimits, LiveRrset, TtlChange } from '../../model/provider.ts';
import type { RecordType } from '../../model/recordType.ts';
import { nativeSet, withTtl } from './rrset.ts';

/** Developer Guide, "Quotas", on ChangeResourceRecordSets: elements and characters of one request; UPSERT counts twice. */
const MAX_RECORDS = 1000;
const MAX_CHARACTERS = 32_000;

/**
 * Without them a zone is none, so Route 53 does not let them be deleted, not even to be made again in the same batch.
 * They are recognised in any zone that is asked about: a batch has one zone.
 */
export function cannotBeDeleted(owner: Name, type: RecordType, apex: Name): boolean {
  return owner === apex && (type === 'NS' || type === 'SOA');
}

/** The sets of a change that have a TTL of their own; an alias in a weighted group stays as it is. */
export function changeable(change: TtlChange): readonly LiveRrset[] {
  return change.before.filter((rrset) => rrset.fixed?.kind !== 'alias');
}

/**
 * `DELETE` of exactly what was read and `CREATE` of the same with the new TTL: Route 53 makes all changes of a batch or
 * none, and a DELETE must match in every value (API reference, ChangeResourceRecordSets). All deletions of a group come
 * first, because a weighted group never may have two TTLs.
 */
export function changesOf(changes: readonly TtlChange[], apex: Name): Change[] {
  return changes.flatMap((change) => {
    const sets = changeable(change);
    const upsert = cannotBeDeleted(change.owner, change.type, apex);
    if (upsert) return sets.map((set) => item('UPSERT', set, change));
    return [
      ...sets.map((set) => item('DELETE', set, change)),
      ...sets.map((set) => item('CREATE', set, change)),
    ];
  });
}

function item(action: 'UPSERT' | 'DELETE' | 'CREATE', rrset: LiveRrset, { ttl }: TtlChange): Change {
  return { Action: action, ResourceRecordSet: action === 'DELETE' ? nativeSet(rrset) : withTtl(rrset, ttl) };
}

/** DELETE + CREATE and UPSERT cost the same, twice the set, so that the zone need not be known. */
export const batchLimits: BatchLimits = {
  most: [MAX_RECORDS, MAX_CHARACTERS],
  costOf(change) {
    const values = changeable(change).flatMap((rrset) => nativeSet(rrset).ResourceRecords ?? []);
    return [values.length * 2, values.reduce((sum, { Value = '' }) => sum + Value.length, 0) * 2];
  },
};

/**
 * How many changes, from the first, fit into one batch: at least 1, and never one of several that change the same owner.
 */
export function batchSize(changes: readonly TtlChange[]): number {
  const last = new Map(changes.map((change, i) => [change.owner, i]));
  let records = 0;
  let characters = 0;
  let whole = 0;
  let fitting = 0;
  for (const [i, change] of changes.entries()) {
    const [ownRecords = 0, ownCharacters = 0] = batchLimits.costOf(change);
    records += ownRecords;
    characters += ownCharacters;
    whole = Math.max(whole, last.get(change.owner) ?? i);
    const fits = records <= MAX_RECORDS && characters <= MAX_CHARACTERS;
    if (!fits && fitting > 0) break;
    // One owner alone may be too much: Route 53 will say so, and its changes still are not parted.
    if (whole === i) fitting = i + 1;
    if (!fits && fitting > 0) break;
  }
  return fitting;
}

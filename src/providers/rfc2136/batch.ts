import type { Name } from '../../model/name.ts';
import type { TtlChange } from '../../model/provider.ts';
import { nativeOctets } from './rrset.ts';

/** A message by TCP has 65,535 octets at most (RFC 1035 §4.2.2); SOA, TSIG and some air are taken off. */
const MOST_OCTETS = 60_000;
/** All of them are looked at between the SOA and the update: the fewer, the less happens in between. */
const MOST_CHANGES = 200;
/** Type, class, TTL and RDLENGTH of a record (RFC 1035 §4.1.3). */
const RECORD_OCTETS = 10;

/**
 * How many changes, from the first, go into one update; changes of one owner are not parted. The NS set of the apex
 * goes alone: it is no compare-and-swap, and what else is in its update could not be taken back.
 */
export function batchSize(apex: Name, changes: readonly TtlChange[]): number {
  let octets = 0;
  let size = 0;
  while (size < changes.length) {
    if (isApexNs(apex, changes[size])) return Math.max(1, size);
    let end = size + 1;
    while (
      end < changes.length &&
      changes[end]?.owner === changes[size]?.owner &&
      !isApexNs(apex, changes[end])
    )
      end++;
    octets += changes.slice(size, end).reduce((sum, change) => sum + octetsOf(change), 0);
    if (size > 0 && (octets > MOST_OCTETS || end > MOST_CHANGES)) return size;
    size = end;
  }
  return size;
}

function isApexNs(apex: Name, change: TtlChange | undefined): boolean {
  return change?.owner === apex && change.type === 'NS';
}

/** Each record is in the prerequisites and in the updates; once more the owner to delete the set. */
function octetsOf({ owner, before }: TtlChange): number {
  const fixed = owner.length + 2 + RECORD_OCTETS;
  const records = before.flatMap(({ native }) => nativeOctets(native));
  return fixed + records.reduce((sum, hex) => sum + 2 * (fixed + hex.length / 2), 0);
}

/** Finding the one RRset among many thousands without looking at all of them. */
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';

interface OfRrset {
  readonly owner: Name;
  readonly type: RecordType;
}

/** The same for the same owner and type. */
export function rrsetKey({ owner, type }: OfRrset): string {
  return `${owner} ${type}`;
}

/** The first of each RRset. */
export function firstByRrset<One extends OfRrset>(all: readonly One[]): Map<string, One> {
  const found = new Map<string, One>();
  for (const one of all) {
    const key = rrsetKey(one);
    if (!found.has(key)) found.set(key, one);
  }
  return found;
}

/** All of each RRset, in their order. */
export function listsByRrset<One>(all: readonly One[], rrsetOf: (one: One) => OfRrset): Map<string, One[]> {
  return Map.groupBy(all, (one) => rrsetKey(rrsetOf(one)));
}

/** How long each resolver went on with the old data, next to what the program had promised. */
import type { Look } from './asking.ts';
import type { MovingRrset } from './move.ts';

export interface StaleCopy {
  readonly resolver: string;
  readonly rrset: string;
  /** Seconds after the cutover. */
  readonly promised: number;
  /** Seconds after the cutover at which the last old answer arrived; null if none did after it. */
  readonly lastOld: number | null;
  /** How many old answers came after the cutover. */
  readonly oldAnswers: number;
}

/** One row for each resolver and RRset. */
export function staleCopies(
  looks: readonly Look[],
  moving: readonly MovingRrset[],
  promised: ReadonlyMap<string, number>,
  cutoverAt: number,
): StaleCopy[] {
  const resolvers = [...new Set(looks.filter((l) => l.role === 'resolver').map((l) => l.server))];
  return resolvers.flatMap((resolver) =>
    moving.map((rrset): StaleCopy => {
      const key = `${rrset.owner} ${rrset.type}`;
      const old = looks.filter(
        (l) =>
          l.server === resolver &&
          l.owner === rrset.owner &&
          l.type === rrset.type &&
          l.at > cutoverAt &&
          l.rdata.includes(rrset.old),
      );
      const last = old.at(-1);
      return {
        ...{ resolver, rrset: key, promised: promised.get(key) ?? 0, oldAnswers: old.length },
        lastOld: last === undefined ? null : (last.at - cutoverAt) / 1000,
      };
    }),
  );
}

/** The TTLs that a server gave for an RRset, each once for every time it changed, in order. */
export function ttlsInOrder(looks: readonly Look[], server: string, rrset: MovingRrset): number[] {
  const ttls: number[] = [];
  for (const look of looks)
    if (look.server === server && look.owner === rrset.owner && look.type === rrset.type)
      if (look.ttl !== null && look.ttl !== ttls.at(-1)) ttls.push(look.ttl);
  return ttls;
}

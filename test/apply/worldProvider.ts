/** A provider over a world: what it is told to change, the world's servers answer. */

import { Failure } from '../../src/model/failure.ts';
import { instant } from '../../src/model/instant.ts';
import { isAtOrBelow } from '../../src/model/name.ts';
import type { LiveRrset, Provider, ProviderZone, TtlChange } from '../../src/model/provider.ts';
import { ttl } from '../../src/model/ttl.ts';
import type { World } from '../../src/world/world.ts';
import type { Zone } from '../../src/world/zone.ts';

export interface WorldProvider extends Provider {
  /** Every change that was made, as `owner type from→to`. */
  readonly made: readonly string[];
}

/** The zones of `primary`, which is the first to have what is changed; no word on when the others have it. */
export function worldProvider(world: World, primary: string, now: () => number): WorldProvider {
  const made: string[] = [];

  function zoneOf({ apex }: Pick<ProviderZone, 'apex'>): Zone {
    const zone = world
      .authority(primary)
      .zones()
      .find((one) => one.apex === apex);
    if (zone === undefined) throw new Failure('provider', `There is no zone ${apex}.`);
    return zone;
  }

  function rrsets(zone: ProviderZone): LiveRrset[] {
    const sets = Map.groupBy(zoneOf(zone).records, (r) => `${r.owner} ${r.type}`);
    return [...sets.values()].flatMap(([first, ...more]) => {
      if (first === undefined) return [];
      const { owner, type } = first;
      const rdata = [first, ...more].map((r) => r.rdata).sort();
      return [{ zoneId: zone.id, owner, type, ttl: ttl(first.ttl), rdata, native: null }];
    });
  }

  function isAsBefore(zone: ProviderZone, { owner, type, before }: TtlChange): boolean {
    const live = rrsets(zone).filter((r) => r.owner === owner && r.type === type);
    return JSON.stringify(live) === JSON.stringify(before);
  }

  return {
    kind: 'world',
    made,
    async *listZones() {
      for (const { apex } of world.authority(primary).zones())
        yield { id: apex, apex, visibility: 'public', nameServers: [] };
    },
    async *readRrsets(zone, owners) {
      for (const set of rrsets(zone)) if (owners === undefined || owners.includes(set.owner)) yield set;
    },
    batchSize: (changes) => changes.length,
    async changeTtls(zone, changes, _comment, signal) {
      if (signal?.aborted) return { kind: 'uncertain', detail: 'It was interrupted.' };
      if (!changes.every((c) => isAtOrBelow(c.owner, zone.apex)) || zoneOf(zone) === undefined)
        throw new Failure('provider', 'That is not in the zone.');
      const changed = changes.find((change) => !isAsBefore(zone, change));
      if (changed !== undefined)
        return { kind: 'conflict', detail: `Somebody changed ${changed.owner} ${changed.type}.` };
      for (const { owner, type, before, ttl: seconds } of changes) {
        made.push(`${owner} ${type} ${before[0]?.ttl}→${seconds}`);
        world.change(zone.apex, owner, type, { ttl: seconds });
      }
      return { kind: 'accepted', changeId: `change-${made.length}`, at: instant(now()) };
    },
    confirm: async () => ({ kind: 'no-word' }),
    close: async () => {},
  };
}

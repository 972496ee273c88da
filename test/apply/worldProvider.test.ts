import { parseName } from '../../src/model/name.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { type Zone, zone as zoneFromText } from '../../src/world/zone.ts';
import { CONTRACT_ZONE, providerContract } from '../contracts/provider.ts';
import { worldProvider } from './worldProvider.ts';

providerContract('a world', async (rrsets) => {
  const own: Zone = zoneFromText(CONTRACT_ZONE, '@ 3600 NS ns1\n');
  const records = rrsets.flatMap(({ owner, type, ttl, rdata }) =>
    rdata.map((text) => ({ owner, type, ttl, rdata: text })),
  );
  const clock = manualClock('2026-12-01T00:00:00Z');
  const name = `ns1.${CONTRACT_ZONE}`;
  const world = await startWorld(
    {
      authorities: [
        { name, addresses: ['192.0.2.1'], zones: [{ ...own, records: [...own.records, ...records] }] },
      ],
    },
    { clock },
  );
  const held = (owner: string, type: string) =>
    world
      .authority(name)
      .zones()
      .find((z) => z.apex === CONTRACT_ZONE)
      ?.records.filter((r) => r.owner === owner && r.type === type) ?? [];
  return {
    provider: worldProvider(world, name, clock.now),
    zone: CONTRACT_ZONE,
    confirmation: 'no-word',
    async read(owner, type) {
      const [first, ...more] = held(owner, type);
      if (first === undefined) return undefined;
      return {
        ...{ owner: parseName(owner), type, ttl: first.ttl },
        rdata: [first, ...more].map((r) => r.rdata).sort(),
      };
    },
    edit: async (owner, type, change) => world.change(CONTRACT_ZONE, owner, type, change),
    stop: () => world.stop(),
  };
});

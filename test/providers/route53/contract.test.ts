/** The suite that every provider must pass, on the Route 53 in the process. */
import { afterEach, vi } from 'vitest';
import { instant } from '../../../src/model/instant.ts';
import { presentValue } from '../../../src/providers/route53/presentValue.ts';
import { createRoute53Provider } from '../../../src/providers/route53/provider.ts';
import { nameFromRoute53, nameToRoute53 } from '../../../src/providers/route53/route53Name.ts';
import { manualClock } from '../../../src/world/manualClock.ts';
import { startRoute53 } from '../../../src/world/route53.ts';
import { CONTRACT_ZONE, providerContract } from '../../contracts/provider.ts';
import {
  ACCESS_KEY,
  SECRET_KEY,
  SESSION_TOKEN,
  stubAwsEnvironment,
  withoutPauses,
  zoneDescription,
} from './serving.ts';

const ID = 'Z0CONTRACT';
const IN_SYNC_AFTER = 40;

afterEach(() => {
  vi.unstubAllEnvs();
});

providerContract('Route 53 in the process', async (rrsets) => {
  stubAwsEnvironment();
  const clock = manualClock(instant(Date.parse('2026-12-01T00:00:00Z')));
  const sets = rrsets.map(({ owner, type, ttl, rdata }) => ({
    Name: nameToRoute53(owner),
    Type: type,
    TTL: ttl,
    ResourceRecords: rdata.map((Value) => ({ Value })),
  }));
  const zones = [zoneDescription(CONTRACT_ZONE, sets, ID)];
  const route53 = await startRoute53({ clock, zones, inSyncAfter: IN_SYNC_AFTER, busyFor: 1 });
  const setOf = (owner: string, type: string) =>
    route53.zones()[0]?.sets.find((set) => nameFromRoute53(set.Name) === owner && set.Type === type);
  return {
    provider: createRoute53Provider({
      settings: { type: 'route53', endpoint: route53.endpoint },
      clock,
      retryStrategy: withoutPauses(3),
    }),
    zone: CONTRACT_ZONE,
    confirmation: 'in-sync',
    secrets: [ACCESS_KEY, SECRET_KEY, SESSION_TOKEN],
    read: async (owner, type) => {
      const set = setOf(owner, type);
      if (set === undefined) return undefined;
      const rdata = (set.ResourceRecords ?? []).map(({ Value }) => presentValue(type, Value)).sort();
      return { owner, type, ttl: set.TTL ?? -1, rdata };
    },
    edit: async (owner, type, change) => {
      const was = setOf(owner, type);
      const records = change.rdata?.map((Value) => ({ Value })) ?? was?.ResourceRecords ?? [];
      const set = { Name: nameToRoute53(owner), Type: type };
      const ttl = change.ttl ?? was?.TTL ?? 300;
      route53.edit(ID, records.length === 0 ? set : { ...set, TTL: ttl, ResourceRecords: records });
    },
    settle: () => clock.advance(IN_SYNC_AFTER),
    stop: () => route53.stop(),
  };
});

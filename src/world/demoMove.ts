/** What moves in the second half of `ttl-check demo`: a zone in Route 53, its servers, and a cache that many people use. */
import type { Clock } from '../model/clock.ts';
import { parseName } from '../model/name.ts';
import { DELEGATION_TTL } from './infrastructure.ts';
import type { RecordSet } from './route53/recordSet.ts';
import { type HostedZoneDescription, type Route53, startRoute53 } from './route53.ts';
import { startWorld, type World } from './world.ts';
import { type ZoneRecord, zone } from './zone.ts';

export const MOVE_NAME: string = 'api.example.com';
export const OLD_ADDRESS: string = '203.0.113.20';
export const NEW_ADDRESS: string = '198.51.100.20';
export const MOVE_CACHES: readonly string[] = ['cache-one', 'cache-two'];

/** Seconds from a change in Route 53 until its servers answer it. */
const SPREADS_AFTER = 30;
const ZONE_ID = 'Z0DEMO';

export interface DemoMove extends AsyncDisposable {
  readonly world: World;
  readonly route53: Route53;
  /** Somebody moves the service: the new address, with whatever TTL the record has. */
  moveNow(): void;
  /** What a cache tells its users. */
  heldBy(cache: string): { readonly address: string; readonly ttl: number };
  /** What the servers publish. */
  published(): { readonly address: string; readonly ttl: number };
}

export async function startDemoMove(clock: Clock): Promise<DemoMove> {
  const shop = zone(
    'example.com',
    `@    3600 NS ns1
     @    3600 NS ns2
     ns1  3600 A 192.0.2.1
     ns2  3600 A 192.0.2.2
     api 86400 A ${OLD_ADDRESS}`,
  );
  const world = await startWorld(
    {
      authorities: [
        { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [shop] },
        { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [shop] },
      ],
      resolvers: MOVE_CACHES.map((name, i) => ({ name, addresses: [`198.51.100.${53 + i}`] })),
      delegationTtl: DELEGATION_TTL,
    },
    { clock },
  );
  const hosted: HostedZoneDescription = {
    ...{ id: ZONE_ID, name: 'example.com.', nameServers: ['ns1.example.com', 'ns2.example.com'] },
    sets: [...Map.groupBy(shop.records, ({ owner, type }) => `${owner} ${type}`).values()].flatMap(setOf),
  };
  const route53 = await startRoute53({
    clock,
    zones: [hosted],
    inSyncAfter: SPREADS_AFTER,
    onInSync: publish,
  });

  function recordIn({ sets }: HostedZoneDescription): { readonly address: string; readonly ttl: number } {
    const set = sets.find((one) => one.Name === `${MOVE_NAME}.` && one.Type === 'A');
    return { address: set?.ResourceRecords?.[0]?.Value ?? '', ttl: set?.TTL ?? 0 };
  }

  function publish(changed: HostedZoneDescription): void {
    const { address, ttl } = recordIn(changed);
    world.change('example.com', parseName(MOVE_NAME), 'A', { ttl, rdata: [address] });
  }

  function hostedNow(): HostedZoneDescription {
    const [first] = route53.zones();
    if (first === undefined) throw new Error('the demo has a zone');
    return first;
  }

  function held(cache: string): { readonly address: string; readonly ttl: number } {
    const reply = world.resolver(cache).resolve(MOVE_NAME, 'A');
    const record = reply.answers.find(({ type }) => type === 'A');
    return { address: record?.rdata ?? '', ttl: record?.ttl ?? 0 };
  }

  return {
    ...{ world, route53, heldBy: held },
    moveNow() {
      const { ttl } = recordIn(hostedNow());
      route53.edit(ZONE_ID, {
        Name: `${MOVE_NAME}.`,
        Type: 'A',
        TTL: ttl,
        ResourceRecords: [{ Value: NEW_ADDRESS }],
      });
      void clock.wait(SPREADS_AFTER * 1000).then(() => publish(hostedNow()));
    },
    published() {
      const [first] = world.authority('ns2.example.com').zones();
      const record = first?.records.find(({ owner, type }) => owner === parseName(MOVE_NAME) && type === 'A');
      return { address: record?.rdata ?? '', ttl: record?.ttl ?? 0 };
    },
    async [Symbol.asyncDispose]() {
      await route53.stop();
      await world.stop();
    },
  };
}

function setOf(records: readonly ZoneRecord[]): RecordSet[] {
  const [first] = records;
  if (first === undefined) return [];
  const { owner, type, ttl } = first;
  return [
    { Name: owner, Type: type, TTL: ttl, ResourceRecords: records.map(({ rdata }) => ({ Value: rdata })) },
  ];
}

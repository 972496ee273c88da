/** The provider with the SDK's own path, over moto: pages, limits, endpoints, profiles, private zones, routing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { parseName } from '../../src/model/name.ts';
import type { LiveRrset, Provider, ProviderZone, TtlChange } from '../../src/model/provider.ts';
import type { Route53Settings } from '../../src/model/providerSettings.ts';
import { ttl } from '../../src/model/ttl.ts';
import { createRoute53Provider } from '../../src/providers/route53/provider.ts';
import { collected, stubAwsEnvironment } from '../providers/route53/serving.ts';
import { type Moto, startMoto } from './moto.ts';

let moto: Moto;
let provider: Provider | undefined;

beforeAll(async () => {
  moto = await startMoto();
});

beforeEach(async () => {
  stubAwsEnvironment();
  await moto.reset();
});

afterEach(async () => {
  await provider?.close();
  vi.unstubAllEnvs();
});

afterAll(async () => {
  await moto?.stop();
});

function open(settings: Partial<Route53Settings> = { endpoint: moto.endpoint }): Provider {
  provider = createRoute53Provider({ settings: { type: 'route53', ...settings }, clock: systemClock() });
  return provider;
}

async function onlyZone(from: Provider): Promise<ProviderZone> {
  const [zone, ...more] = await collected(from.listZones());
  if (zone === undefined || more.length > 0) throw new Error(`There are ${more.length} zones too many.`);
  return zone;
}

function address(i: number): ResourceRecordSet {
  const value = `10.0.${Math.floor(i / 250)}.${(i % 250) + 1}`;
  return { Name: `host-${i}.example.com.`, Type: 'A', TTL: 3600, ResourceRecords: [{ Value: value }] };
}

function toTtl(sets: readonly LiveRrset[], seconds: number): TtlChange[] {
  const groups = Map.groupBy(sets, ({ owner, type }) => `${owner} ${type}`);
  return [...groups.values()].flatMap((before) => {
    const [first] = before;
    return first === undefined ? [] : [{ owner: first.owner, type: first.type, before, ttl: ttl(seconds) }];
  });
}

async function inBatches(
  own: Provider,
  zone: ProviderZone,
  changes: readonly TtlChange[],
): Promise<number[]> {
  const sizes: number[] = [];
  for (let left = changes; left.length > 0; left = left.slice(sizes.at(-1))) {
    const size = own.batchSize(left);
    sizes.push(size);
    expect(await own.changeTtls(zone, left.slice(0, size), 'test')).toMatchObject({ kind: 'accepted' });
  }
  return sizes;
}

async function atMoto(zoneId: string): Promise<ResourceRecordSet[]> {
  const sets: ResourceRecordSet[] = [];
  let start: { StartRecordName?: string; StartRecordType?: ResourceRecordSet['Type'] } | undefined = {};
  while (start !== undefined) {
    const page: Awaited<ReturnType<typeof read>> = await read(zoneId, start);
    sets.push(...(page.ResourceRecordSets ?? []));
    start = page.IsTruncated
      ? { StartRecordName: page.NextRecordName ?? '', StartRecordType: page.NextRecordType }
      : undefined;
  }
  return sets;
}

function read(
  zoneId: string,
  start: { StartRecordName?: string; StartRecordType?: ResourceRecordSet['Type'] },
) {
  return moto.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...start }));
}

describe('pages', () => {
  test('a zone of 1,000 sets is read whole, and a few of its names are', async () => {
    const id = await moto.createZone('example.com.');
    await moto.create(
      id,
      Array.from({ length: 1000 }, (_, i) => address(i)),
    );
    const own = open();
    const zone = await onlyZone(own);
    const all = await collected(own.readRrsets(zone));
    expect(new Set(all.map(({ owner, type }) => `${owner} ${type}`)).size).toBe(1002);
    const names = [0, 299, 300, 999].map((i) => parseName(`host-${i}.example.com`));
    const few = await collected(own.readRrsets(zone, names));
    expect(few.map(({ owner }) => owner).sort()).toEqual(names.sort());
  });

  test('of the list of zones', async () => {
    const apexes = Array.from({ length: 120 }, (_, i) => parseName(`zone-${i}.example`));
    for (const apex of apexes) await moto.createZone(apex);
    const zones = await collected(open().listZones());
    expect(zones.map(({ apex }) => apex).sort()).toEqual(apexes.sort());
  });
});

describe('limits', () => {
  test('1,000 elements: 600 sets go in two batches', async () => {
    const id = await moto.createZone('example.com.');
    await moto.create(
      id,
      Array.from({ length: 600 }, (_, i) => address(i)),
    );
    const own = open();
    const zone = await onlyZone(own);
    const sets = (await collected(own.readRrsets(zone))).filter(({ type }) => type === 'A');
    // A set of one value costs two elements: one to delete it and one to create it.
    expect(await inBatches(own, zone, toTtl(sets, 300))).toEqual([500, 100]);
    const after = (await atMoto(id)).filter(({ Type }) => Type === 'A');
    expect([after.length, new Set(after.map(({ TTL }) => TTL))]).toEqual([600, new Set([300])]);
  });

  test('32,000 characters: long texts go in more batches', async () => {
    const id = await moto.createZone('example.com.');
    const text = `"${'x'.repeat(248)}"`;
    const texts: ResourceRecordSet[] = Array.from({ length: 100 }, (_, i) => ({
      ...address(i),
      Type: 'TXT',
      ResourceRecords: [{ Value: text }],
    }));
    await moto.create(id, texts);
    const own = open();
    const zone = await onlyZone(own);
    const sets = (await collected(own.readRrsets(zone))).filter(({ type }) => type === 'TXT');
    expect(await inBatches(own, zone, toTtl(sets, 300))).toEqual([64, 36]);
  });
});

describe('routing', () => {
  const value = (last: number) => ({ TTL: 3600, ResourceRecords: [{ Value: `192.0.2.${last}` }] });
  const set = (name: string, id: string, more: Partial<ResourceRecordSet>): ResourceRecordSet => ({
    Name: `${name}.example.com.`,
    Type: 'A',
    SetIdentifier: `${name}-${id}`,
    ...value(id === 'one' ? 1 : 2),
    ...more,
  });
  /** Those that moto keeps; it drops the location of geoproximity and of CIDR collections. */
  const GROUPS: readonly (readonly [string, Partial<ResourceRecordSet>, Partial<ResourceRecordSet>])[] = [
    ['weighted', { Weight: 10 }, { Weight: 90, HealthCheckId: '00000000-0000-4000-8000-000000000001' }],
    ['latency', { Region: 'eu-west-1' }, { Region: 'us-east-1' }],
    ['geolocation', { GeoLocation: { CountryCode: '*' } }, { GeoLocation: { ContinentCode: 'EU' } }],
    ['failover', { Failover: 'PRIMARY' }, { Failover: 'SECONDARY' }],
    ['multivalue', { MultiValueAnswer: true }, { MultiValueAnswer: true }],
  ];

  test.each(GROUPS)('%s: the TTLs change together, and nothing else does', async (name, one, two) => {
    const id = await moto.createZone('example.com.');
    const sets = [set(name, 'one', one), set(name, 'two', two)];
    await moto.create(id, [...sets, address(0)]);
    const before = await atMoto(id);
    const own = open();
    const zone = await onlyZone(own);
    const live = await collected(own.readRrsets(zone, [parseName(`${name}.example.com`)]));
    expect(await inBatches(own, zone, toTtl(live, 300))).toEqual([1]);
    const changed = (each: ResourceRecordSet) =>
      each.SetIdentifier === undefined ? each : { ...each, TTL: 300 };
    const byIdentifier = (a: ResourceRecordSet, b: ResourceRecordSet) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
    expect((await atMoto(id)).sort(byIdentifier)).toEqual(before.map(changed).sort(byIdentifier));
  });
});

describe('where the requests go, and as whom', () => {
  beforeEach(async () => {
    await moto.createZone('example.com.');
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ROUTE_53'])('%s, with no region', async (name) => {
    vi.stubEnv(name, moto.endpoint);
    expect((await onlyZone(open({}))).apex).toBe('example.com.');
  });

  test('the service has its own before the one for all', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ENDPOINT_URL_ROUTE_53', moto.endpoint);
    expect((await onlyZone(open({}))).apex).toBe('example.com.');
  });

  test('a profile: its keys, and its endpoint', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-aws-'));
    try {
      const [config, credentials] = [path.join(folder, 'config'), path.join(folder, 'credentials')];
      await writeFile(config, `[profile move]\nregion = eu-central-1\nendpoint_url = ${moto.endpoint}\n`);
      await writeFile(
        credentials,
        '[move]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = of-the-profile\n',
      );
      stubAwsEnvironment({
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined },
      });
      // The SDK reads an endpoint of AWS_PROFILE, and not of a profile that only the client was told.
      const told = open({ profile: 'move', endpoint: moto.endpoint });
      expect((await onlyZone(told)).apex).toBe('example.com.');
      vi.stubEnv('AWS_PROFILE', 'move');
      expect((await onlyZone(open({}))).apex).toBe('example.com.');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('a private zone with the same name is told from the public one', async () => {
  const shown = await moto.createZone('example.com.');
  const hidden = await moto.createZone('example.com.', 'private');
  const zones = await collected(open().listZones());
  const { DelegationSet: delegation } = await moto.client.send(new GetHostedZoneCommand({ Id: shown }));
  const servers = (delegation?.NameServers ?? []).map((name) => parseName(name)).sort();
  expect(servers.length).toBeGreaterThan(1);
  expect(zones.find(({ id }) => id === shown)).toMatchObject({ visibility: 'public', nameServers: servers });
  expect(zones.find(({ id }) => id === hidden)).toMatchObject({ visibility: 'private', nameServers: [] });
});

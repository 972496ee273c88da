/** What Route 53 alone has: routing policies, the apex, its own errors. Each counterpart's habit is of the API reference. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { zoneFor } from '../../../src/apply/zoneFor.ts';
import { Failure } from '../../../src/model/failure.ts';
import { type Name, parseName } from '../../../src/model/name.ts';
import type { ChangeOutcome, ProviderZone, TtlChange } from '../../../src/model/provider.ts';
import { ttl } from '../../../src/model/ttl.ts';
import { iamPolicy } from '../../../src/report/plan/iamPolicy.ts';
import type { RecordSet } from '../../../src/world/route53/recordSet.ts';
import {
  ACCESS_KEY,
  collected,
  groupOf,
  NAME_SERVERS,
  SECRET_KEY,
  SESSION_TOKEN,
  type Serving,
  serving,
  zoneDescription,
} from './serving.ts';

afterEach(() => vi.unstubAllEnvs());

const APEX = 'example.com.';

function address(name: string, more: Partial<RecordSet> = {}): RecordSet {
  return {
    Name: `${name}.${APEX}`,
    Type: 'A',
    TTL: 3600,
    ResourceRecords: [{ Value: '192.0.2.1' }],
    ...more,
  };
}

async function changeOf(on: Serving, owner: string, type: string, seconds: number): Promise<TtlChange> {
  return { owner: parseName(owner), type, before: await groupOf(on, owner, type), ttl: ttl(seconds) };
}

async function change(on: Serving, owner: string, type = 'A', seconds = 300): Promise<ChangeOutcome> {
  return on.provider.changeTtls(on.zone, [await changeOf(on, owner, type, seconds)], 'test');
}

function setsNamed(on: Serving, name: string): RecordSet[] {
  return on.route53.zones().flatMap(({ sets }) => sets.filter((set) => set.Name === name));
}

function actions(on: Serving): string[] {
  return on.route53.requests().map(({ action }) => action);
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`This is no Failure: ${String(error)}`);
  const shown = JSON.stringify([error.message, error.hint, String(error.cause)]);
  for (const secret of [ACCESS_KEY, SECRET_KEY, SESSION_TOKEN]) expect(shown).not.toContain(secret);
  return error;
}

describe('the comment of a batch', () => {
  test('has its end whole, where the step and the plan stand, however long the name of the migration is', async () => {
    await using on = await serving({ sets: [address('www')] });
    const changes = [await changeOf(on, 'www.example.com.', 'A', 300)];
    const comment = `ttl-check ${'long-'.repeat(80)} one-week plan 0123456789ab`;
    expect(await on.provider.changeTtls(on.zone, changes, comment)).toMatchObject({ kind: 'accepted' });
    const [, told = ''] = /<Comment>([^<]*)<\/Comment>/.exec(on.route53.requests().at(-1)?.body ?? '') ?? [];
    expect(told).toHaveLength(256);
    expect(told).toMatch(/^ttl-check long-.*\.\.\..* one-week plan 0123456789ab$/);
  });
});

describe('a group with routing', () => {
  const HEALTH = '00000000-0000-4000-8000-000000000001';
  const GROUPS: { readonly [policy: string]: readonly Partial<RecordSet>[] } = {
    weighted: [{ Weight: 10, HealthCheckId: HEALTH }, { Weight: 0 }],
    latency: [{ Region: 'eu-west-1', HealthCheckId: HEALTH }, { Region: 'us-east-1' }],
    geolocation: [
      { GeoLocation: { CountryCode: '*' } },
      { GeoLocation: { ContinentCode: 'EU' } },
      { GeoLocation: { CountryCode: 'US', SubdivisionCode: 'CA' } },
    ],
    geoproximity: [
      { GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: -10 } },
      { GeoProximityLocation: { Coordinates: { Latitude: '49.22', Longitude: '-74.01' }, Bias: 5 } },
      { GeoProximityLocation: { LocalZoneGroup: 'us-west-2-lax-1' } },
    ],
    failover: [{ Failover: 'PRIMARY', HealthCheckId: HEALTH }, { Failover: 'SECONDARY' }],
    multivalue: [{ MultiValueAnswer: true, HealthCheckId: HEALTH }, { MultiValueAnswer: true }],
    'IP-based': [
      { CidrRoutingConfig: { CollectionId: HEALTH, LocationName: 'office' } },
      { CidrRoutingConfig: { CollectionId: HEALTH, LocationName: '*' } },
    ],
  };

  test.each(Object.entries(GROUPS))('%s: one batch changes all TTLs and no other field', async (_, sets) => {
    const before = sets.map((set, i) => address('www', { SetIdentifier: `set <&"${i}>`, ...set }));
    await using on = await serving({ sets: before });
    expect(await change(on, 'www.example.com.')).toMatchObject({ kind: 'accepted' });
    expect(setsNamed(on, 'www.example.com.')).toEqual(before.map((set) => ({ ...set, TTL: 300 })));
    expect(actions(on).filter((action) => action === 'ChangeResourceRecordSets')).toHaveLength(1);
  });

  // API reference, ChangeResourceRecordSets: all changes of a batch are made, or none.
  test('to which somebody added a set in between: a conflict, and nothing is changed', async () => {
    const sets = [1, 2].map((i) => address('www', { SetIdentifier: `${i}`, Weight: i }));
    await using on = await serving({ sets });
    const stale = await changeOf(on, 'www.example.com.', 'A', 300);
    on.route53.edit(on.zone.id, address('www', { SetIdentifier: '3', Weight: 3 }));
    expect(await on.provider.changeTtls(on.zone, [stale], 'test')).toMatchObject({ kind: 'conflict' });
    expect(setsNamed(on, 'www.example.com.').map(({ TTL }) => TTL)).toEqual([3600, 3600, 3600]);
  });
});

describe('what is reported and never touched', () => {
  const alias = address('www', {
    AliasTarget: { HostedZoneId: 'Z0TARGET', DNSName: 'lb.example.net.', EvaluateTargetHealth: false },
  });
  const { TTL: _ttl, ResourceRecords: _records, ...withoutTtl } = alias;

  test.each([
    ['alias', withoutTtl, /an alias of lb\.example\.net\./],
    [
      'traffic-policy',
      address('www', { TrafficPolicyInstanceId: 'instance-1' }),
      /traffic policy instance instance-1/,
    ],
  ] as const)('%s', async (kind, set, sentence) => {
    await using on = await serving({ sets: [set] });
    const [live] = await groupOf(on, 'www.example.com.', 'A');
    expect(live?.fixed).toMatchObject({ kind, detail: expect.stringMatching(sentence) });
    expect((await failureOf(change(on, 'www.example.com.'))).message).toMatch(sentence);
    expect(actions(on)).not.toContain('ChangeResourceRecordSets');
    expect(setsNamed(on, 'www.example.com.')).toEqual([set]);
  });
});

describe('NS of the apex', () => {
  // Developer Guide, "NS and SOA records": they cannot be deleted.
  test('is overwritten after a fresh look, read back, and said to be no compare-and-swap', async () => {
    await using on = await serving();
    const outcome = await change(on, APEX, 'NS', 3600);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      note: expect.stringMatching(
        /\(UPSERT\), which is no compare-and-swap; read back, it shows the new TTL/,
      ),
    });
    const [ns] = setsNamed(on, APEX).filter(({ Type }) => Type === 'NS');
    expect(ns).toMatchObject({
      TTL: 3600,
      ResourceRecords: NAME_SERVERS.map((name) => ({ Value: `${name}.` })),
    });
    expect(actions(on).slice(-3)).toEqual([
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
      'ListResourceRecordSets',
    ]);
  });

  test('that somebody changed since it was read is not overwritten', async () => {
    await using on = await serving();
    const stale = await changeOf(on, APEX, 'NS', 3600);
    on.route53.edit(on.zone.id, {
      ...{ Name: APEX, Type: 'NS', TTL: 172_800 },
      ResourceRecords: [{ Value: 'ns1.example.net.' }],
    });
    expect(await on.provider.changeTtls(on.zone, [stale], 'test')).toMatchObject({ kind: 'conflict' });
    expect(actions(on)).not.toContain('ChangeResourceRecordSets');
  });
});

describe('a busy Route 53', () => {
  // Developer Guide, "Quotas": requests beyond the account's rate get HTTP 400 and Throttling.
  test('that throttles is asked again until it takes the change', async () => {
    await using on = await serving({
      sets: [address('www')],
      throttle: { burst: 1, refillPerSecond: 1 },
      onRetry: (clock) => void clock.advance(2),
    });
    expect(await change(on, 'www.example.com.')).toMatchObject({ kind: 'accepted' });
    expect(setsNamed(on, 'www.example.com.')).toMatchObject([{ TTL: 300 }]);
  });

  test('that goes on throttling is left alone when the tries are used up', async () => {
    await using on = await serving({
      sets: [address('www')],
      throttle: { burst: 1, refillPerSecond: 0 },
      attempts: 4,
    });
    const read = await changeOf(on, 'www.example.com.', 'A', 300);
    const before = actions(on).length;
    const failure = await failureOf(on.provider.changeTtls(on.zone, [read], 'test'));
    expect(failure.message).toMatch(
      /Route 53 throttles the account; changing 1 TTL in example\.com\. .* was refused after 4 tries/,
    );
    expect(actions(on).length - before).toBe(4);
    expect(setsNamed(on, 'www.example.com.')).toMatchObject([{ TTL: 3600 }]);
  });

  // API reference, ChangeResourceRecordSets: PriorRequestNotComplete while an earlier batch of the zone is in processing.
  test('that still works on a batch of the zone is asked again', async () => {
    await using on = await serving({
      sets: [address('www'), address('api')],
      busyFor: 3,
      onRetry: (clock) => void clock.advance(2),
    });
    expect(await change(on, 'www.example.com.')).toMatchObject({ kind: 'accepted' });
    expect(await change(on, 'api.example.com.')).toMatchObject({ kind: 'accepted' });
    expect(actions(on).filter((action) => action === 'ChangeResourceRecordSets').length).toBeGreaterThan(2);
  });

  test('that never gets done says so', async () => {
    await using on = await serving({ sets: [address('www'), address('api')], busyFor: 600, attempts: 2 });
    await change(on, 'www.example.com.');
    expect((await failureOf(change(on, 'api.example.com.'))).message).toMatch(
      /busy with an earlier change of the zone/,
    );
    expect(setsNamed(on, 'api.example.com.')).toMatchObject([{ TTL: 3600 }]);
  });

  // API reference, GetChange: PENDING until the change is on all servers, then INSYNC.
  test('says pending until a change is on every server', async () => {
    await using on = await serving({ sets: [address('www')], inSyncAfter: 40 });
    const outcome = await change(on, 'www.example.com.');
    const id = outcome.kind === 'accepted' ? outcome.changeId : '';
    expect(await on.provider.confirm(id)).toEqual({ kind: 'pending' });
    await on.clock.advance(40);
    expect(await on.provider.confirm(id)).toEqual({ kind: 'in-sync', at: on.clock.now() });
  });
});

describe('a name finds its zone', () => {
  const OTHERS = ['ns1.example.net', 'ns2.example.net'];
  const www = parseName('www.sub.example.com');

  async function found(
    zones: readonly ReturnType<typeof zoneDescription>[],
    seen: readonly string[],
  ): Promise<ProviderZone> {
    await using on = await serving({ zones });
    const listed = await collected(on.provider.listZones(undefined, [www]));
    return zoneFor(www, listed, () => seen.map((name): Name => parseName(name)).sort());
  }

  test('by the longest suffix, past a private one, among those that hold it', async () => {
    const zones = [
      zoneDescription('example.com.', [], 'Z1'),
      zoneDescription('sub.example.com.', [], 'Z2'),
      { ...zoneDescription('sub.example.com.', [], 'Z3'), visibility: 'private' as const },
      zoneDescription('b.example.com.', [], 'Z4'),
    ];
    expect((await found(zones, NAME_SERVERS)).id).toBe('Z2');
  });

  test('by its delegation set, of two with the same name', async () => {
    const stray = { ...zoneDescription('sub.example.com.', [], 'Z1'), nameServers: OTHERS };
    expect((await found([stray, zoneDescription('sub.example.com.', [], 'Z2')], NAME_SERVERS)).id).toBe('Z2');
  });

  test.each([
    ['none', [zoneDescription('example.org.', [])], NAME_SERVERS],
    ['several', [1, 2].map((i) => zoneDescription('sub.example.com.', [], `Z${i}`)), NAME_SERVERS],
    ['one that nobody asks', [zoneDescription('sub.example.com.', [])], OTHERS],
    ['two providers', [zoneDescription('sub.example.com.', [])], [...NAME_SERVERS, ...OTHERS]],
    [
      'a private one only',
      [{ ...zoneDescription('sub.example.com.', []), visibility: 'private' as const }],
      NAME_SERVERS,
    ],
  ])('and is refused: %s', async (_, zones, seen) => {
    expect((await failureOf(found(zones, seen))).message).toMatch(/\.$/);
  });
});

describe('requests', () => {
  // GetHostedZone alone tells a delegation set, and the policy of `plan --iam` allows it for the zones of the plan.
  test('about zones are made for those that can hold the names, however many the account has', async () => {
    const apexes = ['example.com.', 'sub.example.com.', 'example.org.', 'example.net.'];
    await using on = await serving({ zones: apexes.map((apex, i) => zoneDescription(apex, [], `Z${i}`)) });
    const names = ['www.sub.example.com', 'sub.example.com', 'www.example.org'].map((name) =>
      parseName(name),
    );
    const zones = await collected(on.provider.listZones(undefined, names));
    expect(zones.map(({ apex }) => apex)).toEqual(['sub.example.com.', 'example.org.']);
    expect(actions(on)).toEqual(['ListHostedZones', 'GetHostedZone', 'GetHostedZone']);
  });

  test('300 neighbours in a zone of 5,000: at most three reads, one batch, one look at it', async () => {
    const sets = Array.from({ length: 5000 }, (_, i) => address(`host-${String(i).padStart(4, '0')}`));
    await using on = await serving({ sets });
    const owners = Array.from({ length: 300 }, (_, i) =>
      parseName(`host-${String(i).padStart(4, '0')}.example.com`),
    );
    const live = await collected(on.provider.readRrsets(on.zone, owners));
    expect(live).toHaveLength(300);
    const reads = actions(on).length;
    expect(reads).toBeLessThanOrEqual(3);
    const changes = live.map((set) => ({ owner: set.owner, type: set.type, before: [set], ttl: ttl(300) }));
    expect(on.provider.batchSize(changes)).toBe(300);
    const outcome = await on.provider.changeTtls(on.zone, changes, 'test');
    if (outcome.kind === 'accepted') await on.provider.confirm(outcome.changeId);
    expect(actions(on).slice(reads)).toEqual(['ChangeResourceRecordSets', 'GetChange']);
  });

  test('spread over the zone, the reads are never more than its pages', async () => {
    const sets = Array.from({ length: 5000 }, (_, i) => address(`host-${String(i).padStart(4, '0')}`));
    await using on = await serving({ sets });
    const owners = Array.from({ length: 300 }, (_, i) =>
      parseName(`host-${String(i * 16).padStart(4, '0')}.example.com`),
    );
    expect(await collected(on.provider.readRrsets(on.zone, owners))).toHaveLength(300);
    expect(actions(on).length).toBeLessThanOrEqual(17);
  });

  test('are those that the policy of `plan --iam` allows, and no others', async () => {
    await using on = await serving({ sets: [address('www')] });
    await collected(on.provider.listZones());
    await change(on, 'www.example.com.');
    const outcome = await change(on, APEX, 'NS', 3600);
    await on.provider.confirm(outcome.kind === 'accepted' ? outcome.changeId : '');
    const asked = new Set(actions(on).map((action) => `route53:${action}`));
    const policy = iamPolicy([
      {
        zoneId: on.zone.id,
        rrsets: [
          { owner: parseName('www.example.com'), type: 'A', isApex: false },
          { owner: parseName(APEX), type: 'NS', isApex: true },
        ],
      },
    ]);
    expect(new Set(policy.Statement.flatMap(({ Action }) => Action))).toEqual(asked);
    const conditions = policy.Statement.at(-1)?.Condition?.['ForAllValues:StringEquals'];
    const bodies = on.route53.requests().map(({ body }) => body);
    const texts = (tag: string) =>
      new Set(
        bodies.flatMap((body) =>
          [...body.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map((m) => m[1]),
        ),
      );
    expect(texts('Action')).toEqual(new Set(conditions?.['route53:ChangeResourceRecordSetsActions']));
    expect(texts('Type')).toEqual(new Set(conditions?.['route53:ChangeResourceRecordSetsRecordTypes']));
    expect(new Set([...texts('Name')].map((name) => name?.replace(/\.$/, '')))).toEqual(
      new Set(conditions?.['route53:ChangeResourceRecordSetsNormalizedRecordNames']),
    );
  });
});

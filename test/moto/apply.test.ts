/**
 * `ttl-check apply --yes` over moto, seen by the aws command. moto answers no DNS: the authorities are a world in this
 * process that gets each accepted TTL from moto, as Route 53's own servers would.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Provider } from '../../src/model/provider.ts';
import { createRoute53Provider } from '../../src/providers/route53/provider.ts';
import type { ManualClock } from '../../src/world/manualClock.ts';
import type { World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { type PlanScene, planScene } from '../cli/planScene.ts';
import { stubAwsEnvironment } from '../providers/route53/serving.ts';
import { type Moto, startMoto } from './moto.ts';

const execute = promisify(execFile);

/** Debian's, where it is. */
const AWS = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';

const SETS: readonly ResourceRecordSet[] = [
  { Name: 'www.example.com.', Type: 'A', TTL: 86_400, ResourceRecords: [{ Value: '192.0.2.10' }] },
  { Name: 'www.example.com.', Type: 'TXT', TTL: 86_400, ResourceRecords: [{ Value: '"v=1; \\"quoted\\""' }] },
  ...(['blue', 'green'] as const).map(
    (colour, i): ResourceRecordSet => ({
      ...{ Name: 'api.example.com.', Type: 'A', SetIdentifier: colour, Weight: 10 + i, TTL: 7200 },
      ...{ ResourceRecords: [{ Value: '192.0.2.20' }] },
    }),
  ),
  { Name: 'other.example.com.', Type: 'A', TTL: 86_400, ResourceRecords: [{ Value: '192.0.2.30' }] },
];

const CONFIG = `
journal: { path: journal.sqlite }
providers:
  aws: { type: route53 }
migrations:
  - name: shop
    cutover: 2026-12-12T12:00:00Z
    provider: aws
    records:
      - { name: www.example.com, types: [A] }
      - { name: api.example.com, types: [A] }
policy:
  # The scene's clock runs fast while moto, in another process, thinks.
  figures: { propagation: 10 minutes }
`;

let moto: Moto;
let zoneId: string;

beforeAll(async () => {
  stubAwsEnvironment();
  moto = await startMoto();
  zoneId = await moto.createZone('example.com.');
  await moto.create(zoneId, SETS);
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await moto?.stop();
});

/** What the aws command shows of the zone, as its JSON has it. */
async function shownByAws(): Promise<ResourceRecordSet[]> {
  const { stdout } = await execute(AWS, [
    ...['route53', 'list-resource-record-sets', '--hosted-zone-id', zoneId, '--output', 'json'],
    ...['--endpoint-url', moto.endpoint, '--region', 'us-east-1', '--no-cli-pager'],
  ]);
  return (JSON.parse(stdout) as { ResourceRecordSets: ResourceRecordSet[] }).ResourceRecordSets;
}

async function scene(): Promise<PlanScene> {
  const { DelegationSet: delegation } = await moto.client.send(new GetHostedZoneCommand({ Id: zoneId }));
  const servers = delegation?.NameServers ?? [];
  const records = SETS.filter(({ SetIdentifier }) => SetIdentifier !== 'green').map(
    ({ Name, TTL, Type, ResourceRecords }) => `${Name} ${TTL} ${Type} ${ResourceRecords?.[0]?.Value}`,
  );
  const own = zone(
    'example.com',
    [...servers.map((server) => `@ 172800 NS ${server}.`), ...records].join('\n'),
  );
  // Each server holds the zone of its own name too, so that its address can be found.
  const authorities = servers.map((name, i) => {
    const address = `192.0.2.${i + 1}`;
    const above = name.slice(name.indexOf('.') + 1);
    const home = zone(above, `@ 172800 NS ${name}.\n${name}. 172800 A ${address}`);
    return { name, addresses: [address], zones: [own, home] };
  });
  return planScene({ authorities, resolvers: [{ name: 'cache', addresses: ['198.51.100.53'] }] }, CONFIG, {
    at: '2026-12-05T12:00:00Z',
    provider: (world, clock) => followed(world, clock),
  });
}

/** The provider, and authorities that answer what moto has taken. */
function followed(world: World, clock: ManualClock): Provider {
  const provider = createRoute53Provider({ settings: { type: 'route53', endpoint: moto.endpoint }, clock });
  return {
    ...provider,
    async changeTtls(of, changes, ...more) {
      const outcome = await provider.changeTtls(of, changes, ...more);
      if (outcome.kind !== 'accepted') return outcome;
      const { ResourceRecordSets: sets = [] } = await moto.client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
      );
      for (const set of sets)
        if (changes.some(({ owner, type }) => owner === set.Name && type === set.Type))
          world.change('example.com', set.Name ?? '', set.Type ?? '', { ttl: set.TTL ?? 0 });
      return outcome;
    },
  };
}

test('the aws command shows the TTLs that apply set, and the rest of each set unchanged', async () => {
  stubAwsEnvironment();
  const before = await shownByAws();
  await using stage = await scene();
  const dry = await stage.apply();
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  expect(await shownByAws()).toEqual(before);

  const { code, stdout, stderr } = await stage.apply({ yes: true });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^ {2}changed {7}www\.example\.com\. A: 86400 → 3600 s, step one-week/m);
  expect(stdout).toMatch(/^ {2}changed {7}api\.example\.com\. A: 7200 → 3600 s, step one-week/m);
  expect(code).toBe(0);

  const moved = new Set(['www.example.com. A', 'api.example.com. A']);
  const expected = before.map((set) => (moved.has(`${set.Name} ${set.Type}`) ? { ...set, TTL: 3600 } : set));
  const after = await shownByAws();
  const inOrder = (sets: readonly ResourceRecordSet[]) => sets.map((set) => JSON.stringify(set)).sort();
  expect(inOrder(after)).toEqual(inOrder(expected));

  const again = await stage.apply({ yes: true });
  expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^Nothing is due now\./m)]);
  expect(await shownByAws()).toEqual(after);
});

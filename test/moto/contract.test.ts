/** The suite that every provider must pass, over moto. `test/contracts/providerCases.ts` has where moto differs. */
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { presentValue } from '../../src/providers/route53/presentValue.ts';
import { createRoute53Provider } from '../../src/providers/route53/provider.ts';
import { nameFromRoute53, nameToRoute53 } from '../../src/providers/route53/route53Name.ts';
import { CONTRACT_ZONE, providerContract } from '../contracts/provider.ts';
import { ACCESS_KEY, SECRET_KEY, SESSION_TOKEN, stubAwsEnvironment } from '../providers/route53/serving.ts';
import { type Moto, startMoto } from './moto.ts';

let moto: Moto;

beforeAll(async () => {
  moto = await startMoto();
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(async () => {
  await moto?.stop();
});

providerContract('Route 53 by moto', async (rrsets) => {
  stubAwsEnvironment();
  await moto.reset();
  const zoneId = await moto.createZone(CONTRACT_ZONE);
  await moto.create(
    zoneId,
    rrsets.map(({ owner, type, ttl, rdata }) => ({
      Name: nameToRoute53(owner),
      Type: type as NonNullable<ResourceRecordSet['Type']>,
      TTL: ttl,
      ResourceRecords: rdata.map((Value) => ({ Value })),
    })),
  );

  async function setOf(owner: string, type: string): Promise<ResourceRecordSet | undefined> {
    const { ResourceRecordSets: sets = [] } = await moto.client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
    );
    return sets.find((set) => nameFromRoute53(set.Name ?? '') === owner && set.Type === type);
  }

  return {
    provider: createRoute53Provider({
      settings: { type: 'route53', endpoint: moto.endpoint },
      clock: systemClock(),
    }),
    zone: CONTRACT_ZONE,
    confirmation: 'in-sync',
    secrets: [ACCESS_KEY, SECRET_KEY, SESSION_TOKEN],
    read: async (owner, type) => {
      const set = await setOf(owner, type);
      if (set === undefined) return undefined;
      const rdata = (set.ResourceRecords ?? []).map(({ Value = '' }) => presentValue(type, Value)).sort();
      return { owner, type, ttl: set.TTL ?? -1, rdata };
    },
    edit: async (owner, type, change) => {
      const was = await setOf(owner, type);
      const records = change.rdata?.map((Value) => ({ Value })) ?? was?.ResourceRecords ?? [];
      const set: ResourceRecordSet = {
        Name: nameToRoute53(owner),
        Type: type as NonNullable<ResourceRecordSet['Type']>,
        TTL: change.ttl ?? was?.TTL ?? 300,
        ResourceRecords: records,
      };
      const edit: Change =
        records.length === 0 && was !== undefined
          ? { Action: 'DELETE', ResourceRecordSet: was }
          : { Action: 'UPSERT', ResourceRecordSet: set };
      await moto.client.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: [edit] } }),
      );
    },
    stop: async () => undefined,
  };
});

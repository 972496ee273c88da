/** How many changes fit into a batch: Developer Guide, "Quotas", on ChangeResourceRecordSets; the counterpart counts them itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../src/apply/batches.ts';
import type { DueStep } from '../../../src/apply/due.ts';
import { parseName } from '../../../src/model/name.ts';
import type { LiveRrset, ProviderZone, TtlChange } from '../../../src/model/provider.ts';
import { ttl } from '../../../src/model/ttl.ts';
import { batchLimits, batchSize, changesOf } from '../../../src/providers/route53/batch.ts';
import type { RecordSet } from '../../../src/world/route53/recordSet.ts';
import { collected, serving } from './serving.ts';

const APEX = parseName('example.com');
const MOST_RECORDS = 1000;
const MOST_CHARACTERS = 32_000;

function live(owner: string, type: string, values: readonly string[]): LiveRrset {
  const name = parseName(owner);
  const native = { Name: name, Type: type, TTL: 3600, ResourceRecords: values.map((Value) => ({ Value })) };
  return { ...{ zoneId: 'Z1', owner: name, type, ttl: ttl(3600), rdata: values }, native };
}

function change(owner: string, type = 'A', values: readonly string[] = ['192.0.2.1']): TtlChange {
  return { owner: parseName(owner), type, before: [live(owner, type, values)], ttl: ttl(300) };
}

function singles(count: number, values: readonly string[] = ['192.0.2.1']): TtlChange[] {
  return Array.from({ length: count }, (_, i) => change(`host-${i}.example.com`, 'A', values));
}

/** What Route 53 counts of a request that has these changes. */
function costOf(changes: readonly TtlChange[]): { records: number; characters: number } {
  const values = changesOf(changes, APEX).flatMap(({ Action, ResourceRecordSet }) => {
    const own = ResourceRecordSet?.ResourceRecords ?? [];
    return Action === 'UPSERT' ? [...own, ...own] : own;
  });
  return {
    records: values.length,
    characters: values.reduce((sum, { Value = '' }) => sum + Value.length, 0),
  };
}

function fits(changes: readonly TtlChange[]): boolean {
  const { records, characters } = costOf(changes);
  return records <= MOST_RECORDS && characters <= MOST_CHARACTERS;
}

/** One after the other, as a pass sends them. */
function batched(changes: readonly TtlChange[]): TtlChange[][] {
  const zone: ProviderZone = { id: 'Z1', apex: APEX, visibility: 'public', nameServers: [] };
  const due = changes.map(
    ({ owner, type, before, ttl: to }) =>
      ({ rrset: { owner, type, providerZone: zone, live: before }, step: { to } }) as unknown as DueStep,
  );
  return batchesOf(due, { batchSize, batchLimits }).map((batch) =>
    batch.map(({ rrset, step }) => ({ ...rrset, before: rrset.live, ttl: step.to })),
  );
}

describe('a batch', () => {
  it('takes 500 changes of one value, which are 1,000 records, and no more', () => {
    expect(batchSize(singles(500))).toBe(500);
    expect(costOf(singles(500)).records).toBe(MOST_RECORDS);
    expect(batchSize(singles(501))).toBe(500);
  });

  it('takes 32,000 characters of values to the last, and no more', () => {
    const long = 'x'.repeat(250);
    expect(costOf(singles(64, [long])).characters).toBe(MOST_CHARACTERS);
    expect(batchSize(singles(65, [long]))).toBe(64);
    expect(batchSize([...singles(63, [long]), change('last.example.com', 'A', [`${long}x`])])).toBe(63);
  });

  it('counts every value of a set', () => {
    expect(
      batchSize(
        singles(
          60,
          Array.from({ length: 10 }, (_, i) => `192.0.2.${i}`),
        ),
      ),
    ).toBe(50);
  });

  it('counts the name servers of the apex, which are put and not replaced, twice as well', () => {
    const ns = change('example.com', 'NS', ['ns1.example.net.', 'ns2.example.net.']);
    expect(costOf([ns]).records).toBe(4);
    expect(batchSize([ns, ...singles(500)])).toBe(499);
  });

  it('does not part the types of an owner, even where the first of them would fit', () => {
    const both = [change('both.example.com', 'A'), change('both.example.com', 'AAAA', ['2001:db8::1'])];
    expect(batchSize([...singles(499), ...both])).toBe(499);
    expect(batchSize([...singles(498), ...both])).toBe(500);
  });

  it('is of one owner alone, for Route 53 to refuse, where that is too much already', () => {
    const values = Array.from({ length: 501 }, (_, i) => `192.0.2.${i % 256}`);
    expect(batchSize([change('huge.example.com', 'A', values), ...singles(3)])).toBe(1);
  });
});

describe('a thousand changes in one zone', () => {
  it('are two batches, the fewest that fit, and Route 53 takes them', async () => {
    const sets = Array.from({ length: 1000 }, (_, i) => ({
      ...{ Name: `host-${i}.example.com.`, Type: 'A' as const, TTL: 3600 },
      ResourceRecords: [{ Value: '192.0.2.1' }],
    }));
    await using on = await serving({ sets });
    const found = (await collected(on.provider.readRrsets(on.zone))).filter(({ type }) => type === 'A');
    const changes = found.map((set) => ({ owner: set.owner, type: 'A', before: [set], ttl: ttl(300) }));
    const batches = batched(changes);
    expect(batches.map(({ length }) => length)).toEqual([500, 500]);
    for (const batch of batches)
      expect(await on.provider.changeTtls(on.zone, batch, 'test')).toMatchObject({ kind: 'accepted' });
    const requests = on.route53.requests().filter(({ action }) => action === 'ChangeResourceRecordSets');
    expect(requests).toHaveLength(2);
    const ttls = on.route53
      .zones()
      .flatMap((zone) => zone.sets.flatMap(({ Type, TTL }) => (Type === 'A' ? [TTL] : [])));
    expect(new Set(ttls)).toEqual(new Set([300]));
  });
});

/** Route 53's limits alone: no number of batches below it can hold them all. */
function fewest(groups: readonly (readonly TtlChange[])[]): number {
  const costs = groups.map(costOf);
  const sum = (of: (cost: { records: number; characters: number }) => number): number =>
    costs.reduce((total, cost) => total + of(cost), 0);
  const alone = costs.filter(
    ({ records, characters }) => records * 2 > MOST_RECORDS || characters * 2 > MOST_CHARACTERS,
  );
  return Math.max(
    Math.ceil(sum(({ records }) => records) / MOST_RECORDS),
    Math.ceil(sum(({ characters }) => characters) / MOST_CHARACTERS),
    // No two that are more than half a batch in the same way go together.
    alone.filter(({ records }) => records * 2 > MOST_RECORDS).length,
    alone.filter(({ characters }) => characters * 2 > MOST_CHARACTERS).length,
  );
}

function ownersOf(changes: readonly TtlChange[]): TtlChange[][] {
  return [...Map.groupBy(changes, ({ owner }) => owner).values()];
}

describe('a thousand changes of all sizes in one zone', () => {
  it('are hardly more batches than the limits ask for, no weighted group is parted, and Route 53 takes them', async () => {
    const name = (i: number): string => `host-${i}.example.com.`;
    const sets = Array.from({ length: 1000 }, (_, i): RecordSet[] => {
      // A weighted group of five, text of just over half a batch, many addresses, one address.
      if (i % 50 === 0)
        return Array.from({ length: 5 }, (_, weight) => ({
          ...{ Name: name(i), Type: 'A', TTL: 3600, SetIdentifier: `set-${weight}`, Weight: weight },
          ResourceRecords: [{ Value: `192.0.2.${weight}` }],
        }));
      if (i % 50 === 7)
        return [
          { Name: name(i), Type: 'TXT', TTL: 3600, ResourceRecords: texts(i % 100 === 7 ? 8_100 : 7_900) },
        ];
      const addresses = i % 50 === 9 ? 200 : 1;
      return [
        {
          ...{ Name: name(i), Type: 'A', TTL: 3600 },
          ResourceRecords: Array.from({ length: addresses }, (_, k) => ({ Value: `198.51.100.${k}` })),
        },
      ];
    }).flat();
    await using on = await serving({ sets });
    const found = (await collected(on.provider.readRrsets(on.zone))).filter(
      ({ owner }) => owner !== on.zone.apex,
    );
    const changes = [...Map.groupBy(found, ({ owner, type }) => `${owner} ${type}`).values()].map(
      (before): TtlChange => ({
        ...{ owner: before[0]?.owner ?? APEX, type: before[0]?.type ?? 'A' },
        ...{ before, ttl: ttl(300) },
      }),
    );
    expect(changes).toHaveLength(1000);
    const batches = batched(changes);
    // 15 is what the limits alone allow, whatever the sizes; as they stand, the next begun where one does not fit, 20.
    expect([fewest(ownersOf(changes)), batches.length, inOrder(changes)]).toEqual([15, 16, 20]);
    for (const batch of batches) expect(fits(batch)).toBe(true);
    for (const batch of batches)
      expect(await on.provider.changeTtls(on.zone, batch, 'test')).toMatchObject({ kind: 'accepted' });
    const requests = on.route53.requests().filter(({ action }) => action === 'ChangeResourceRecordSets');
    expect(requests).toHaveLength(batches.length);
    const now = on.route53
      .zones()
      .flatMap((zone) => zone.sets.filter(({ Name }) => Name.startsWith('host-')));
    expect([now.length, new Set(now.map(({ TTL }) => TTL))]).toEqual([sets.length, new Set([300])]);
  });
});

function texts(characters: number): { Value: string }[] {
  return Array.from({ length: characters / 100 }, () => ({ Value: `"${'x'.repeat(98)}"` }));
}

/** How many batches there are if each takes what comes next until something does not fit. */
function inOrder(changes: readonly TtlChange[]): number {
  let batches = 0;
  for (let rest = changes; rest.length > 0; rest = rest.slice(batchSize(rest))) batches += 1;
  return batches;
}

describe('any changes in one zone', () => {
  const owner = fc.record({
    types: fc.subarray(['A', 'AAAA', 'CAA'], { minLength: 1 }),
    values: fc.integer({ min: 1, max: 120 }),
    length: fc.integer({ min: 7, max: 250 }),
  });

  it('are sent once each, owners whole, in batches that fit, and few of them', () => {
    fc.assert(
      fc.property(fc.array(owner, { minLength: 1, maxLength: 120 }), (owners) => {
        const changes = owners.flatMap(({ types, values, length }, i) =>
          types.map((type) =>
            change(
              `host-${i}.example.com`,
              type,
              Array.from({ length: values }, () => 'x'.repeat(length)),
            ),
          ),
        );
        const batches = batched(changes);
        const keys = (all: readonly TtlChange[]): string[] =>
          all.map((one) => `${one.owner} ${one.type}`).toSorted();
        expect(keys(batches.flat())).toEqual(keys(changes));
        expect(batches.flatMap((batch) => [...new Set(batch.map((one) => one.owner))])).toHaveLength(
          owners.length,
        );
        for (const batch of batches)
          expect(fits(batch) || new Set(batch.map((one) => one.owner)).size === 1).toBe(true);
        expect(batches.length).toBeLessThanOrEqual(Math.ceil(fewest(ownersOf(changes)) * 1.25) + 1);
        expect(batched(changes)).toEqual(batches);
      }),
      { seed: 20261126 },
    );
  });

  it('of the same size stay in their order', () => {
    const owners = batched(singles(1200))
      .flat()
      .map((one) => one.owner);
    expect(owners).toEqual(singles(1200).map((one) => one.owner));
  });
});

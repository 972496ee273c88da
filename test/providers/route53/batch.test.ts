/** How many changes fit into a batch: Developer Guide, "Quotas", on ChangeResourceRecordSets; the counterpart counts them itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, type DueStep } from '../../../src/apply/due.ts';
import { parseName } from '../../../src/model/name.ts';
import type { LiveRrset, ProviderZone, TtlChange } from '../../../src/model/provider.ts';
import { ttl } from '../../../src/model/ttl.ts';
import { batchSize, changesOf } from '../../../src/providers/route53/batch.ts';
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
  return batchesOf(due, batchSize).map((batch) =>
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

describe('any changes in one zone', () => {
  const owner = fc.record({
    types: fc.subarray(['A', 'AAAA', 'CAA'], { minLength: 1 }),
    values: fc.integer({ min: 1, max: 120 }),
    length: fc.integer({ min: 7, max: 250 }),
  });

  it('are sent once each, in their order, in batches that fit and take as much as they can', () => {
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
        expect(batches.flat().map((one) => `${one.owner} ${one.type}`)).toEqual(
          changes.map((one) => `${one.owner} ${one.type}`),
        );
        for (const [i, batch] of batches.entries()) {
          const whole = new Set(batch.map((one) => one.owner));
          expect(fits(batch) || whole.size === 1).toBe(true);
          const next = batches[i + 1];
          if (next === undefined) continue;
          const following = next.filter((one) => one.owner === next[0]?.owner);
          expect(whole.has(following[0]?.owner ?? APEX)).toBe(false);
          expect(fits([...batch, ...following])).toBe(false);
        }
      }),
      { seed: 20261126 },
    );
  });
});

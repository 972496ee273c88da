/** What every provider must do; each runs this suite against its own counterpart. */
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type {
  ChangeOutcome,
  LiveRrset,
  Provider,
  ProviderZone,
  TtlChange,
} from '../../src/model/provider.ts';
import type { RecordType } from '../../src/model/recordType.ts';
import { MAX_TTL, ttl } from '../../src/model/ttl.ts';
import { counterpart, PROVIDER_CASES, type ProviderCase } from './providerCases.ts';

/** An RRset as the counterpart holds it. `rdata` is in presentation form, sorted. */
export interface StoredRrset {
  readonly owner: Name;
  readonly type: RecordType;
  readonly ttl: number;
  readonly rdata: readonly string[];
}

export interface ProviderUnderTest {
  readonly provider: Provider;
  /** The apex of the zone that holds `CONTRACT_RRSETS`; SOA and NS are the counterpart's own. */
  readonly zone: Name;
  /** What the counterpart holds, by other means than the provider; undefined if there is none. */
  readonly read: (owner: Name, type: RecordType) => Promise<StoredRrset | undefined>;
  /** Somebody else's hand: what is not given stays; an empty `rdata` deletes it, and one that is not there is added. */
  readonly edit: (
    owner: Name,
    type: RecordType,
    change: { readonly ttl?: number; readonly rdata?: readonly string[] },
  ) => Promise<void>;
  /** What `confirm` says in the end. */
  readonly confirmation: 'in-sync' | 'no-word';
  /** Lets pass what the counterpart needs until a change is everywhere. */
  readonly settle?: () => Promise<void>;
  /** Texts that nothing may show: keys, tokens. */
  readonly secrets?: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Called before each test with the RRsets that the zone must hold: a fresh counterpart, or one put back in order. */
export type ProviderSetup = (rrsets: readonly StoredRrset[]) => Promise<ProviderUnderTest>;

/** The zone of the suite. */
export const CONTRACT_ZONE: Name = parseName('contract.example.');

function name(relative: string): Name {
  return parseName(`${relative}.${CONTRACT_ZONE}`);
}

function stored(owner: string, type: RecordType, seconds: number, ...rdata: string[]): StoredRrset {
  return { owner: name(owner), type, ttl: seconds, rdata: rdata.sort() };
}

const MANY = 60;

export const CONTRACT_RRSETS: readonly StoredRrset[] = [
  stored('www', 'A', 86_400, '192.0.2.10', '192.0.2.11'),
  stored('www', 'AAAA', 3600, '2001:db8::10'),
  stored('www', 'TXT', 600, '"a \\"quoted\\" text" "in two strings"'),
  stored('alias', 'CNAME', 7200, 'www.contract.example.'),
  stored('mail', 'MX', 3600, '10 mx1.example.net.', '20 mx2.example.net.'),
  stored('_sip._tcp', 'SRV', 300, '0 5 5060 sip.example.net.'),
  stored('sub', 'NS', 172_800, 'ns1.example.net.', 'ns2.example.net.'),
  stored('*.wild', 'A', 120, '192.0.2.16'),
  ...Array.from({ length: MANY }, (_, i) => stored(`host-${i}`, 'A', 3600, `198.51.100.${i + 1}`)),
];

const WWW = name('www');
const COMMENT = 'test/one-week plan 0123456789ab';

/** The suite. `title` is one of `COUNTERPARTS`. */
export function providerContract(title: string, setup: ProviderSetup): void {
  const { differences } = counterpart(title);
  const open = new Set<ProviderCase>(PROVIDER_CASES);

  /** How to run a case: where the counterpart is known to differ, it must fail. */
  function testOf(name: ProviderCase): typeof test | typeof test.fails {
    open.delete(name);
    return differences[name] === undefined ? test : test.fails;
  }

  function testCase(name: ProviderCase, body: () => Promise<void> | void): void {
    testOf(name)(name, body);
  }

  describe(`${title} as a provider`, () => {
    let under: ProviderUnderTest;
    let zone: ProviderZone;

    beforeEach(async () => {
      under = await setup(CONTRACT_RRSETS);
      zone = await zoneOf(under);
    });

    afterEach(async () => {
      await under.provider.close();
      await under.stop();
    });

    function live(owner: Name, type: RecordType): Promise<LiveRrset[]> {
      return readLive(under.provider, zone, owner, type);
    }

    async function changeOf(owner: Name, type: RecordType, seconds: number): Promise<TtlChange> {
      return { owner, type, before: await live(owner, type), ttl: ttl(seconds) };
    }

    function apply(...changes: readonly TtlChange[]): Promise<ChangeOutcome> {
      return under.provider.changeTtls(zone, changes, COMMENT);
    }

    async function expectUntouched(except: readonly StoredRrset[] = []): Promise<void> {
      for (const rrset of CONTRACT_RRSETS) {
        if (except.some((other) => other.owner === rrset.owner && other.type === rrset.type)) continue;
        if (rrset.owner.startsWith('host-') && !rrset.owner.startsWith('host-1.')) continue;
        expect(await under.read(rrset.owner, rrset.type)).toEqual(rrset);
      }
    }

    describe('reading', () => {
      testCase('lists the zone, public, by its apex', () => {
        expect(zone).toMatchObject({ apex: under.zone, visibility: 'public' });
        expect(zone.id).not.toBe('');
      });

      testCase('shows every RRset of the owners asked for, and no other', async () => {
        const rrsets = await collected(under.provider.readRrsets(zone, [WWW, name('mail')]));
        const shown = rrsets.map(({ owner, type, ttl: seconds, rdata }) => ({
          owner,
          type,
          ttl: seconds,
          rdata,
        }));
        const expected = CONTRACT_RRSETS.filter((r) => r.owner === WWW || r.owner === name('mail'));
        expect(shown.sort(byText)).toEqual([...expected].sort(byText));
        for (const rrset of rrsets) expect(rrset).toMatchObject({ zoneId: zone.id });
        for (const rrset of rrsets) expect(rrset.fixed).toBeUndefined();
      });

      testCase('shows the whole zone', async () => {
        const rrsets = await collected(under.provider.readRrsets(zone));
        for (const rrset of CONTRACT_RRSETS) {
          const { owner, type, ttl: seconds, rdata } = rrset;
          expect(rrsets).toContainEqual(expect.objectContaining({ owner, type, ttl: seconds, rdata }));
        }
        // SOA and NS of the apex come on top.
        expect(rrsets.length).toBe(CONTRACT_RRSETS.length + 2);
      });

      testCase('shows nothing for a name that is not there', async () => {
        expect(await collected(under.provider.readRrsets(zone, [name('absent')]))).toEqual([]);
      });

      testCase('shows a wildcard as itself, and not the names that it answers for', async () => {
        const [wildcard] = await live(name('*.wild'), 'A');
        expect(wildcard).toMatchObject({ owner: name('*.wild'), ttl: 120 });
        expect(await collected(under.provider.readRrsets(zone, [name('any.wild')]))).toEqual([]);
      });

      testCase('gives data that survive JSON', async () => {
        const rrsets = await collected(under.provider.readRrsets(zone, [WWW]));
        expect(JSON.parse(JSON.stringify(rrsets))).toEqual(rrsets);
      });

      testCase('refuses a zone that is not there', async () => {
        const absent = { ...zone, id: 'Z0ABSENT', apex: parseName('absent.example.') };
        await expect(
          collected(under.provider.readRrsets(absent, [parseName('www.absent.example.')])),
        ).rejects.toThrow(Failure);
      });
    });

    describe('changing', () => {
      testCase('changes one TTL and leaves its data, and everything else, alone', async () => {
        expect(await apply(await changeOf(WWW, 'A', 300))).toMatchObject({ kind: 'accepted' });
        const rrset = stored('www', 'A', 300, '192.0.2.10', '192.0.2.11');
        expect(await under.read(WWW, 'A')).toEqual(rrset);
        expect(await live(WWW, 'A')).toMatchObject([{ ttl: 300, rdata: rrset.rdata }]);
        await expectUntouched([rrset]);
      });

      testOf('keeps the data of every type').each(
        CONTRACT_RRSETS.filter((r) => !r.owner.startsWith('host-')),
      )('keeps the data of every type: $owner $type', async (rrset) => {
        expect(await apply(await changeOf(rrset.owner, rrset.type, 77))).toMatchObject({
          kind: 'accepted',
        });
        expect(await under.read(rrset.owner, rrset.type)).toEqual({ ...rrset, ttl: 77 });
      });

      testOf('sets the TTLs 0, 1 and the largest').each([0, 1, MAX_TTL])(
        'sets the TTL %d',
        async (seconds) => {
          expect(await apply(await changeOf(WWW, 'AAAA', seconds))).toMatchObject({ kind: 'accepted' });
          expect(await under.read(WWW, 'AAAA')).toMatchObject({ ttl: seconds });
        },
      );

      testCase('changes several types of one owner in one batch', async () => {
        const outcome = await apply(await changeOf(WWW, 'A', 300), await changeOf(WWW, 'AAAA', 301));
        expect(outcome).toMatchObject({ kind: 'accepted' });
        expect(await under.read(WWW, 'A')).toMatchObject({ ttl: 300 });
        expect(await under.read(WWW, 'AAAA')).toMatchObject({ ttl: 301 });
        expect(await under.read(WWW, 'TXT')).toMatchObject({ ttl: 600 });
      });

      testCase('changes many, in as many batches as it wants', async () => {
        const owners = Array.from({ length: MANY }, (_, i) => name(`host-${i}`));
        const rrsets = await collected(under.provider.readRrsets(zone, owners));
        let changes: TtlChange[] = owners.map((owner) => ({
          owner,
          type: 'A',
          before: rrsets.filter((r) => r.owner === owner),
          ttl: ttl(60),
        }));
        while (changes.length > 0) {
          const size = under.provider.batchSize(changes);
          expect(size).toBeGreaterThanOrEqual(1);
          expect(size).toBeLessThanOrEqual(changes.length);
          expect(await apply(...changes.slice(0, size))).toMatchObject({ kind: 'accepted' });
          await under.settle?.();
          changes = changes.slice(size);
        }
        for (const [i, owner] of owners.entries())
          expect(await under.read(owner, 'A')).toEqual(stored(`host-${i}`, 'A', 60, `198.51.100.${i + 1}`));
      });

      testCase('takes what it read before, stored as JSON', async () => {
        const change = JSON.parse(JSON.stringify(await changeOf(WWW, 'A', 300))) as TtlChange;
        expect(await apply(change)).toMatchObject({ kind: 'accepted' });
        expect(await under.read(WWW, 'A')).toMatchObject({ ttl: 300 });
      });

      testCase('takes a change to the TTL that it has', async () => {
        expect(await apply(await changeOf(WWW, 'A', 86_400))).toMatchObject({ kind: 'accepted' });
        await expectUntouched();
      });

      testCase('gives a former TTL back, and lowers it again, as often as one likes', async () => {
        for (const seconds of [3600, 300, 86_400, 300, 86_400]) {
          expect(await apply(await changeOf(WWW, 'A', seconds))).toMatchObject({ kind: 'accepted' });
          await under.settle?.();
          expect(await under.read(WWW, 'A')).toEqual(stored('www', 'A', seconds, '192.0.2.10', '192.0.2.11'));
        }
      });

      testCase('gives a former TTL back and keeps data that are new since', async () => {
        await apply(await changeOf(WWW, 'A', 300));
        await under.settle?.();
        await under.edit(WWW, 'A', { rdata: ['203.0.113.7'] });
        expect(await apply(await changeOf(WWW, 'A', 86_400))).toMatchObject({ kind: 'accepted' });
        expect(await under.read(WWW, 'A')).toEqual(stored('www', 'A', 86_400, '203.0.113.7'));
      });

      testCase('says what a change becomes', async () => {
        const outcome = await apply(await changeOf(WWW, 'A', 300));
        if (outcome.kind !== 'accepted') throw new Error(`It was not accepted: ${JSON.stringify(outcome)}`);
        expect(['in-sync', 'pending', 'no-word']).toContain(
          (await under.provider.confirm(outcome.changeId)).kind,
        );
        await under.settle?.();
        expect(await under.provider.confirm(outcome.changeId)).toMatchObject({ kind: under.confirmation });
      });
    });

    describe('somebody else', () => {
      const EDITS = {
        'changed the data': { rdata: ['203.0.113.7'] },
        'added data': { rdata: ['192.0.2.10', '192.0.2.11', '192.0.2.12'] },
        'removed data': { rdata: ['192.0.2.10'] },
        'raised the TTL': { ttl: 100_000 },
        'lowered the TTL': { ttl: 42 },
        'deleted it': { rdata: [] },
      } as const;

      for (const what of Object.keys(EDITS) as (keyof typeof EDITS)[]) {
        const title = `does not overwrite somebody who ${what} in between` as const;
        testCase(title, async () => {
          const change = await changeOf(WWW, 'A', 300);
          await under.edit(WWW, 'A', EDITS[what]);
          const theirs = await under.read(WWW, 'A');
          expect(await apply(change)).toMatchObject({
            kind: 'conflict',
            detail: expect.stringMatching(/\.$/),
          });
          expect(await under.read(WWW, 'A')).toEqual(theirs);
        });
      }

      testCase('stops the whole batch: all or nothing', async () => {
        const changes = [
          await changeOf(name('mail'), 'MX', 300),
          await changeOf(WWW, 'A', 300),
          await changeOf(name('alias'), 'CNAME', 300),
        ];
        await under.edit(WWW, 'A', { rdata: ['203.0.113.7'] });
        const theirs = await under.read(WWW, 'A');
        expect(await apply(...changes)).toMatchObject({ kind: 'conflict' });
        expect(await under.read(WWW, 'A')).toEqual(theirs);
        await expectUntouched([stored('www', 'A', 0)]);
      });

      testCase('lets somebody else change what the batch does not touch', async () => {
        const change = await changeOf(WWW, 'A', 300);
        await under.edit(name('mail'), 'MX', { ttl: 1234 });
        expect(await apply(change)).toMatchObject({ kind: 'accepted' });
        expect(await under.read(WWW, 'A')).toMatchObject({ ttl: 300 });
        expect(await under.read(name('mail'), 'MX')).toMatchObject({ ttl: 1234 });
      });

      testCase('goes on after a conflict and a fresh look', async () => {
        const stale = await changeOf(WWW, 'A', 300);
        await under.edit(WWW, 'A', { ttl: 42, rdata: ['203.0.113.7'] });
        expect(await apply(stale)).toMatchObject({ kind: 'conflict' });
        await under.settle?.();
        expect(await apply(await changeOf(WWW, 'A', 30))).toMatchObject({ kind: 'accepted' });
        expect(await under.read(WWW, 'A')).toEqual(stored('www', 'A', 30, '203.0.113.7'));
      });
    });

    testCase('sends nothing after an interruption', async () => {
      const change = await changeOf(WWW, 'A', 300);
      const outcome = await under.provider.changeTtls(zone, [change], COMMENT, AbortSignal.abort()).then(
        ({ kind }) => kind,
        (error: unknown) => error,
      );
      expect(outcome === 'uncertain' || outcome instanceof Failure).toBe(true);
      await expectUntouched();
    });

    testCase('shows no secret', async () => {
      const change = await changeOf(WWW, 'A', 300);
      const absent = { ...zone, id: 'Z0ABSENT', apex: parseName('absent.example.') };
      const error = await under.provider
        .changeTtls(absent, [{ ...change, owner: parseName('www.absent.example.') }], COMMENT)
        .catch((thrown: unknown) => thrown);
      const shown = [under.provider, change, error].flatMap((value) => [
        JSON.stringify(value),
        inspect(value, { depth: 10, showHidden: true }),
      ]);
      for (const secret of under.secrets ?? []) expect(shown.join('\n')).not.toContain(secret);
    });
    test('has a test for every case', () => {
      expect([...open]).toEqual([]);
    });
  });
}

async function zoneOf(under: ProviderUnderTest): Promise<ProviderZone> {
  const zones = await collected(under.provider.listZones());
  const found = zones.find(({ apex }) => apex === under.zone);
  if (found === undefined) throw new Error(`The provider lists ${zones.length} zones, and not ${under.zone}`);
  return found;
}

async function readLive(
  provider: Provider,
  zone: ProviderZone,
  owner: Name,
  type: RecordType,
): Promise<LiveRrset[]> {
  const rrsets = await collected(provider.readRrsets(zone, [owner]));
  return rrsets.filter((rrset) => rrset.type === type);
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function byText(a: { owner: Name; type: RecordType }, b: { owner: Name; type: RecordType }): number {
  return `${a.owner} ${a.type}` < `${b.owner} ${b.type}` ? -1 : 1;
}

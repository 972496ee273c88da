/** What every journal must do, whatever database stands behind it. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { type Instant, instant } from '../../src/model/instant.ts';
import type { Intent, Journal, PastTtl, Receipt, Sighting } from '../../src/model/journal.ts';
import { parseName } from '../../src/model/name.ts';
import { ttl } from '../../src/model/ttl.ts';

const ZONE = parseName('example.com');
const WWW = parseName('www.example.com');
const API = parseName('api.example.com');
const START = Date.parse('2026-11-01T00:00:00Z');
const DAY = 24 * 3600;

/** So many seconds after the tests' beginning. */
export function after(seconds: number): Instant {
  return instant(START + seconds * 1000);
}

/** A look at www.example.com. A. */
export function look(seconds: number, max: number, changes: Partial<Sighting> = {}): Sighting {
  return {
    ...{ zone: ZONE, owner: WWW, type: 'A', at: after(seconds), ttl: { min: max, max } },
    ...{ rdata: ['192.0.2.1'], complete: 'all-servers', ...changes },
  };
}

/** The first attempt at a step of `move` for www.example.com. A. */
export function lowering(changes: Partial<Intent> = {}): Intent {
  const intent: Intent = {
    ...{ id: '', migration: 'move', zone: ZONE, owner: WWW, type: 'A', step: 'one-week', kind: 'lower' },
    ...{ from: ttl(86_400), to: ttl(3600), rdata: ['192.0.2.1'], at: after(0), planDigest: 'd1' },
    ...changes,
  };
  const { migration, owner, type, step } = intent;
  return { ...intent, id: changes.id ?? `${migration}/${owner}/${type}/${step}/1` };
}

function receipt(intent: Intent, outcome: Receipt['outcome'], seconds = 1): Receipt {
  return { intent: intent.id, at: after(seconds), outcome };
}

/** Runs the suite. `open` makes an empty journal; the suite closes it. */
export function journalContract(name: string, open: () => Promise<Journal>): void {
  describe(`a journal (${name})`, () => {
    let journal: Journal;
    beforeEach(async () => {
      journal = await open();
    });
    afterEach(() => journal.close());

    describe('sightings', () => {
      it('of an RRset that was never seen are unknown', async () => {
        await journal.recordSightings([look(0, 300)]);
        expect(await journal.pastTtls(API, 'A')).toBeUndefined();
        expect(await journal.pastTtls(WWW, 'AAAA')).toBeUndefined();
        expect(await journal.firstSeen(API, 'A')).toBeUndefined();
        expect(await journal.sightings(API, undefined, 10)).toEqual([]);
      });

      it('come back newest first, of one type or of all', async () => {
        const text = { type: 'TXT', rdata: ['"a \\"b\\" \u{1f600}"'], complete: 'some-servers' as const };
        const looks = [look(0, 300), look(60, 200, text), look(120, 60, { inSync: true })];
        await journal.recordSightings(looks);
        const runs = looks.map((one) => ({ ...one, since: one.at, looks: 1 }));
        expect(await journal.sightings(WWW, undefined, 10)).toEqual(runs.toReversed());
        expect(await journal.sightings(WWW, 'TXT', 10)).toEqual([runs[1]]);
        expect(await journal.sightings(WWW, undefined, 2)).toEqual([runs[2], runs[1]]);
      });

      it('that stay the same are one run, which ends where anything changes', async () => {
        const looks = [look(0, 300), look(60, 300), look(120, 300), look(180, 60), look(240, 60)];
        for (const one of looks) await journal.recordSightings([one]);
        await journal.recordSightings([look(300, 60, { rdata: ['198.51.100.1'] }), look(360, 60)]);
        const runs = await journal.sightings(WWW, 'A', 10);
        expect(runs.map((run) => [run.since, run.at, run.looks])).toEqual([
          [after(360), after(360), 1],
          [after(300), after(300), 1],
          [after(180), after(240), 2],
          [after(0), after(120), 3],
        ]);
        expect(await journal.firstSeen(WWW, 'A')).toBe(after(0));
      });

      it('take the order of rdata for no change', async () => {
        await journal.recordSightings([look(0, 300, { rdata: ['192.0.2.2', '192.0.2.1'] })]);
        await journal.recordSightings([look(9, 300, { rdata: ['192.0.2.1', '192.0.2.2'] })]);
        expect(await journal.sightings(WWW, 'A', 10)).toMatchObject([
          { looks: 2, rdata: ['192.0.2.1', '192.0.2.2'] },
        ]);
      });

      it('keep a TTL with the top bit as it was seen', async () => {
        await journal.recordSightings([look(0, 2 ** 32 - 1), look(60, 300)]);
        expect(await journal.pastTtls(WWW, 'A')).toEqual([{ ttl: 2 ** 32 - 1, until: after(60) }]);
      });
    });

    describe('past TTLs', () => {
      const CASES: readonly (readonly [string, readonly Sighting[], readonly PastTtl[]])[] = [
        ['are none while the TTL stays', [look(0, 300), look(60, 300)], []],
        ['are none while the newest look has the long one', [look(0, 300), look(60, 86_400)], []],
        [
          'end with the first look that shows the lower one, not the last',
          [look(0, 86_400), look(60, 300), look(120, 300)],
          [{ ttl: 86_400, until: after(60) }],
        ],
        [
          'are several, oldest first',
          [look(0, 86_400), look(60, 3600), look(120, 300)],
          [
            { ttl: 86_400, until: after(60) },
            { ttl: 3600, until: after(120) },
          ],
        ],
        [
          'leave out what a longer one outlived',
          [look(0, 3600), look(60, 86_400), look(120, 300)],
          [{ ttl: 86_400, until: after(120) }],
        ],
        [
          'count from the last time that the TTL was raised',
          [look(0, 86_400), look(60, 300), look(120, 86_400), look(180, 300)],
          [{ ttl: 86_400, until: after(180) }],
        ],
        [
          'do not end with a look that missed a server',
          [look(0, 86_400), look(60, 300, { complete: 'some-servers' }), look(120, 300)],
          [{ ttl: 86_400, until: after(120) }],
        ],
        [
          'do not end while one server has the long one',
          [look(0, 86_400), look(60, 86_400, { ttl: { min: 300, max: 86_400 } }), look(120, 300)],
          [{ ttl: 86_400, until: after(120) }],
        ],
        [
          'are open while no look at all servers showed them gone',
          [look(0, 86_400), look(60, 300, { complete: 'some-servers' })],
          [{ ttl: 86_400, until: after(60), unended: true }],
        ],
        [
          'count a longer TTL of a clock that was ahead, until looks come after it',
          [look(60, 86_400), look(3660, 86_400), look(120, 300)],
          [{ ttl: 86_400, until: after(3660), unended: true }],
        ],
        [
          'end as ever once the clock has caught up',
          [look(60, 86_400), look(3660, 86_400), look(120, 300), look(3720, 300)],
          [{ ttl: 86_400, until: after(3720) }],
        ],
        [
          'are settled where that look was in sync',
          [look(0, 86_400), look(60, 300, { inSync: true }), look(120, 300)],
          [{ ttl: 86_400, until: after(60), settled: true }],
        ],
        [
          'are not settled by a later look',
          [look(0, 86_400), look(60, 300), look(120, 300, { inSync: true })],
          [{ ttl: 86_400, until: after(60) }],
        ],
      ];

      it.each(CASES)('%s', async (_name, looks, expected) => {
        for (const one of looks) await journal.recordSightings([one]);
        expect(await journal.pastTtls(WWW, 'A')).toEqual(expected);
      });

      it('are what a naive reading of all looks says', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(looksInOrder, async (looks) => {
            const owner = parseName(`r${run++}.example.com`);
            await journal.recordSightings(looks.map((one) => ({ ...one, owner })));
            expect(await journal.pastTtls(owner, 'A')).toEqual(naivePast(looks));
            expect(await journal.firstSeen(owner, 'A')).toBe(looks[0]?.at);
          }),
          { numRuns: 200 },
        );
      });

      it('as of a look are what they were then, and nothing is written', async () => {
        expect(await journal.pastTtls(WWW, 'A', look(0, 300))).toBeUndefined();
        for (const one of [look(10, 86_400), look(60, 300), look(120, 300)])
          await journal.recordSightings([one]);
        const until = { ttl: 86_400, until: after(60) };
        expect(await journal.pastTtls(WWW, 'A', look(0, 300))).toBeUndefined();
        expect(await journal.pastTtls(WWW, 'A', look(30, 86_400))).toEqual([]);
        expect(await journal.pastTtls(WWW, 'A', look(30, 300))).toEqual([{ ttl: 86_400, until: after(30) }]);
        expect(await journal.pastTtls(WWW, 'A', look(90, 300))).toEqual([until]);
        expect(await journal.pastTtls(WWW, 'A', look(180, 60))).toEqual([
          until,
          { ttl: 300, until: after(180) },
        ]);
        const partial = look(180, 60, { complete: 'some-servers' });
        expect(await journal.pastTtls(WWW, 'A', partial)).toEqual([
          until,
          { ttl: 300, until: after(180), unended: true },
        ]);
        expect(await journal.pastTtls(WWW, 'A')).toEqual([until]);
        expect(await journal.sightings(WWW, 'A', 10)).toHaveLength(2);
      });

      it('as of any look are those of a journal that ends with it', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(looksInOrder, fc.nat({ max: 19 }), async (looks, index) => {
            const owner = parseName(`t${run++}.example.com`);
            await journal.recordSightings(looks.map((one) => ({ ...one, owner })));
            const last = Math.min(index, looks.length - 1);
            const { at, ttl: seen, complete } = looks[last] as Sighting;
            expect(await journal.pastTtls(owner, 'A', { at, ttl: seen, complete })).toEqual(
              naivePast(looks.slice(0, last + 1)),
            );
          }),
          { numRuns: 200 },
        );
      });

      it('never end too early when looks come late, in any order', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(looksInAnyOrder, async (looks) => {
            const owner = parseName(`s${run++}.example.com`);
            await journal.recordSightings(looks.map((one) => ({ ...one, owner })));
            const found = (await journal.pastTtls(owner, 'A')) ?? [];
            for (const { ttl: long, until } of naivePast(looks)) {
              const binding = found.find((past) => past.ttl >= long && past.until >= until);
              expect(binding, `${long} until ${until}`).toBeDefined();
            }
            const all = (await journal.sightings(owner, 'A', 1000)).flatMap(({ since, at }) => [since, at]);
            for (const edge of all) expect(looks.map(({ at }) => at)).toContain(edge);
          }),
          { numRuns: 300 },
        );
      });
    });

    describe('intents', () => {
      it('stand with the former TTL, which the first lowering decides', async () => {
        const first = lowering();
        const second = lowering({ step: 'day-of', from: ttl(3600), to: ttl(300), at: after(DAY) });
        await journal.recordIntents([first]);
        await journal.recordIntents([second]);
        const former = { migration: 'move', owner: WWW, type: 'A', ttl: 86_400, recordedAt: after(0) };
        expect(await journal.formerTtls('move')).toEqual([former]);
        expect(await journal.formerTtls('other')).toEqual([]);
        expect(await journal.intents('move')).toEqual([
          { intent: first, receipts: [] },
          { intent: second, receipts: [] },
        ]);
      });

      it('are all there or none', async () => {
        await journal.recordIntents([lowering()]);
        const other = lowering({ owner: API });
        const clash = lowering({ to: ttl(60) });
        await expect(journal.recordIntents([other, clash])).rejects.toThrow(/says something else/);
        expect(await journal.intents('move')).toHaveLength(1);
        expect(await journal.formerTtls('move')).toHaveLength(1);
      });

      it('may be said again, word for word', async () => {
        await journal.recordIntents([lowering()]);
        await journal.recordIntents([lowering()]);
        expect(await journal.intents('move')).toHaveLength(1);
      });

      it('of a restore write no former TTL', async () => {
        await journal.recordIntents([lowering({ kind: 'restore', step: 'restore', from: ttl(300) })]);
        expect(await journal.formerTtls('move')).toEqual([]);
      });

      it('keep migrations and types apart', async () => {
        await journal.recordIntents([
          lowering(),
          lowering({ type: 'AAAA', from: ttl(7200) }),
          lowering({ migration: 'later', from: ttl(600) }),
        ]);
        expect((await journal.formerTtls('move')).map((former) => [former.type, former.ttl])).toEqual([
          ['A', 86_400],
          ['AAAA', 7200],
        ]);
        expect((await journal.formerTtls('later')).map((former) => former.ttl)).toEqual([600]);
      });

      it('are refused once the lease is somebody else’s', async () => {
        await journal.acquireLease('one', after(0), after(60));
        await journal.recordIntents([lowering()], 'one');
        await journal.acquireLease('two', after(61), after(120));
        const late = journal.recordIntents([lowering({ owner: API })], 'one');
        await expect(late).rejects.toThrow(Failure);
        await expect(late).rejects.toThrow(/lease .* was lost: two holds it until 2026-11-01T00:02:00Z/);
        expect(await journal.intents('move')).toHaveLength(1);
      });
    });

    describe('receipts', () => {
      it('close an intent when the last one is final', async () => {
        const [a, b] = [lowering(), lowering({ owner: API })];
        await journal.recordIntents([a, b]);
        const told: Receipt[] = [
          { ...receipt(a, 'accepted'), changeId: 'C1' },
          { ...receipt(b, 'uncertain', 2), detail: 'no answer within 5 s' },
        ];
        await journal.recordReceipts(told);
        expect(await journal.openIntents()).toEqual([
          { intent: a, receipts: [told[0]] },
          { intent: b, receipts: [told[1]] },
        ]);
        await journal.recordReceipts([receipt(b, 'verified', 3)]);
        expect((await journal.openIntents()).map(({ intent }) => intent.id)).toEqual([a.id]);
        expect((await journal.intents('move'))[1]?.receipts.map(({ outcome }) => outcome)).toEqual([
          'uncertain',
          'verified',
        ]);
      });

      it.each(['verified', 'conflict', 'refused', 'abandoned'] as const)('%s is final', async (outcome) => {
        await journal.recordIntents([lowering()]);
        await journal.recordReceipts([receipt(lowering(), outcome)]);
        expect(await journal.openIntents()).toEqual([]);
      });

      it('for an intent that was never written are refused, with all of their batch', async () => {
        await journal.recordIntents([lowering()]);
        const batch = [receipt(lowering(), 'verified'), receipt(lowering({ owner: API }), 'verified')];
        await expect(journal.recordReceipts(batch)).rejects.toThrow(/has no intent move\/api/);
        expect(await journal.openIntents()).toHaveLength(1);
      });
    });

    describe('former TTLs', () => {
      it('are marked when they are given back, once', async () => {
        await journal.recordIntents([lowering(), lowering({ owner: API })]);
        await journal.recordRestored('move', WWW, 'A', after(100));
        await journal.recordRestored('move', WWW, 'A', after(200));
        await journal.recordRestored('move', WWW, 'MX', after(200));
        const restored = (await journal.formerTtls('move')).map((former) => [
          former.owner,
          former.restoredAt,
        ]);
        expect(restored).toEqual([
          [API, undefined],
          [WWW, after(100)],
        ]);
      });

      it('are written anew when an RRset is lowered again after it was restored', async () => {
        await journal.recordIntents([lowering()]);
        await journal.recordRestored('move', WWW, 'A', after(100));
        await journal.recordIntents([lowering({ id: 'again', from: ttl(7200), at: after(200) })]);
        expect(await journal.formerTtls('move')).toEqual([
          { migration: 'move', owner: WWW, type: 'A', ttl: 7200, recordedAt: after(200) },
        ]);
      });

      it('outlive every prune until they are restored', async () => {
        await journal.recordIntents([lowering()]);
        await journal.prune(after(100 * 365 * DAY));
        expect(await journal.formerTtls('move')).toHaveLength(1);
        expect(await journal.intents('move')).toHaveLength(1);
      });
    });

    describe('pruning', () => {
      it('takes what is old and leaves the rest', async () => {
        await journal.recordSightings([look(0, 300), look(60, 300, { rdata: ['192.0.2.9'] })]);
        await journal.recordSightings([look(10 * DAY, 300)]);
        await journal.recordSightings([look(0, 300, { owner: API })]);
        await journal.claimNotification('a', after(0));
        await journal.claimNotification('b', after(10 * DAY));
        expect(await journal.prune(after(9 * DAY))).toEqual({ sightings: 3, notifications: 1, plans: 0 });
        expect(await journal.sightings(WWW, 'A', 10)).toHaveLength(1);
        expect(await journal.pastTtls(API, 'A')).toBeUndefined();
        expect(await journal.claimNotification('a', after(10 * DAY))).toBe(true);
        expect(await journal.claimNotification('b', after(10 * DAY))).toBe(false);
      });

      it('leaves a past TTL that caches may still have held', async () => {
        await journal.recordSightings([look(0, 7 * DAY), look(60, 300), look(8 * DAY, 300)]);
        await journal.prune(after(6 * DAY));
        expect(await journal.pastTtls(WWW, 'A')).toEqual([{ ttl: 7 * DAY, until: after(60) }]);
        await journal.prune(after(8 * DAY + 61));
        expect(await journal.pastTtls(WWW, 'A')).toBeUndefined();
      });

      it('forgets only what had run out everywhere', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(looksInOrder, fc.integer({ min: 0, max: 60 * DAY }), async (looks, seconds) => {
            const owner = parseName(`p${run++}.example.com`);
            const moved = looks.map((one) => ({ ...one, owner }));
            await journal.recordSightings(moved);
            const before = after(seconds);
            await journal.prune(before);
            const kept = await journal.pastTtls(owner, 'A');
            const newest = moved.at(-1)?.at ?? before;
            if (kept === undefined) {
              expect(newest).toBeLessThan(before);
              return;
            }
            const bound = naivePast(looks).filter(({ ttl: t, until }) => until + t * 1000 >= before);
            expect(kept).toEqual(expect.arrayContaining(bound));
          }),
          { numRuns: 100 },
        );
      });
    });

    it('keeps the latest plan of each migration', async () => {
      expect(await journal.latestPlan('move')).toBeUndefined();
      const plan = { migration: 'move', digest: 'd1', at: after(0), plan: { steps: [1, null, 'ü'] } };
      await journal.recordPlan(plan);
      expect(await journal.latestPlan('move')).toEqual(plan);
      await journal.recordPlan({ ...plan, at: after(60) });
      expect((await journal.latestPlan('move'))?.at).toBe(after(60));
      await journal.recordPlan({ ...plan, digest: 'd2', at: after(120) });
      await journal.recordPlan({ ...plan, digest: 'd3', at: after(180) });
      await journal.recordPlan({ ...plan, migration: 'other', at: after(1) });
      await journal.recordIntents([lowering({ planDigest: 'd1' })]);
      expect((await journal.latestPlan('move'))?.digest).toBe('d3');
      // d1 was carried out, d3 and the other migration's are the latest.
      expect(await journal.prune(after(1000))).toMatchObject({ plans: 1 });
      expect((await journal.latestPlan('move'))?.digest).toBe('d3');
      expect((await journal.latestPlan('other'))?.digest).toBe('d1');
    });

    it('keeps the latest state of each migration', async () => {
      expect(await journal.states()).toEqual([]);
      const held = { migration: 'move', state: 'held', at: after(5), by: 'alice', reason: 'wait' } as const;
      const goesOn = { migration: 'move', state: 'running', at: after(9), by: 'bob' } as const;
      const other = { migration: 'aside', state: 'done', at: after(1), by: 'schedule' } as const;
      await journal.recordState(held);
      await journal.recordState(other);
      expect(await journal.states()).toEqual([other, held]);
      await journal.recordState(goesOn);
      expect(await journal.states()).toEqual([other, goesOn]);
    });

    it('knows the migrations that anything was written of', async () => {
      expect(await journal.migrations()).toEqual([]);
      await journal.recordIntents([lowering({ migration: 'b' }), lowering({ migration: 'a' })]);
      await journal.recordPlan({ migration: 'c', digest: 'd', at: after(0), plan: {} });
      await journal.recordState({ migration: 'a', state: 'held', at: after(0), by: 'alice' });
      await journal.recordState({ migration: 'd', state: 'done', at: after(0), by: 'alice' });
      expect(await journal.migrations()).toEqual(['a', 'b', 'c', 'd']);
    });

    it('keeps the last tick, also when the clock went back', async () => {
      expect(await journal.lastTick()).toBeUndefined();
      await journal.recordTick(after(100), 'one');
      expect(await journal.lastTick()).toBe(after(100));
      await journal.recordTick(after(50), 'two');
      expect(await journal.lastTick()).toBe(after(50));
    });

    it('lets a notification be claimed once', async () => {
      expect(await journal.claimNotification('move/late', after(0))).toBe(true);
      expect(await journal.claimNotification('move/late', after(1))).toBe(false);
      expect(await journal.claimNotification('move/done', after(1))).toBe(true);
    });

    it('keeps a small value by its key, the last one', async () => {
      expect(await journal.recall('report/weekly')).toBeUndefined();
      await journal.remember(
        'report/weekly',
        { outcome: 'failed', because: 'a "reason" \u{1f600}' },
        after(0),
      );
      await journal.remember('thread/shop', null, after(0));
      expect(await journal.recall('report/weekly')).toEqual({
        outcome: 'failed',
        because: 'a "reason" \u{1f600}',
      });
      expect(await journal.recall('thread/shop')).toBeNull();
      await journal.remember('report/weekly', ['sent', 2], after(60));
      expect(await journal.recall('report/weekly')).toEqual(['sent', 2]);
    });

    describe('the lease', () => {
      it('is one owner’s until it runs out', async () => {
        const mine = { held: { owner: 'one', until: after(60) }, mine: true };
        expect(await journal.acquireLease('one', after(0), after(60))).toEqual(mine);
        expect(await journal.acquireLease('two', after(60), after(120))).toEqual({ ...mine, mine: false });
        expect(await journal.acquireLease('two', after(61), after(120))).toMatchObject({ mine: true });
        expect(await journal.acquireLease('one', after(62), after(120))).toMatchObject({
          held: { owner: 'two' },
          mine: false,
        });
      });

      it('is made longer by its owner', async () => {
        await journal.acquireLease('one', after(0), after(60));
        await journal.acquireLease('one', after(50), after(110));
        expect(await journal.acquireLease('two', after(100), after(160))).toMatchObject({
          held: { owner: 'one', until: after(110) },
          mine: false,
        });
      });

      it('is free once its owner gives it up, and only then', async () => {
        await journal.acquireLease('one', after(0), after(60));
        await journal.releaseLease('two');
        expect(await journal.acquireLease('two', after(1), after(60))).toMatchObject({ mine: false });
        await journal.releaseLease('one');
        expect(await journal.acquireLease('two', after(2), after(60))).toMatchObject({ mine: true });
      });
    });

    it('says so when it is used after it was closed, and may be closed twice', async () => {
      await journal.close();
      await expect(journal.lastTick()).rejects.toThrow(Failure);
      await journal.close();
    });
  });
}

const TTLS = [5, 300, 3600, 86_400, 7 * DAY];

const looksInOrder: fc.Arbitrary<Sighting[]> = looksWith(fc.integer({ min: 1, max: 3 * DAY }));

/** Gaps of zero and below: looks of one instant, and looks that come late. */
const looksInAnyOrder: fc.Arbitrary<Sighting[]> = looksWith(fc.integer({ min: -3, max: 4 }));

function looksWith(gap: fc.Arbitrary<number>): fc.Arbitrary<Sighting[]> {
  const one = fc.record({
    gap,
    min: fc.constantFrom(...TTLS),
    max: fc.constantFrom(...TTLS),
    complete: fc.constantFrom('all-servers' as const, 'all-servers' as const, 'some-servers' as const),
    inSync: fc.constantFrom(false, false, true),
    data: fc.constantFrom('192.0.2.1', '192.0.2.1', '192.0.2.2'),
  });
  return fc.array(one, { minLength: 1, maxLength: 20 }).map((parts) => {
    let seconds = 100;
    return parts.map((part) => {
      seconds = Math.max(0, seconds + part.gap);
      return look(seconds, part.max, {
        ttl: { min: Math.min(part.min, part.max), max: part.max },
        complete: part.complete,
        rdata: [part.data],
        ...(part.inSync ? { inSync: true as const } : {}),
      });
    });
  });
}

/** DESIGN's words, look by look: for each TTL longer than the newest, the first complete lower look after its last. */
function naivePast(unordered: readonly Sighting[]): PastTtl[] {
  // Of looks of one instant the longer TTL counts as the newer.
  const looks = unordered.toSorted((a, b) => a.at - b.at || a.ttl.max - b.ttl.max);
  const newest = looks.at(-1);
  if (newest === undefined) return [];
  const ends = [...new Set(looks.map((one) => one.ttl.max))]
    .filter((long) => long > newest.ttl.max)
    .map((long): PastTtl => {
      const last = looks.findLastIndex((one) => one.ttl.max === long);
      const lower = looks.find(
        (one, i) =>
          i > last && one.at > (looks[last]?.at ?? 0) && one.complete === 'all-servers' && one.ttl.max < long,
      );
      if (lower === undefined) return { ttl: long, until: newest.at, unended: true };
      return { ttl: long, until: lower.at, ...(lower.inSync ? { settled: true as const } : {}) };
    });
  return ends
    .filter((one) => !ends.some((other) => other.ttl > one.ttl && other.until >= one.until))
    .toSorted((a, b) => b.ttl - a.ttl);
}

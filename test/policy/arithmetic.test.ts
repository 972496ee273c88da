import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import {
  completeAt,
  drainedAt,
  drainedAtTheLatest,
  drainOfPast,
  earliestCutover,
  held,
  isReady,
  lowerBy,
  nsStaleUntil,
  readyAt,
  staleUntil,
  staleWindow,
  staleWindowLimit,
} from '../../src/policy/arithmetic.ts';
import { SHIPPED_POLICY } from './shippedPolicy.ts';

const { figures } = SHIPPED_POLICY;
const C: Instant = instant(Date.UTC(2026, 11, 12, 12));

describe('the formulas of the policy page', () => {
  test.each([
    [0, 6],
    [4, 6],
    [5, 6],
    [6, 7],
    [300, 301],
    [86_400, 86_401],
  ])('a cache may hold TTL %i s for %i s', (ttl, seconds) => expect(held(ttl, figures)).toBe(seconds));

  test('drainedAt is the latest end of the past TTLs, with the settling time unless the provider vouches for it', () => {
    const past = [
      { ttl: 86_400, until: plusSeconds(C, -86_400) },
      { ttl: 3_600, until: plusSeconds(C, -600) },
    ];
    expect(drainedAt(past, C, figures)).toBe(plusSeconds(C, -600 + 60 + 3_601));
    const settled = past.map((k) => ({ ...k, settled: true as const }));
    expect(drainedAt(settled, C, figures)).toBe(plusSeconds(C, -600 + 3_601));
    expect(drainedAt([], C, figures)).toBe(C);
  });

  test('an unknown past is bounded by the assumed TTL', () =>
    expect(drainedAtTheLatest(C, figures)).toBe(plusSeconds(C, 86_401)));

  test('a journal leaves unknown what was before its first look, until the assumed TTL has run out', () => {
    const since = plusSeconds(C, -1_000);
    const bound = plusSeconds(since, 86_401);
    expect(drainOfPast({ ttls: [], since }, C, figures)).toEqual({ drainedAt: C, unknownUntil: bound });
    expect(drainOfPast({ ttls: [], since }, bound, figures)).toEqual({
      drainedAt: bound,
      unknownUntil: null,
    });
    const short = { ttl: 3_600, until: C };
    expect(drainOfPast({ ttls: [short], since }, C, figures)).toEqual({
      drainedAt: plusSeconds(C, 60 + 3_601),
      unknownUntil: bound,
    });
    const long = { ttl: 86_400, until: C };
    expect(drainOfPast({ ttls: [short, long], since }, C, figures)).toEqual({
      drainedAt: plusSeconds(C, 60 + 86_401),
      unknownUntil: null,
    });
  });

  test('the last lowering is safe until C - margin - propagation - held(ttl)', () => {
    expect(lowerBy(C, 86_400, figures)).toBe(plusSeconds(C, -900 - 300 - 86_401));
    expect(completeAt(C, 86_400, figures)).toBe(plusSeconds(C, 300 + 86_401));
    expect(earliestCutover(lowerBy(C, 3_600, figures), 3_600, figures)).toBe(C);
  });

  test('the stale window of a ready RRset is the limit, of one that is drained late longer', () => {
    const changed = plusSeconds(C, 300);
    expect(staleWindowLimit(300, figures)).toBe(601);
    expect(staleWindow(C, staleUntil(changed, 300, null, figures))).toBe(601);
    expect(staleWindow(C, staleUntil(changed, 300, plusSeconds(C, 7_000), figures))).toBe(7_000);
    expect(staleWindow(C, plusSeconds(C, -5))).toBe(0);
  });

  test('for NS the longer of parent and child binds', () => {
    const at = plusSeconds(C, 300);
    const child = { changedAt: at, ttl: 3_600 };
    expect(nsStaleUntil({ changedAt: at, ttl: 172_800 }, child, figures)).toBe(plusSeconds(at, 172_801));
    expect(nsStaleUntil({ changedAt: at, ttl: 60 }, child, figures)).toBe(plusSeconds(at, 3_601));
    expect(nsStaleUntil(null, child, figures)).toBe(plusSeconds(at, 3_601));
  });

  test('readyAt is drainedAt if the TTL fits, else the end of a lowering made now', () => {
    const drained = plusSeconds(C, 1_000);
    expect(readyAt({ ttl: 300, maxTtl: 300, drainedAt: drained, at: C }, figures)).toBe(drained);
    expect(readyAt({ ttl: 301, maxTtl: 300, drainedAt: drained, at: C }, figures)).toBe(drained);
    expect(readyAt({ ttl: 3_600, maxTtl: 300, drainedAt: drained, at: C }, figures)).toBe(
      plusSeconds(C, 3_901),
    );
  });
});

/** A cache that honours TTLs: whole-second clocks may add up to a second, a floor may stretch short TTLs. */
interface Cache {
  readonly floor: number;
  readonly phaseMs: number;
}

const cache = fc.record({ floor: fc.constantFrom(0, 1, 5), phaseMs: fc.integer({ min: 0, max: 999 }) });

/** The last millisecond at which a copy taken at `takenAt` is served. */
function servedUntil({ floor, phaseMs }: Cache, takenAt: number, ttl: number): number {
  const clock = (ms: number): number => Math.floor((ms + phaseMs) / 1000);
  // It serves while its clock shows no more than the second in which the copy runs out.
  const lastSecond = clock(takenAt) + Math.max(ttl, floor);
  return (lastSecond + 1) * 1000 - phaseMs - 1;
}

describe('caches that honour TTLs, simulated', () => {
  const ttl = fc.integer({ min: 0, max: 700_000 });

  test('none serves a copy after the end that `held` promises', () => {
    fc.assert(
      fc.property(cache, ttl, fc.integer({ min: 0, max: 10_000_000 }), (one, t, takenAt) => {
        expect(servedUntil(one, takenAt, t)).toBeLessThanOrEqual(takenAt + held(t, figures) * 1000);
      }),
    );
  });

  test('a TTL lowered by `lowerBy` and a change at C leave no old copy after the stale window', () => {
    fc.assert(
      fc.property(
        cache,
        fc.integer({ min: 301, max: 700_000 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.nat({ max: 1_000_000 }),
        fc.nat({ max: 1_000_000 }),
        (one, oldTtl, loweringMs, changeMs, early, takenBefore) => {
          const loweredAt = lowerBy(C, oldTtl, figures) - early;
          // The cache takes its copy at any moment while some server still gives that version.
          const longCopy = Math.max(0, loweredAt + loweringMs - takenBefore);
          expect(servedUntil(one, longCopy, oldTtl)).toBeLessThanOrEqual(C);
          const shortCopy = C + changeMs - takenBefore;
          const end = C + staleWindowLimit(300, figures) * 1000;
          expect(servedUntil(one, shortCopy, 300)).toBeLessThanOrEqual(end);
        },
      ),
    );
  });

  test('whatever the past, no copy outlives staleUntil', () => {
    const past = fc.array(fc.record({ ttl, gone: fc.integer({ min: -900_000, max: 0 }) }), { maxLength: 4 });
    fc.assert(
      fc.property(cache, ttl, past, (one, now, before) => {
        const known = before.map((k) => ({ ttl: k.ttl, until: plusSeconds(C, k.gone) }));
        const end = staleUntil(plusSeconds(C, 300), now, drainedAt(known, C, figures), figures);
        for (const k of known) expect(servedUntil(one, k.until, k.ttl)).toBeLessThanOrEqual(end);
        expect(servedUntil(one, C + 300_000, now)).toBeLessThanOrEqual(end);
      }),
    );
  });

  test('one millisecond after `lowerBy` the margin is touched, and ready means within the limit', () => {
    fc.assert(
      fc.property(
        ttl,
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: -5_000, max: 5_000 }),
        (old, max, off) => {
          const late = instant(lowerBy(C, old, figures) + 1);
          expect(completeAt(late, old, figures)).toBe(C - 900_000 + 1);
          const drained = plusSeconds(C, off);
          const window = staleWindow(
            C,
            staleUntil(plusSeconds(C, 300), Math.min(old, max), drained, figures),
          );
          if (isReady(Math.min(old, max), max, drained, C))
            expect(window).toBeLessThanOrEqual(staleWindowLimit(max, figures));
        },
      ),
    );
  });
});

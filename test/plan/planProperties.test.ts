/** Whole plans over any TTLs, dates, time zones, freezes and delays, against caches that are simulated. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPolicy } from '../../src/config/shipped.ts';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { Freeze } from '../../src/model/migration.ts';
import { parseName } from '../../src/model/name.ts';
import type { PlannedRrset } from '../../src/model/plan.ts';
import { afterFreezes, beforeFreezes, freezeAt } from '../../src/plan/freezes.ts';
import { planMigration } from '../../src/plan/planMigration.ts';
import { completeAt, held, staleWindowLimit } from '../../src/policy/arithmetic.ts';
import { datedStages } from '../../src/policy/calendar.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { maxTtlAtCutover } from '../../src/policy/requirement.ts';
import { rrsetToPlan } from '../report/planSamples.ts';

const DAY = 86_400;
const RUNS = Number(process.env.TTL_CHECK_PLAN_RUNS ?? 300);
const YEAR = Date.UTC(2026, 0, 1);

interface World {
  readonly cutover: Instant;
  readonly at: Instant;
  readonly timezone: string;
  readonly ttls: readonly number[];
  readonly freezes: readonly Freeze[];
  readonly policy: Policy;
}

const anyTtl = fc.oneof(
  fc.constantFrom(0, 60, 300, 301, 3600, 14_400, 86_399, 86_400, 172_800, 604_800, 1_209_600, 0x7fffffff),
  fc.integer({ min: 0, max: 30 * DAY }),
);

const anyWorld: fc.Arbitrary<World> = fc
  .record({
    // Every day of a year, so that all changes to and from summer time are among them.
    cutoverSeconds: fc.integer({ min: 0, max: 365 * DAY }),
    lead: fc.oneof(fc.integer({ min: 0, max: 3 * DAY }), fc.integer({ min: 0, max: 40 * DAY })),
    timezone: fc.constantFrom(
      ...['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', '-03:30'],
    ),
    ttls: fc.array(anyTtl, { minLength: 1, maxLength: 4 }),
    frozen: fc.array(
      fc.record({
        before: fc.integer({ min: -6 * DAY, max: 20 * DAY }),
        length: fc.integer({ min: 60, max: 4 * DAY }),
      }),
      { maxLength: 3 },
    ),
    propagation: fc.constantFrom(0, 60, 300, 3600),
    margin: fc.constantFrom(0, 900, 7200),
  })
  .map(({ cutoverSeconds, lead, timezone, ttls, frozen, propagation, margin }) => {
    const cutover = instant(YEAR + cutoverSeconds * 1000);
    return {
      ...{ cutover, timezone, ttls, at: plusSeconds(cutover, -lead) },
      freezes: frozen.map(({ before, length }) => {
        const from = plusSeconds(cutover, -before);
        return { from, to: plusSeconds(from, length) };
      }),
      policy: { ...shippedPolicy, figures: { ...shippedPolicy.figures, propagation, margin } },
    };
  });

function planned({ cutover: at, timezone, ttls, freezes, policy, at: now }: World): readonly PlannedRrset[] {
  const cutover = { at, timezone };
  return planMigration({
    migration: {
      ...{ name: 'm', cutover, freezes, records: [], acknowledge: [], provider: 'p' },
      origin: { file: 'f', line: 1 },
    },
    rrsets: ttls.map((ttl, i) =>
      rrsetToPlan({
        ...{ ttl, owner: parseName(`n${i}.example.com`), drainedAt: now, drainedAtTheLatest: now },
      }),
    ),
    policy,
    stages: datedStages(policy, cutover),
    at: now,
  }).rrsets;
}

const maxTtl = maxTtlAtCutover(shippedPolicy, {
  ...{ owner: parseName('n0.example.com'), type: 'A', zone: parseName('example.com') },
});

describe('any plan', () => {
  it('lowers and never raises, in order, outside freezes, not before now and not after the cutover', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        for (const { steps, ttl } of planned(world)) {
          let from: number | null = ttl;
          let before = world.at;
          for (const step of steps) {
            expect(step.from).toBe(from);
            expect(step.at).toBeGreaterThanOrEqual(before);
            expect(freezeAt(world.freezes, step.at)).toBeUndefined();
            if (step.kind === 'lower') {
              expect(step.to).toBeLessThan(step.from);
              expect(step.at).toBeLessThanOrEqual(world.cutover);
            } else {
              expect(step.to).toBe(ttl);
              expect(step.at).toBeGreaterThan(world.cutover);
            }
            from = step.to;
            before = step.at;
          }
        }
      }),
      { numRuns: RUNS, seed: 20261124 },
    );
  });

  it('that calls a record ready keeps every cache within the stale window, and that within the limit', () => {
    fc.assert(
      fc.property(
        anyWorld,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (world, draws) => {
          const { figures } = world.policy;
          for (const { steps, ttl, readiness } of planned(world)) {
            if (readiness.kind !== 'ready') continue;
            expect(readiness.staleWindow).toBeLessThanOrEqual(staleWindowLimit(maxTtl, figures));
            const end = plusSeconds(world.cutover, readiness.staleWindow);
            const changed = plusSeconds(world.cutover, figures.propagation);
            // A cache takes a copy from the slowest server, at any moment until that has the new data.
            for (const draw of draws) {
              const taken = instant(Math.floor(world.at + draw * (changed - world.at)));
              const inForce =
                steps.findLast((s) => s.kind === 'lower' && plusSeconds(s.at, figures.propagation) <= taken)
                  ?.to ??
                ttl ??
                0;
              expect(plusSeconds(taken, held(inForce, figures))).toBeLessThanOrEqual(end);
            }
          }
        },
      ),
      { numRuns: RUNS, seed: 20261124 },
    );
  });

  it('is ready where anything at all could make it ready', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const { figures } = world.policy;
        // The best that anybody could do: straight down at the first instant at which writing is allowed.
        const first = afterFreezes(world.freezes, world.at);
        for (const { ttl, readiness } of planned(world)) {
          const feasible = (ttl ?? 0) <= maxTtl || completeAt(first, ttl ?? 0, figures) <= world.cutover;
          expect(readiness.kind).toBe(feasible ? 'ready' : 'too-late');
        }
      }),
      { numRuns: RUNS, seed: 20261124 },
    );
  });

  it('that is too late is ready with a cutover at the earliest safe instant', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        for (const rrset of planned(world)) {
          if (rrset.readiness.kind !== 'too-late') continue;
          const { earliestSafeCutover: cutover } = rrset.readiness;
          expect(cutover).toBeGreaterThan(world.cutover);
          const [again] = planned({ ...world, cutover, ttls: [rrset.ttl ?? 0] });
          expect(again?.readiness.kind).toBe('ready');
        }
      }),
      { numRuns: RUNS, seed: 20261124 },
    );
  });
});

it('a freeze and no propagation at all leave the last instant before the freeze', () => {
  const freeze = { from: instant(1_000_000), to: instant(2_000_000) };
  expect(beforeFreezes([freeze], instant(1_500_000), 0)).toBe(instant(999_000));
  expect(beforeFreezes([freeze], instant(1_500_000), 300)).toBe(instant(700_000));
  expect(beforeFreezes([freeze], instant(900_000), 0)).toBe(instant(900_000));
});

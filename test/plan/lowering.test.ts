import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { Freeze } from '../../src/model/migration.ts';
import { ttl } from '../../src/model/ttl.ts';
import { type LoweringStage, loweringSteps } from '../../src/plan/lowering.ts';
import { readinessOf } from '../../src/plan/readiness.ts';
import { held, lowerBy, staleWindowLimit } from '../../src/policy/arithmetic.ts';
import type { Figures, Stage } from '../../src/policy/policy.ts';

const figures: Figures = {
  margin: 900,
  propagation: 300,
  floor: 5,
  slack: 1,
  settle: 60,
  grace: 3600,
  assumedPastTtl: 86_400,
};
const DAY = 86_400;
const cutover = instant(Date.UTC(2026, 11, 12, 12));

function stage(id: string, to: number, from: Instant): LoweringStage {
  const own: Stage = {
    id,
    from: { kind: 'start-of-day' },
    errorAbove: null,
    warningAbove: null,
    lowersTo: to,
  };
  return { dated: { stage: own, from }, to: ttl(to) };
}

const oneWeek = stage('one-week', 3600, plusSeconds(cutover, -7 * DAY));
const dayOf = stage('day-of', 300, plusSeconds(cutover, -12 * 3600));
const stages = [oneWeek, dayOf];

function plan(now: number, secondsBefore: number, freezes: readonly Freeze[] = []) {
  const at = plusSeconds(cutover, -secondsBefore);
  return loweringSteps(stages, { ttl: ttl(now), at, cutover, freezes, figures });
}

describe('the steps of a lowering', () => {
  it('are dated by the policy where the arithmetic leaves room', () => {
    const steps = plan(86_400, 20 * DAY);
    expect(steps.map((s) => [s.id, s.from, s.to, s.at, s.reason.kind])).toEqual([
      ['one-week', 86_400, 3600, oneWeek.dated.from, 'policy'],
      ['day-of', 3600, 300, dayOf.dated.from, 'policy'],
    ]);
  });

  it('move earlier where the old TTL needs longer than the stage gives', () => {
    const [first] = plan(2 * 604_800, 30 * DAY);
    expect(first?.at).toBe(lowerBy(cutover, 2 * 604_800, figures));
    expect(first?.reason.kind).toBe('arithmetic');
  });

  it('leave a TTL alone that is low enough', () => {
    expect(plan(300, 20 * DAY)).toEqual([]);
    expect(plan(60, 20 * DAY)).toEqual([]);
    expect(plan(3600, 20 * DAY).map((s) => s.id)).toEqual(['day-of']);
  });

  it('are one step where two fall together', () => {
    const steps = plan(86_400, 6 * 3600);
    expect(steps.map((s) => [s.id, s.from, s.to, s.reason.kind])).toEqual([['day-of', 86_400, 300, 'late']]);
  });

  it('are none after the cutover', () => {
    expect(plan(86_400, -1)).toEqual([]);
  });

  it('move before a freeze, with the margin between', () => {
    const from = plusSeconds(dayOf.dated.from, -3600);
    const to = plusSeconds(dayOf.dated.from, 3600);
    const last = plan(3600, 3 * DAY, [{ from, to }]).at(-1);
    expect(last?.at).toBe(plusSeconds(from, -900));
    expect(last?.reason).toEqual({ kind: 'freeze', stage: 'day-of', freezeFrom: from });
  });

  it('wait for the end of a freeze that already holds', () => {
    const from = plusSeconds(cutover, -2 * DAY);
    const to = plusSeconds(cutover, -DAY / 4);
    const last = plan(3600, DAY, [{ from, to }]).at(-1);
    expect(last?.at).toBe(to);
  });
});

const anyTtl = fc.integer({ min: 0, max: 0x7fffffff });
const anyLead = fc.oneof(fc.integer({ min: 0, max: 40 * DAY }), fc.integer({ min: 0, max: 400_000_000 }));

describe('for any TTL and any time left', () => {
  it('no step raises a TTL, and none comes after the cutover or before now', () => {
    fc.assert(
      fc.property(anyTtl, anyLead, (now, lead) => {
        const at = plusSeconds(cutover, -lead);
        for (const step of plan(now, lead)) {
          expect(step.to).toBeLessThan(step.from);
          expect(step.at).toBeLessThanOrEqual(cutover);
          expect(step.at).toBeGreaterThanOrEqual(at);
        }
      }),
    );
  });

  it('a step that is not late leaves the margin', () => {
    fc.assert(
      fc.property(anyTtl, anyLead, (now, lead) => {
        for (const step of plan(now, lead))
          if (step.reason.kind !== 'late')
            expect(step.at).toBeLessThanOrEqual(lowerBy(cutover, step.from, figures));
      }),
    );
  });

  it('a plan called ready keeps every cache that honours TTLs within the limit', () => {
    fc.assert(
      fc.property(anyTtl, anyLead, fc.integer({ min: 0, max: 40 * DAY }), (now, lead, fetched) => {
        const steps = plan(now, lead);
        const at = plusSeconds(cutover, -lead);
        const readiness = judged(now, lead);
        if (readiness.kind !== 'ready') return;
        expect(readiness.staleWindow).toBeLessThanOrEqual(staleWindowLimit(300, figures));
        // A cache that takes a copy at any moment before the new data are everywhere, from the slowest server.
        const takenAt = plusSeconds(
          cutover,
          figures.propagation - (fetched % (lead + figures.propagation + 1)),
        );
        if (takenAt < at) return;
        const inForce = steps.findLast((s) => plusSeconds(s.at, figures.propagation) <= takenAt)?.to ?? now;
        const gone = plusSeconds(takenAt, held(inForce, figures));
        expect(gone).toBeLessThanOrEqual(plusSeconds(cutover, readiness.staleWindow));
      }),
      { numRuns: 2000 },
    );
  });

  it('nothing that can be made in time is called too late', () => {
    fc.assert(
      fc.property(anyTtl, anyLead, (now, lead) => {
        const feasible = now <= 300 || lead >= figures.propagation + held(now, figures);
        expect(judged(now, lead).kind).toBe(feasible ? 'ready' : 'too-late');
      }),
    );
  });

  it('a cutover at the earliest safe instant is feasible', () => {
    fc.assert(
      fc.property(anyTtl, anyLead, (now, lead) => {
        const readiness = judged(now, lead);
        if (readiness.kind !== 'too-late') return;
        const wait = (readiness.earliestSafeCutover - plusSeconds(cutover, -lead)) / 1000;
        expect(wait).toBeGreaterThan(lead);
        expect(judged(now, wait).kind).toBe('ready');
      }),
    );
  });
});

function judged(now: number, lead: number) {
  const at = plusSeconds(cutover, -lead);
  const steps = plan(now, lead);
  return readinessOf({
    ...{ ttl: now, maxTtl: 300, steps, at, cutover, figures },
    drainedAt: at,
    drainedAtTheLatest: at,
  });
}

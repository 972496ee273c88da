import { type Instant, latest, plusSeconds } from '../model/instant.ts';
import type { Readiness, Step } from '../model/plan.ts';
import { changedEverywhereAt, earliestCutover, held, staleUntil, staleWindow } from '../policy/arithmetic.ts';
import type { Figures } from '../policy/policy.ts';

export interface ReadinessSituation {
  /** Seconds, as configured now. */
  readonly ttl: number;
  /** Seconds; the largest that the policy allows at the cutover. */
  readonly maxTtl: number;
  readonly steps: readonly Step[];
  readonly at: Instant;
  /** The first instant from `at` on that lies in no freeze; `at` unless given. */
  readonly writableAt?: Instant;
  readonly cutover: Instant;
  /** When the longer TTLs of the past have run out; null if nobody knows the past. */
  readonly drainedAt: Instant | null;
  /** When a past that nobody knows has run out at the latest. */
  readonly drainedAtTheLatest: Instant;
  readonly figures: Figures;
}

/** Whether the steps make an RRset ready, and if not, since when it was too late and what would still do. */
export function readinessOf(situation: ReadinessSituation): Readiness {
  const { cutover, figures, maxTtl, at } = situation;
  const lowerings = situation.steps.filter((step) => step.kind === 'lower' && step.at <= cutover);
  const ttlAtCutover = lowerings.at(-1)?.to ?? situation.ttl;
  const known = situation.drainedAt ?? at;
  const drained = latest(known, ...lowerings.map((step) => step.completeAt)) ?? known;
  const changedAt = changedEverywhereAt(cutover, figures);
  const window = staleWindow(cutover, staleUntil(changedAt, ttlAtCutover, drained, figures));
  if (ttlAtCutover <= maxTtl && drained <= cutover) {
    const tight = lowerings.some((step) => plusSeconds(step.completeAt, figures.margin) > cutover);
    const unknownUntil =
      situation.drainedAt === null && situation.drainedAtTheLatest > cutover
        ? { pastUnknownUntil: situation.drainedAtTheLatest }
        : {};
    return { kind: 'ready', staleWindow: window, ...(tight ? { noMargin: true } : {}), ...unknownUntil };
  }
  const late = lowerings.filter((step) => step.completeAt > cutover);
  const from = late[0]?.from ?? situation.ttl;
  const start = late[0]?.at ?? situation.writableAt ?? at;
  return {
    kind: 'too-late',
    since: plusSeconds(cutover, -(figures.propagation + held(from, figures))),
    earliestSafeCutover: latest(earliestCutover(start, from, figures), known) as Instant,
    staleWindow: window,
  };
}

/**
 * The arithmetic of time: how long caches that honour TTLs may hold what they saw, and what follows from it.
 * `judge` and `plan` call it. Durations are seconds, instants milliseconds UTC; docs/policy.md derives every formula.
 */
import { type Instant, latest, plusSeconds, type Seconds, secondsBetween } from '../model/instant.ts';
import type { Figures } from './policy.ts';

/** A longer TTL that an RRset had before. */
export interface PastTtl {
  /** Seconds. */
  readonly ttl: number;
  /** The instant at which the last authoritative server stopped serving it, or the first look that shows it gone. */
  readonly until: Instant;
  /** `until` is the provider's word that all servers have changed (INSYNC), so no `settle` is added. */
  readonly settled?: true;
  /** It was not seen to end yet: `until` is the newest look, and will move. */
  readonly unended?: true;
}

/** What a journal knows of the TTLs that an RRset had before. */
export interface KnownPast {
  /** Those that are longer than the TTL of now. */
  readonly ttls: readonly PastTtl[];
  /** The first look: nobody knows what was before it. */
  readonly since: Instant;
}

/**
 * How many seconds a cache that honours TTLs may hold a copy that it took with this TTL: `max(ttl, floor) + slack`.
 * Resolvers with a floor hold even a TTL of 0 that long, and clocks of whole seconds add up to one more.
 */
export function held(ttl: Seconds, figures: Figures): Seconds {
  return Math.max(ttl, figures.floor) + figures.slack;
}

/** The instant from which no cache holds a copy with one of the past TTLs; `at` if there is none. */
export function drainedAt(past: readonly PastTtl[], at: Instant, figures: Figures): Instant {
  const ends = past.map((k) =>
    plusSeconds(k.until, (k.settled === true ? 0 : figures.settle) + held(k.ttl, figures)),
  );
  return latest(...ends) ?? at;
}

/**
 * The instant by which caches are drained if nobody knows the past: every server had today's TTL at `observedAt`,
 * and no TTL before it was longer than `assumedPastTtl`.
 */
export function drainedAtTheLatest(observedAt: Instant, figures: Figures): Instant {
  return plusSeconds(observedAt, held(figures.assumedPastTtl, figures));
}

/**
 * When the past that is known has run out, and by when that of before the first look has, at no TTL longer than
 * `assumedPastTtl`. `unknownUntil` is null where that has passed, or where the known past lasts longer anyway.
 */
export function drainOfPast(
  { ttls, since }: KnownPast,
  at: Instant,
  figures: Figures,
): { readonly drainedAt: Instant; readonly unknownUntil: Instant | null } {
  const known = drainedAt(ttls, at, figures);
  const bound = drainedAtTheLatest(since, figures);
  return { drainedAt: known, unknownUntil: bound > at && bound > known ? bound : null };
}

/** When a lowering made at `madeAt` has its full effect: `propagation + held(oldTtl)` later. */
export function completeAt(madeAt: Instant, oldTtl: Seconds, figures: Figures): Instant {
  return plusSeconds(madeAt, figures.propagation + held(oldTtl, figures));
}

/** The latest safe instant to lower a TTL before the cutover: `C - margin - propagation - held(oldTtl)`. */
export function lowerBy(cutover: Instant, oldTtl: Seconds, figures: Figures): Instant {
  return plusSeconds(cutover, -(figures.margin + figures.propagation + held(oldTtl, figures)));
}

/** The first cutover that a lowering made at `at` is safe for, with the margin: the inverse of `lowerBy`. */
export function earliestCutover(at: Instant, oldTtl: Seconds, figures: Figures): Instant {
  return plusSeconds(completeAt(at, oldTtl, figures), figures.margin);
}

/** When all servers answer the new data if the change is made at the cutover: `C' = C + propagation`. */
export function changedEverywhereAt(cutover: Instant, figures: Figures): Instant {
  return plusSeconds(cutover, figures.propagation);
}

/** Until when old data may be served: `max(C' + held(ttl), drainedAt)`. */
export function staleUntil(
  changedAt: Instant,
  ttl: Seconds,
  drained: Instant | null,
  figures: Figures,
): Instant {
  const gone = plusSeconds(changedAt, held(ttl, figures));
  return drained === null ? gone : (latest(gone, drained) as Instant);
}

/**
 * Until when old NS data may be used: caches may follow the parent's TTL or the child's, each from its own change.
 * It holds only if the old name servers publish the new NS set too.
 */
export function nsStaleUntil(
  parent: { readonly changedAt: Instant; readonly ttl: Seconds } | null,
  child: { readonly changedAt: Instant; readonly ttl: Seconds },
  figures: Figures,
): Instant {
  const childGone = plusSeconds(child.changedAt, held(child.ttl, figures));
  if (parent === null) return childGone;
  return latest(childGone, plusSeconds(parent.changedAt, held(parent.ttl, figures))) as Instant;
}

/** Seconds after the cutover for which old data may be served: `staleUntil(C) - C`, never below 0. */
export function staleWindow(cutover: Instant, until: Instant): Seconds {
  return Math.max(0, secondsBetween(cutover, until));
}

/** The stale window that the policy allows: `propagation + held(dayOf.maxTtl)` seconds. */
export function staleWindowLimit(maxTtl: Seconds, figures: Figures): Seconds {
  return figures.propagation + held(maxTtl, figures);
}

/** When the RRset can be ready: `drainedAt` if its TTL fits, else also a lowering made at `at` must be complete. */
export function readyAt(
  situation: {
    readonly ttl: Seconds;
    readonly maxTtl: Seconds;
    readonly drainedAt: Instant;
    readonly at: Instant;
  },
  figures: Figures,
): Instant {
  if (situation.ttl <= situation.maxTtl) return situation.drainedAt;
  return latest(situation.drainedAt, completeAt(situation.at, situation.ttl, figures)) as Instant;
}

/** `ready(C)`: the TTL fits and no cache holds an older, longer one at the cutover. */
export function isReady(ttl: Seconds, maxTtl: Seconds, drained: Instant, cutover: Instant): boolean {
  return ttl <= maxTtl && drained <= cutover;
}

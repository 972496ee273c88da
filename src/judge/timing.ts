/** What the arithmetic says of one RRset: drained or not, ready when, stale for how long. */
import { type Instant, latest, plusSeconds, type Seconds } from '../model/instant.ts';
import type { Cutover } from '../model/target.ts';
import { judgedTtl } from '../model/ttl.ts';
import {
  changedEverywhereAt,
  completeAt,
  drainedAt,
  drainedAtTheLatest,
  drainOfPast,
  earliestCutover,
  lowerBy,
  nsStaleUntil,
  type PastTtl,
  readyAt,
  staleUntil,
  staleWindow,
} from '../policy/arithmetic.ts';
import type { Stage } from '../policy/policy.ts';
import { limitsFor, maxTtlAtCutover, type Requirement } from '../policy/requirement.ts';
import type { JudgeContext } from './context.ts';
import type { RrsetFacts } from './rrsets.ts';

/** Below this many seconds a remainder proves nothing: floors and prefetching caches look like it. */
const LEAST_PROOF: number = 30;

/** A cache that holds a copy which is longer than what the authorities publish. */
export interface UndrainedProof {
  readonly resolver: string;
  readonly remaining: Seconds;
  readonly at: Instant;
  /** When that copy is gone: `at + remaining + 1 s`. */
  readonly goneAt: Instant;
}

export interface Timing {
  /** Of the stage in force. */
  readonly limits: Requirement;
  /** `dayOf.maxTtl` for this RRset; Infinity if nothing limits it. */
  readonly maxTtl: Seconds;
  readonly drained: 'yes' | 'no' | 'unknown';
  /** The instant that is known, from the past and from proofs; null if the past is unknown and no proof was seen. */
  readonly drainedAt: Instant | null;
  /**
   * With a past that is unknown, or not known for long enough: the instant by which the policy's figure says that it is
   * drained.
   */
  readonly drainedAtTheLatest: Instant | null;
  /** The first look of a journal, before which nobody knows; null without one. */
  readonly knownSince: Instant | null;
  /** Of the longer TTLs that a journal saw, the one that caches may hold for longest from now; null if they are gone. */
  readonly lastOfPast: PastTtl | null;
  readonly proofs: readonly UndrainedProof[];
  /** When a lowering made now would be complete; null if the TTL fits or is not known. */
  readonly completeAt: Instant | null;
  /** The first cutover that a lowering made now is safe for, with the margin. */
  readonly earliestCutover: Instant | null;
  readonly lowerBy: Instant | null;
  readonly readyAt: Instant | null;
  readonly staleWindow: Seconds | null;
}

export function timingOf(
  facts: RrsetFacts,
  stage: Stage,
  cutover: Cutover | undefined,
  context: JudgeContext,
): Timing {
  const { policy, at } = context;
  const { figures } = policy;
  const limits = limitsFor(policy, stage, facts);
  const maxTtl = maxTtlAtCutover(policy, facts);
  const proofs = proofsOf(facts);
  const drain = drainOf(facts, proofs, context);
  const { ttl } = facts;
  const none = { completeAt: null, earliestCutover: null, lowerBy: null, readyAt: null, staleWindow: null };
  if (ttl === null) return { limits, maxTtl, proofs, ...drain, ...none };
  const tooLong = ttl > maxTtl;
  const lowering = {
    completeAt: tooLong ? completeAt(at, ttl, figures) : null,
    earliestCutover: tooLong ? earliestCutover(at, ttl, figures) : null,
    lowerBy: tooLong && cutover !== undefined ? lowerBy(cutover.at, ttl, figures) : null,
  };
  // A lower bound promises nothing, so it dates nothing that has to be waited for.
  if (cutover === undefined || facts.basis === 'lower-bound')
    return { limits, maxTtl, proofs, ...drain, ...lowering, readyAt: null, staleWindow: null };
  const drained = latestOf(drain.drainedAt, drain.drainedAtTheLatest) ?? at;
  return {
    ...{ limits, maxTtl, proofs, ...drain, ...lowering },
    readyAt: readyAt({ ttl, maxTtl, drainedAt: drained, at }, figures),
    staleWindow: staleWindow(cutover.at, staleUntilOf(facts, ttl, drain.drainedAt, cutover.at, context)),
  };
}

function staleUntilOf(
  facts: RrsetFacts,
  ttl: Seconds,
  drained: Instant | null,
  cutover: Instant,
  { policy: { figures } }: JudgeContext,
): Instant {
  const changedAt = changedEverywhereAt(cutover, figures);
  if (facts.type !== 'NS') return staleUntil(changedAt, ttl, drained, figures);
  const parent = facts.parent === null ? null : { changedAt, ttl: judgedTtl(facts.parent.ttl) };
  return nsStaleUntil(parent, { changedAt, ttl }, figures);
}

type Drain = Pick<Timing, 'drained' | 'drainedAt' | 'drainedAtTheLatest' | 'knownSince' | 'lastOfPast'>;

function drainOf(facts: RrsetFacts, proofs: readonly UndrainedProof[], context: JudgeContext): Drain {
  const { at, policy } = context;
  const { figures } = policy;
  const proven = latest(...proofs.map((p) => p.goneAt)) ?? null;
  const past = context.past?.(facts.owner, facts.type);
  const nothing = { drainedAt: proven, drainedAtTheLatest: null, knownSince: null, lastOfPast: null };
  if (facts.observedAt === null || facts.ttl === null) return { drained: 'unknown', ...nothing };
  const undrained = proven !== null && proven > at;
  if (past === undefined) {
    const bound = drainedAtTheLatest(facts.observedAt, figures);
    const drained = undrained ? 'no' : bound <= at ? 'yes' : 'unknown';
    return { drained, ...nothing, drainedAtTheLatest: bound };
  }
  const { ttl } = facts;
  const ttls = past.ttls.filter((k) => k.ttl > ttl);
  const { drainedAt: known, unknownUntil } = drainOfPast({ ...past, ttls }, at, figures);
  return {
    drained: undrained || known > at ? 'no' : unknownUntil === null ? 'yes' : 'unknown',
    // Of a past without longer TTLs nothing has to run out; where it is not known for long enough, that says little.
    drainedAt: latestOf(ttls.length === 0 && unknownUntil !== null ? null : known, proven),
    drainedAtTheLatest: unknownUntil,
    knownSince: past.since,
    lastOfPast: ttls.find((k) => known > at && drainedAt([k], at, figures) === known) ?? null,
  };
}

function latestOf(a: Instant | null, b: Instant | null): Instant | null {
  return latest(...[a, b].filter((i) => i !== null)) ?? null;
}

/**
 * Remainders that only a longer TTL can have left behind: above `max(configured, 30 s) + 1 s`, seen after an
 * authority was. For NS the parent's TTL explains a remainder too; a flattened alias has remainders everywhere.
 */
function proofsOf(facts: RrsetFacts): UndrainedProof[] {
  if (facts.basis !== 'authority' || facts.ttl === null || facts.synthesised) return [];
  const firstLook = facts.samples.reduce((min, s) => Math.min(min, s.answer.at), Number.POSITIVE_INFINITY);
  const explained =
    Math.max(facts.ttl, LEAST_PROOF, facts.parent === null ? 0 : judgedTtl(facts.parent.ttl)) + 1;
  return facts.holdings
    .filter((s) => judgedTtl(s.rrset.ttl) > explained && s.answer.at >= firstLook)
    .map(({ answer, rrset }) => {
      const remaining = judgedTtl(rrset.ttl);
      return {
        resolver: answer.server,
        remaining,
        at: answer.at,
        goneAt: plusSeconds(answer.at, remaining + 1),
      };
    });
}

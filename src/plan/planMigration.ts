import { type Instant, latest, plusSeconds } from '../model/instant.ts';
import type { Migration } from '../model/migration.ts';
import type { Name } from '../model/name.ts';
import type { Plan, PlannedRrset, Readiness, Step } from '../model/plan.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Ttl } from '../model/ttl.ts';
import { completeAt } from '../policy/arithmetic.ts';
import type { DatedStage, Policy } from '../policy/policy.ts';
import { limitsFor, maxTtlAtCutover } from '../policy/requirement.ts';
import { afterFreezes } from './freezes.ts';
import { loweringStages, loweringSteps } from './lowering.ts';
import { readinessOf } from './readiness.ts';

/** An RRset as `plan` needs it: what is live, and what the journal knows of it. */
export interface RrsetToPlan {
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  /** Seconds; the largest that any authority or the provider shows; null for an alias. */
  readonly ttl: Ttl | null;
  readonly rdata: readonly string[];
  /** The migration names this type itself; NS is lowered only then. */
  readonly named: boolean;
  /** Why it cannot be changed, a sentence. */
  readonly obstacle?: { readonly disposition: 'fixed' | 'foreign' | 'held'; readonly because: string };
  /** The TTL before our first change, as the journal has it. */
  readonly formerTtl: Ttl | null;
  /** It was lowered by us and not restored yet. */
  readonly lowered: boolean;
  /** We gave its former TTL back already. */
  readonly restored?: boolean;
  /** The migration does not have it any more: it is lowered no further, and its former TTL is given back. */
  readonly leaving?: boolean;
  /** When the longer TTLs of the past have run out; null if nobody knows the past. */
  readonly drainedAt: Instant | null;
  readonly drainedAtTheLatest: Instant;
}

export interface PlanInput {
  readonly migration: Migration;
  readonly rrsets: readonly RrsetToPlan[];
  readonly policy: Policy;
  readonly stages: readonly DatedStage[];
  readonly at: Instant;
}

/** The dated plan of a migration: each RRset with its steps, and what they make of the cutover. */
export function planMigration(input: PlanInput): Plan {
  const { migration, at } = input;
  const rrsets = input.rrsets
    .map((rrset) => planRrset(rrset, input))
    .sort((a, b) => compare(a.zone, b.zone) || compare(a.owner, b.owner) || compare(a.type, b.type));
  const windows = rrsets.flatMap(({ readiness }) =>
    readiness.kind === 'unknown' ? [] : [plusSeconds(migration.cutover.at, readiness.staleWindow)],
  );
  const safe = rrsets.flatMap(({ readiness }) =>
    readiness.kind === 'too-late' ? [readiness.earliestSafeCutover] : [],
  );
  const restores = rrsets.flatMap((r) => r.steps.filter((s) => s.kind === 'restore').map((s) => s.at));
  return {
    migration: migration.name,
    cutover: migration.cutover,
    at,
    provider: migration.provider ?? null,
    rrsets,
    oldEndpointMayGoAt: latest(...windows) ?? null,
    restoreAt: latest(...restores) ?? null,
    earliestSafeCutover: latest(...safe) ?? null,
  };
}

function planRrset(rrset: RrsetToPlan, input: PlanInput): PlannedRrset {
  const { zone, owner, type, ttl, rdata } = rrset;
  const steps = rrset.obstacle === undefined && ttl !== null ? stepsFor(rrset, ttl, input) : [];
  const lowers = steps.some((step) => step.kind === 'lower');
  const formerTtl = ttl === null ? rrset.formerTtl : formerOf(rrset, ttl, lowers ? 'lowers' : 'stays', input);
  const told = { zone, owner, type, ttl, rdata, formerTtl, steps, readiness: readiness(rrset, steps, input) };
  if (rrset.obstacle !== undefined) return { ...told, ...rrset.obstacle };
  if (steps.length > 0) return { ...told, disposition: 'steps' };
  const because =
    type === 'NS' && !rrset.named
      ? 'NS is lowered only where the migration names it.'
      : 'Its TTL asks for no step.';
  return { ...told, disposition: 'nothing', because };
}

function stepsFor(rrset: RrsetToPlan, ttl: Ttl, input: PlanInput): Step[] {
  const { migration, policy, at } = input;
  const cutover = migration.cutover.at;
  const stages = loweringStages(input.stages, (d) => {
    if (rrset.type !== 'NS') return limitsFor(policy, d.stage, rrset).lowersTo;
    return rrset.named ? d.stage.lowersTo : null;
  });
  const situation = { ttl, at, cutover, freezes: migration.freezes, figures: policy.figures };
  const lowerings = at > cutover || rrset.leaving === true ? [] : loweringSteps(stages, situation);
  const restore = restoreStep(rrset, lowerings.at(-1)?.to ?? ttl, lowerings.length > 0, ttl, input);
  return restore === undefined ? lowerings : [...lowerings, restore];
}

/** The former TTL back, once the policy's time after the cutover has come and no freeze is in force. */
function restoreStep(
  rrset: RrsetToPlan,
  from: Ttl,
  lowers: boolean,
  ttlNow: Ttl,
  input: PlanInput,
): Step | undefined {
  const { migration, policy, at } = input;
  const dated = input.stages.find((d) => d.stage.from.kind === 'after');
  const to = formerOf(rrset, ttlNow, lowers ? 'lowers' : 'stays', input);
  // A TTL that is not the one that we set is somebody else's: it stays.
  const ours = lowers || rrset.lowered || rrset.formerTtl === null;
  if (to === null || dated === undefined || !ours || to <= from) return undefined;
  const due = latest(dated.from, at) ?? dated.from;
  const when = afterFreezes(migration.freezes, due);
  return {
    ...{ id: dated.stage.id, kind: 'restore', at: when, from, to },
    completeAt: completeAt(when, from, policy.figures),
    reason: { kind: 'policy', stage: dated.stage.id },
  };
}

/** What restoring gives back: what the journal has, what stands there now, or what the migration says. */
function formerOf(
  rrset: RrsetToPlan,
  ttlNow: Ttl,
  course: 'lowers' | 'stays',
  { migration, policy }: PlanInput,
): Ttl | null {
  if (rrset.formerTtl !== null) return rrset.formerTtl;
  const { restoreTtl } = migration;
  // A record that is low already when it is first met was lowered by hand; it has what the migration says.
  const low = ttlNow <= maxTtlAtCutover(policy, rrset) && rrset.type !== 'NS';
  if (low && restoreTtl !== undefined && rrset.restored !== true) return restoreTtl;
  return course === 'lowers' ? ttlNow : null;
}

function readiness(rrset: RrsetToPlan, steps: readonly Step[], input: PlanInput): Readiness {
  if (rrset.obstacle?.disposition === 'foreign')
    return { kind: 'unknown', because: 'It lies in a zone that this migration does not move.' };
  if (rrset.ttl === null) return { kind: 'unknown', because: 'An alias has no TTL of its own.' };
  return readinessOf({
    ttl: rrset.ttl,
    maxTtl: maxTtlAtCutover(input.policy, rrset),
    steps,
    at: input.at,
    writableAt: afterFreezes(input.migration.freezes, input.at),
    cutover: input.migration.cutover.at,
    drainedAt: rrset.drainedAt,
    drainedAtTheLatest: rrset.drainedAtTheLatest,
    figures: input.policy.figures,
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

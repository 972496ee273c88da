import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import { Failure } from '../model/failure.ts';
import type { JsonValue } from '../model/finding.ts';
import type { Guards } from '../model/guards.ts';
import { type Instant, latest } from '../model/instant.ts';
import type { IntentWithReceipt, Journal, MigrationState, Receipt } from '../model/journal.ts';
import type { Migration } from '../model/migration.ts';
import type { Observer } from '../model/observer.ts';
import type { PassReport, RrsetDrain, StepResult } from '../model/pass.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import { planMigration } from '../plan/planMigration.ts';
import { completeAt } from '../policy/arithmetic.ts';
import type { DatedStage, Policy } from '../policy/policy.ts';
import { batchesOf } from './batches.ts';
import { resultOf, sendBatch, type TakenStep } from './change.ts';
import { type DueStep, dueSteps, tooLateToSend } from './due.ts';
import { wasTaken } from './hands.ts';
import { noticesOf } from './notices.ts';
import { settle } from './settle.ts';
import { type Survey, type Surveyed, surveyMigration } from './survey.ts';
import { verifyTaken } from './verify.ts';

export interface PassOptions {
  readonly migration: Migration;
  readonly policy: Policy;
  readonly stages: readonly DatedStage[];
  readonly provider: Provider;
  readonly journal: Journal;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly guards: Guards;
  readonly mode: 'dry-run' | 'write';
  /** `restore-now`: nothing is lowered, and the former TTLs come back at once, whatever the calendar says. */
  readonly course?: 'as-planned' | 'restore-now';
  /** Who must still hold the journal's lease whenever something is about to be sent. */
  readonly leaseOwner?: string;
  /** A digest of what a plan would change; goes to the journal and into the provider's comment. */
  readonly digestOf: (plan: Plan) => string;
  /** Sentences about what differs from the plan that was approved; any of them stops the pass. */
  readonly differences?: (plan: Plan) => readonly string[];
  readonly onEvent?: OnEvent;
  /** After it aborts, nothing more is begun; a change under way is finished, its verification left to the next pass. */
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
}

/**
 * One level-triggered pass over a migration: what should each TTL be now, what is it, change it, wait, verify, write
 * down. It follows from `at` and the journal alone, so running it twice changes nothing the second time, and a pass
 * that was killed anywhere is continued by the next. Throws Failure for what nobody can pass over.
 */
export async function passMigration(options: PassOptions): Promise<PassReport> {
  const { clock, journal, migration, mode } = options;
  const at = clock.now();
  const state = await stateOf(journal, migration.name);
  const survey = await surveyMigration({
    ...options,
    ...{ at, maxRelowerings: options.guards.maxRelowerings, concurrency: options.concurrency ?? 8 },
  });
  const intents = await journal.intents(migration.name);
  const notices = noticesOf(survey, migration, intents, at);
  const settled = await settleOpen(options, survey, intents, at, notices);
  const stages = stagesIn(state, options, at);
  const plan = planMigration({
    ...{ migration, policy: options.policy, at, stages },
    rrsets: survey.rrsets.map((rrset) => held(rrset, state, options.course)),
  });
  const digest = options.digestOf(plan);
  refuseDifferences(options.differences?.(plan) ?? []);
  const due = dueSteps(plan, survey.rrsets, at);
  const results: StepResult[] = [];
  if (mode === 'dry-run') for (const step of due) results.push(resultOf(step, 'would-change'));
  else {
    await recordPlanOnce(journal, plan, digest);
    const taken = await sendAll(batchesOf(due, options.provider), options, plan, digest, results);
    // What was changed further now will not be seen with the TTL of before.
    const waiting = settled.filter((one) => !taken.some((other) => other.rrset === one.rrset));
    results.push(...(await verify([...waiting, ...taken], options)));
    await closeGivenBack(survey, stages, at, options);
  }
  const { unobserved } = survey;
  return {
    ...{ migration: migration.name, startedAt: at, finishedAt: clock.now(), mode, state, plan },
    ...{ results, notices, unobserved, drains: survey.rrsets.map((rrset) => drainOf(rrset, results)) },
  };
}

/** What was lowered just now has to run out as well, also where no server shows it yet. */
function drainOf({ owner, type, drainedAt }: Surveyed, results: readonly StepResult[]): RrsetDrain {
  const ends = results
    .filter((result) => result.owner === owner && result.type === type && result.step.kind === 'lower')
    .filter(({ outcome }) => LOWERED.has(outcome))
    .map(({ step }) => step.completeAt);
  return { owner, type, drainedAt: drainedAt === null ? null : (latest(drainedAt, ...ends) ?? drainedAt) };
}

/** Outcomes of a lowering that may have reached a server. */
const LOWERED: ReadonlySet<StepResult['outcome']> = new Set(['verified', 'pending', 'uncertain']);

async function stateOf(journal: Journal, migration: string): Promise<MigrationState> {
  return (await journal.states()).find((s) => s.migration === migration)?.state ?? 'running';
}

/** After `abort` nothing is lowered and everything goes back now. */
function stagesIn(state: MigrationState, options: PassOptions, at: Instant): readonly DatedStage[] {
  const isOver = state === 'aborted' || options.course === 'restore-now';
  if (!isOver) return options.stages;
  return options.stages.filter((d) => d.stage.from.kind === 'after').map((d) => ({ ...d, from: at }));
}

function held(rrset: Surveyed, state: MigrationState, course: PassOptions['course']): Surveyed {
  const because = whyHeld(state, course);
  if (because === undefined || rrset.obstacle !== undefined) return rrset;
  return { ...rrset, obstacle: { disposition: 'held', because } };
}

/** `done` means over for the calendar, not for somebody who asks for the former TTLs. */
function whyHeld(state: MigrationState, course: PassOptions['course']): string | undefined {
  if (state === 'held') return 'The migration is on hold; resume goes on.';
  if (state === 'done' && course !== 'restore-now')
    return 'The migration is over; restore gives former TTLs back that are still out.';
  return undefined;
}

function refuseDifferences(differences: readonly string[]): void {
  if (differences.length === 0) return;
  throw new Failure('provider', `The approved plan no longer fits:\n${differences.join('\n')}`, {
    hint: 'Nothing was changed. Look at the differences, make a new plan with ttl-check plan --out, and approve it.',
  });
}

/** What earlier passes sent and did not see through: those that stand, to be verified; the rest is closed. */
async function settleOpen(
  { journal, migration, mode, policy }: PassOptions,
  survey: Survey,
  all: readonly IntentWithReceipt[],
  at: Instant,
  notices: string[],
): Promise<TakenStep[]> {
  const open = (await journal.openIntents()).filter(({ intent }) => intent.migration === migration.name);
  // Of a name that nobody could see nothing can be said; its intents stay open.
  const known = open.filter(
    ({ intent }) =>
      survey.rrsets.some((r) => r.owner === intent.owner && r.type === intent.type) ||
      !survey.unobserved.some((u) => u.owner === intent.owner),
  );
  const settlements = settle(known, all, survey.rrsets, at);
  for (const s of settlements) if (s.kind === 'overtaken') notices.push(s.notice);
  const applied = settlements.filter((s) => s.kind === 'applied');
  const receipts = settlements.flatMap((s): Receipt[] => {
    if (s.kind === 'overtaken') return [...s.receipts];
    if (s.kind === 'closed') return [s.receipt];
    if (wasTaken(s.intent.receipts)) return [];
    return [{ intent: s.intent.intent.id, at, outcome: 'accepted', detail: 'it stands at the provider' }];
  });
  if (mode === 'write' && receipts.length > 0) await journal.recordReceipts(receipts);
  return applied.map(({ intent: { intent, receipts: before }, rrset }) => {
    const { step: id, kind, from, to } = intent;
    const reason = { kind: 'policy', stage: id } as const;
    const done = completeAt(intent.at, from, policy.figures);
    return {
      ...{ rrset, intent, ttl: to, changeId: changeIdOf(before) },
      step: { id, kind, at: intent.at, from, to, completeAt: done, reason },
    };
  });
}

function changeIdOf(receipts: IntentWithReceipt['receipts']): string | undefined {
  return receipts.findLast((r) => r.changeId !== undefined)?.changeId;
}

async function recordPlanOnce(journal: Journal, plan: Plan, digest: string): Promise<void> {
  const latest = await journal.latestPlan(plan.migration);
  if (latest?.digest === digest) return;
  const json = JSON.parse(JSON.stringify(plan)) as JsonValue;
  await journal.recordPlan({ migration: plan.migration, digest, at: plan.at, plan: json });
}

/** Sends batch after batch, up to the first that the provider refuses. */
async function sendAll(
  batches: readonly (readonly DueStep[])[],
  options: PassOptions,
  plan: Plan,
  digest: string,
  results: StepResult[],
): Promise<TakenStep[]> {
  const taken: TakenStep[] = [];
  const { freezes } = options.migration;
  let refused: string | undefined;
  for (const batch of batches) {
    const sendable: DueStep[] = [];
    for (const step of batch) {
      const reason =
        refused ?? interrupted(options.signal) ?? tooLateToSend(step, plan, freezes, options.clock.now());
      if (reason === undefined) sendable.push(step);
      else results.push({ ...resultOf(step, 'held'), detail: reason });
    }
    if (sendable.length === 0) continue;
    const changed = await sendBatch(sendable, { ...options, digest });
    taken.push(...changed.taken);
    results.push(...changed.results);
    if (changed.results.some((r) => r.outcome === 'refused'))
      refused = 'The provider refused an earlier change of this pass; the next pass tries again.';
  }
  return taken;
}

function interrupted(signal: AbortSignal | undefined): string | undefined {
  return signal?.aborted ? 'The pass was interrupted; the next one goes on.' : undefined;
}

async function verify(taken: readonly TakenStep[], options: PassOptions): Promise<StepResult[]> {
  const { journal, migration, clock } = options;
  if (taken.length === 0) return [];
  const bound = options.policy.figures.propagation;
  const seen = await verifyTaken(taken, { ...options, bound });
  await journal.recordSightings([...seen.values()]);
  const verified = taken.filter((t) => seen.has(t));
  // Before the receipt: a pass that ends in between finds the intent open and comes by here again.
  for (const { intent } of verified)
    if (intent.kind === 'restore')
      await journal.recordRestored(migration.name, intent.owner, intent.type, clock.now());
  await journal.recordReceipts(
    verified.map((t) => ({ intent: t.intent.id, at: clock.now(), outcome: 'verified' as const })),
  );
  return taken.map((t): StepResult => {
    const { zone, owner, type } = t.rrset;
    const told = { zone, owner, type, step: t.step };
    if (seen.has(t)) return { ...told, outcome: 'verified' };
    const detail =
      interrupted(options.signal) ??
      `Not every server answers ${t.ttl} s with the same data after ${bound} s; the next pass looks again.`;
    return { ...told, outcome: 'pending', detail };
  });
}

/** Somebody gave a former TTL back by hand: once restoring is due, nothing is owed any more. */
async function closeGivenBack(
  survey: Survey,
  stages: readonly DatedStage[],
  at: Instant,
  { journal, migration }: PassOptions,
): Promise<void> {
  const restore = stages.find((d) => d.stage.from.kind === 'after');
  if (restore === undefined || restore.from > at) return;
  for (const { owner, type, formerTtl, providerTtl, seen } of survey.rrsets) {
    const isBack = formerTtl !== null && providerTtl === formerTtl;
    if (
      isBack &&
      seen?.complete === 'all-servers' &&
      seen.ttl.min === formerTtl &&
      seen.ttl.max === formerTtl
    )
      await journal.recordRestored(migration.name, owner, type, at);
  }
}

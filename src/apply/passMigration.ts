import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import { Failure } from '../model/failure.ts';
import type { JsonValue } from '../model/finding.ts';
import type { Guards } from '../model/guards.ts';
import type { Instant } from '../model/instant.ts';
import type { Intent, IntentWithReceipt, Journal, MigrationState, Receipt } from '../model/journal.ts';
import type { Migration } from '../model/migration.ts';
import type { Observer } from '../model/observer.ts';
import type { PassReport, StepResult } from '../model/pass.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import { planMigration } from '../plan/planMigration.ts';
import type { DatedStage, Policy } from '../policy/policy.ts';
import { batchesOf, changeOf, type DueStep, dueSteps } from './due.ts';
import { settle } from './settle.ts';
import { type Survey, type Surveyed, surveyMigration } from './survey.ts';
import { type Taken, verifyTaken } from './verify.ts';

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
  /** A digest of what a plan would change; goes to the journal and into the provider's comment. */
  readonly digestOf: (plan: Plan) => string;
  /** Sentences about what differs from the plan that was approved; any of them stops the pass. */
  readonly differences?: (plan: Plan) => readonly string[];
  readonly onEvent?: OnEvent;
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
}

/**
 * One level-triggered pass over a migration: what should each TTL be now, what is it, change it, wait, verify, write
 * down. It follows from `at` and the journal alone, so running it twice changes nothing the second time, and a pass
 * that was killed anywhere is continued by the next. Throws Failure for what nobody can pass over.
 */
export async function passMigration(options: PassOptions): Promise<PassReport> {
  const { clock, journal, migration } = options;
  const at = clock.now();
  const state = await stateOf(journal, migration.name);
  const survey = await surveyMigration({
    ...options,
    ...{ at, maxRelowerings: options.guards.maxRelowerings, concurrency: options.concurrency ?? 8 },
  });
  const notices = [...survey.notices, ...noticesOf(survey)];
  const settled = await settleOpen(options, survey, at, notices);
  const plan = planMigration({
    ...{ migration, policy: options.policy, at },
    rrsets: survey.rrsets.map((rrset) => held(rrset, state)),
    stages: stagesIn(state, options.stages, at),
  });
  const digest = options.digestOf(plan);
  const differences = options.differences?.(plan) ?? [];
  if (differences.length > 0)
    throw new Failure('provider', `The approved plan no longer fits:\n${differences.join('\n')}`, {
      hint: 'Nothing was changed. Look at the differences, make a new plan with ttl-check plan --out, and approve it.',
    });
  // What is still being verified is not due again.
  const open = new Set(settled.map(({ rrset }) => rrset));
  const due = dueSteps(plan, survey.rrsets, at).filter(({ rrset }) => !open.has(rrset));
  const results: StepResult[] = [];
  if (options.mode === 'dry-run') {
    for (const step of due) results.push(resultOf(step, 'would-change'));
  } else {
    await recordPlanOnce(journal, plan, digest);
    const taken: (Taken & { readonly step: DueStep | null; readonly intent: Intent })[] = settled.map(
      (s) => ({
        ...{ rrset: s.rrset, ttl: s.intent.intent.to, changeId: changeIdOf(s.intent), step: null },
        intent: s.intent.intent,
      }),
    );
    for (const batch of batchesOf(due, (changes) => options.provider.batchSize(changes))) {
      if (options.signal?.aborted) break;
      taken.push(...(await change(batch, options, digest, results)));
    }
    results.push(...(await verify(taken, options)));
  }
  return {
    migration: migration.name,
    startedAt: at,
    finishedAt: clock.now(),
    mode: options.mode,
    plan,
    results,
    notices,
  };
}

async function stateOf(journal: Journal, migration: string): Promise<MigrationState> {
  return (await journal.states()).find((s) => s.migration === migration)?.state ?? 'running';
}

/** `hold` keeps what stands; after `abort` nothing is lowered and everything goes back now. */
function stagesIn(state: MigrationState, stages: readonly DatedStage[], at: Instant): readonly DatedStage[] {
  if (state !== 'aborted') return stages;
  return stages.filter((d) => d.stage.from.kind === 'after').map((d) => ({ ...d, from: at }));
}

function held(rrset: Surveyed, state: MigrationState): Surveyed {
  if (state !== 'held' || rrset.obstacle !== undefined) return rrset;
  return {
    ...rrset,
    obstacle: { disposition: 'held', because: 'The migration is on hold; resume goes on.' },
  };
}

function noticesOf(survey: Survey): string[] {
  const gone = survey.absent
    .filter((a) => !a.create)
    .map(
      (a) => `${a.owner}${a.type === null ? '' : ` ${a.type}`} does not exist: there is no TTL to change.`,
    );
  const raised = survey.rrsets
    .filter((r) => r.formerTtl !== null && !r.lowered && r.ttl !== r.formerTtl)
    .map(
      (r) =>
        `${r.owner} ${r.type}: its TTL is ${r.ttl ?? 'gone'} and not the one that was set last: somebody else's hand.`,
    );
  return [
    ...gone,
    ...raised,
    ...survey.unobserved.map((u) => `${u.owner} could not be observed: ${u.because}.`),
  ];
}

async function settleOpen(
  { journal, migration, mode }: PassOptions,
  survey: Survey,
  at: Instant,
  notices: string[],
): Promise<{ readonly intent: IntentWithReceipt; readonly rrset: Surveyed }[]> {
  const open = (await journal.openIntents()).filter(({ intent }) => intent.migration === migration.name);
  const settlements = settle(open, survey.rrsets, at);
  const receipts = settlements.flatMap((s) => (s.kind === 'applied' ? [] : [s.receipt]));
  if (mode === 'write' && receipts.length > 0) await journal.recordReceipts(receipts);
  for (const s of settlements) if (s.kind === 'overtaken') notices.push(s.notice);
  return settlements.flatMap((s) => (s.kind === 'applied' ? [{ intent: s.intent, rrset: s.rrset }] : []));
}

async function recordPlanOnce(journal: Journal, plan: Plan, digest: string): Promise<void> {
  const latest = await journal.latestPlan(plan.migration);
  if (latest?.digest === digest) return;
  const json = JSON.parse(JSON.stringify(plan)) as JsonValue;
  await journal.recordPlan({ migration: plan.migration, digest, at: plan.at, plan: json });
}

/** Writes down what is meant, sends it, writes down what came of it. */
async function change(
  batch: readonly DueStep[],
  options: PassOptions,
  digest: string,
  results: StepResult[],
): Promise<(Taken & { readonly step: DueStep; readonly intent: Intent })[]> {
  const { journal, provider, migration, clock } = options;
  const zone = batch[0]?.rrset.providerZone;
  if (zone === undefined || zone === null) return [];
  const earlier = await journal.intents(migration.name);
  const intents = batch.map((due) => intentOf(due, migration.name, earlier, clock.now(), digest));
  await journal.recordIntents(intents);
  const receipts = (outcome: Receipt['outcome'], more: Partial<Receipt>): Promise<void> =>
    journal.recordReceipts(
      intents.map((intent) => ({ intent: intent.id, at: clock.now(), outcome, ...more })),
    );
  const steps = [...new Set(batch.map((due) => due.step.id))].join('+');
  const comment = `ttl-check ${migration.name} ${steps} plan ${digest.slice(0, 12)}`;
  options.onEvent?.({ kind: 'waiting', name: zone.apex, step: `change ${batch.length} TTLs` });
  let outcome: Awaited<ReturnType<typeof provider.changeTtls>>;
  try {
    outcome = await provider.changeTtls(zone, batch.map(changeOf), comment, options.signal);
  } catch (error) {
    const detail = error instanceof Failure ? error.message : 'the program failed';
    // A Failure is the provider's no. Anything else may have come after the change was made: the next pass looks.
    await receipts(error instanceof Failure ? 'refused' : 'uncertain', { detail });
    throw error;
  }
  if (outcome.kind === 'accepted') {
    const { changeId } = outcome;
    await receipts('accepted', { changeId, ...(outcome.note === undefined ? {} : { detail: outcome.note }) });
    return batch.map((step, i) => {
      const intent = intents[i];
      if (intent === undefined) throw new RangeError('an intent for each step');
      return { rrset: step.rrset, ttl: step.step.to, changeId, step, intent };
    });
  }
  await receipts(outcome.kind, { detail: outcome.detail });
  for (const step of batch) results.push({ ...resultOf(step, outcome.kind), detail: outcome.detail });
  return [];
}

function intentOf(
  { rrset, step }: DueStep,
  migration: string,
  earlier: readonly IntentWithReceipt[],
  at: Instant,
  planDigest: string,
): Intent {
  const { owner, type, zone, rdata } = rrset;
  const same = earlier.filter(
    ({ intent }) => intent.owner === owner && intent.type === type && intent.step === step.id,
  );
  return {
    id: [migration, owner, type, step.id, same.length + 1].join('/'),
    ...{ migration, zone, owner, type, rdata, at, planDigest },
    ...{ step: step.id, kind: step.kind, from: step.from, to: step.to },
  };
}

async function verify(
  taken: readonly (Taken & { readonly step: DueStep | null; readonly intent: Intent })[],
  options: PassOptions,
): Promise<StepResult[]> {
  const { journal, migration, clock } = options;
  if (taken.length === 0) return [];
  const seen = await verifyTaken(taken, { ...options, bound: options.policy.figures.propagation });
  await journal.recordSightings([...seen.values()]);
  const verified = taken.filter((t) => seen.has(t));
  await journal.recordReceipts(
    verified.map((t) => ({ intent: t.intent.id, at: clock.now(), outcome: 'verified' as const })),
  );
  for (const { intent } of verified)
    if (intent.kind === 'restore')
      await journal.recordRestored(migration.name, intent.owner, intent.type, clock.now());
  return taken.flatMap((t) => {
    if (t.step === null) return [];
    if (seen.has(t)) return [resultOf(t.step, 'verified')];
    const detail = `not every server answers ${t.ttl} s after ${options.policy.figures.propagation} s; the next pass looks again`;
    return [{ ...resultOf(t.step, 'pending'), detail }];
  });
}

function changeIdOf({ receipts }: IntentWithReceipt): string | undefined {
  return receipts.findLast((r) => r.changeId !== undefined)?.changeId;
}

function resultOf({ planned, step }: DueStep, outcome: StepResult['outcome']): StepResult {
  const { zone, owner, type } = planned;
  return { zone, owner, type, step, outcome };
}

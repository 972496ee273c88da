import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import { Failure } from '../model/failure.ts';
import type { Instant } from '../model/instant.ts';
import type { Intent, IntentWithReceipt, Journal, Receipt } from '../model/journal.ts';
import type { StepResult } from '../model/pass.ts';
import type { ChangeOutcome, Provider } from '../model/provider.ts';
import { changeOf, type DueStep } from './due.ts';
import type { Taken } from './verify.ts';

/** A step that the provider took, or that an earlier pass had sent and that turned out to stand. */
export interface TakenStep extends Taken {
  readonly step: StepResult['step'];
  readonly intent: Intent;
}

export interface ChangeOptions {
  readonly migration: { readonly name: string };
  readonly provider: Provider;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly digest: string;
  /** Who must still hold the journal's lease when the intent is written. */
  readonly leaseOwner?: string;
  readonly onEvent?: OnEvent;
}

export interface Changed {
  readonly taken: readonly TakenStep[];
  /** Of what was not taken. */
  readonly results: readonly StepResult[];
}

/**
 * Writes down what is meant, sends it, writes down what came of it. A change under way is never interrupted: its
 * answer is worth more than the seconds. Throws what is no Failure of the provider, and Failure (journal).
 */
export async function sendBatch(batch: readonly DueStep[], options: ChangeOptions): Promise<Changed> {
  const { journal, provider, migration, clock, digest } = options;
  const zone = batch[0]?.rrset.providerZone;
  if (zone === undefined || zone === null) return { taken: [], results: [] };
  const before = await journal.intents(migration.name);
  const intents = batch.map((due) => intentOf(due, migration.name, before, clock.now(), digest));
  for (const { rrset } of batch)
    if (rrset.outdatedFormer === true)
      // The next lowering is a first again, and what stands there now is what it has to get back.
      await journal.recordRestored(migration.name, rrset.owner, rrset.type, clock.now());
  await journal.recordIntents(intents, options.leaseOwner);
  const receipts = (outcome: Receipt['outcome'], more: Partial<Receipt>): Promise<void> =>
    journal.recordReceipts(
      intents.map((intent) => ({ intent: intent.id, at: clock.now(), outcome, ...more })),
    );
  const steps = [...new Set(batch.map((due) => due.step.id))].join('+');
  const comment = `ttl-check ${migration.name} ${steps} plan ${digest.slice(0, 12)}`;
  options.onEvent?.({ kind: 'waiting', name: zone.apex, step: `changing ${batch.length} TTLs in` });
  const ended = (outcome: StepResult['outcome'], detail: string): Changed => ({
    taken: [],
    results: batch.map((due) => ({ ...resultOf(due, outcome), detail })),
  });
  let outcome: ChangeOutcome;
  try {
    outcome = await provider.changeTtls(zone, batch.map(changeOf), comment);
  } catch (error) {
    if (error instanceof Failure) {
      const detail = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
      await receipts('refused', { detail });
      return ended('refused', detail);
    }
    // It may have come after the change was made: the next pass looks.
    await receipts('uncertain', { detail: 'the program failed' });
    throw error;
  }
  if (outcome.kind !== 'accepted') {
    await receipts(outcome.kind, { detail: outcome.detail });
    return ended(outcome.kind, outcome.detail);
  }
  const { changeId } = outcome;
  await receipts('accepted', { changeId, ...(outcome.note === undefined ? {} : { detail: outcome.note }) });
  const taken = batch.flatMap(({ rrset, step }, i): TakenStep[] => {
    const intent = intents[i];
    return intent === undefined ? [] : [{ rrset, ttl: step.to, changeId, step, intent }];
  });
  return { taken, results: [] };
}

function intentOf(
  { rrset, step }: DueStep,
  migration: string,
  before: readonly IntentWithReceipt[],
  at: Instant,
  planDigest: string,
): Intent {
  const { owner, type, zone, rdata } = rrset;
  const same = before.filter(
    ({ intent }) => intent.owner === owner && intent.type === type && intent.step === step.id,
  );
  return {
    id: [migration, owner, type, step.id, same.length + 1].join('/'),
    ...{ migration, zone, owner, type, rdata, at, planDigest },
    // What the provider has, and not what a server that lags behind still shows: this is what comes back in the end.
    ...{ step: step.id, kind: step.kind, from: rrset.providerTtl ?? step.from, to: step.to },
  };
}

/** The result of a step, without a detail. */
export function resultOf({ planned, step }: DueStep, outcome: StepResult['outcome']): StepResult {
  const { zone, owner, type } = planned;
  return { zone, owner, type, step, outcome };
}

import { formatInstant, type Instant, plusSeconds, type Seconds } from '../model/instant.ts';
import type { FormerTtl, IntentWithReceipt, Journal, ReceiptOutcome, StateChange } from '../model/journal.ts';
import type { Plan, Step } from '../model/plan.ts';

/** What `status` tells, as `--format json` prints it. */
export interface StatusReport {
  readonly schemaVersion: 1;
  readonly at: string;
  readonly journal: string;
  readonly lastTick: string | null;
  /** The daemon has not looked for longer than allowed, though there is something to do. */
  readonly tickTooOld: boolean;
  readonly overdue: number;
  readonly migrations: readonly MigrationStatus[];
}

export interface MigrationStatus {
  readonly name: string;
  readonly state: StateChange['state'];
  readonly since?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly cutover: string | null;
  readonly timezone: string;
  readonly plan: { readonly digest: string; readonly at: string } | null;
  readonly rrsets: readonly RrsetStatus[];
}

export interface RrsetStatus {
  readonly owner: string;
  readonly type: string;
  readonly formerTtl: number | null;
  readonly restoredAt?: string;
  readonly lastChange?: {
    readonly step: string;
    readonly from: number;
    readonly to: number;
    readonly at: string;
    /** `pending`: nothing is known of it yet; the next pass finds out. */
    readonly outcome: ReceiptOutcome | 'pending';
    readonly detail?: string;
  };
  readonly next?: {
    readonly step: string;
    readonly from: number;
    readonly to: number;
    readonly at: string;
    readonly overdue: boolean;
  };
}

/** Reads what the journal knows. A step is overdue, and the last tick too old, after `maxAge` seconds. */
export async function statusReport(
  journal: Journal,
  given: { readonly path: string; readonly at: Instant; readonly maxAge: Seconds },
): Promise<StatusReport> {
  const states = await journal.states();
  const migrations: MigrationStatus[] = [];
  for (const name of await journal.migrations()) {
    const state = states.find((one) => one.migration === name);
    migrations.push(await migrationStatus(journal, name, state, plusSeconds(given.at, -given.maxAge)));
  }
  const lastTick = (await journal.lastTick()) ?? null;
  const waiting = migrations.some(({ rrsets }) => rrsets.some(({ next }) => next !== undefined));
  const tickTooOld = waiting && lastTick !== null && plusSeconds(lastTick, given.maxAge) < given.at;
  const rrsets = migrations.flatMap((migration) => migration.rrsets);
  return {
    schemaVersion: 1,
    at: formatInstant(given.at),
    journal: given.path,
    lastTick: lastTick === null ? null : formatInstant(lastTick),
    tickTooOld,
    overdue: rrsets.filter(({ next }) => next?.overdue === true).length,
    migrations,
  };
}

async function migrationStatus(
  journal: Journal,
  name: string,
  state: StateChange | undefined,
  overdueBefore: Instant,
): Promise<MigrationStatus> {
  const stored = await journal.latestPlan(name);
  const plan = stored === undefined ? undefined : planIn(stored.plan);
  const intents = await journal.intents(name);
  const formers = await journal.formerTtls(name);
  const known = state?.state ?? 'running';
  const keys = new Map<string, readonly [owner: string, type: string]>();
  for (const { owner, type } of [...(plan?.rrsets ?? []), ...formers, ...intents.map((i) => i.intent)])
    keys.set(`${owner} ${type}`, [owner, type]);
  const rrsets = [...keys.values()].map(([owner, type]): RrsetStatus => {
    const own = intents.filter(({ intent }) => intent.owner === owner && intent.type === type);
    const planned = plan?.rrsets.find((one) => one.owner === owner && one.type === type);
    const waits = known === 'running' || known === 'aborted';
    const next = waits ? planned?.steps.find((step) => !isDone(step, own, plan?.at)) : undefined;
    return {
      ...{ owner, type },
      ...formerOf(formers.find((one) => one.owner === owner && one.type === type)),
      ...lastChange(own.at(-1)),
      ...(next === undefined ? {} : { next: nextStep(next, overdueBefore) }),
    };
  });
  return {
    ...{ name, state: known },
    ...(state === undefined ? {} : { since: formatInstant(state.at), by: state.by }),
    ...(state?.reason === undefined ? {} : { reason: state.reason }),
    cutover: plan === undefined ? null : formatInstant(plan.cutover.at),
    timezone: plan?.cutover.timezone ?? 'UTC',
    plan: stored === undefined ? null : { digest: stored.digest, at: formatInstant(stored.at) },
    rrsets,
  };
}

/** A plan of an older version may lack what this one reads; then only what was done is told. */
function planIn(value: unknown): Plan | undefined {
  const plan = value as Partial<Plan> | null;
  const whole = Array.isArray(plan?.rrsets) && plan.rrsets.every((rrset) => Array.isArray(rrset.steps));
  return whole && typeof plan?.at === 'number' && plan.cutover !== undefined ? (plan as Plan) : undefined;
}

/** Carried out since the plan was made. */
function isDone(step: Step, own: readonly IntentWithReceipt[], plannedAt: Instant | undefined): boolean {
  return own.some(
    ({ intent, receipts }) =>
      intent.step === step.id &&
      intent.to === step.to &&
      (plannedAt === undefined || intent.at >= plannedAt) &&
      receipts.at(-1)?.outcome === 'verified',
  );
}

function formerOf(former: FormerTtl | undefined): Pick<RrsetStatus, 'formerTtl' | 'restoredAt'> {
  if (former === undefined) return { formerTtl: null };
  const { ttl, restoredAt } = former;
  return {
    formerTtl: ttl,
    ...(restoredAt === undefined ? {} : { restoredAt: formatInstant(restoredAt) }),
  };
}

function lastChange(last: IntentWithReceipt | undefined): Pick<RrsetStatus, 'lastChange'> {
  if (last === undefined) return {};
  const { step, from, to, at } = last.intent;
  const receipt = last.receipts.at(-1);
  const detail = receipt?.detail === undefined ? {} : { detail: receipt.detail };
  return {
    lastChange: {
      ...{ step, from, to, at: formatInstant(at), outcome: receipt?.outcome ?? 'pending' },
      ...detail,
    },
  };
}

function nextStep({ id, from, to, at }: Step, overdueBefore: Instant): NonNullable<RrsetStatus['next']> {
  return { step: id, from, to, at: formatInstant(at), overdue: at < overdueBefore };
}

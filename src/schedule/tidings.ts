import { type Instant, plusSeconds } from '../model/instant.ts';
import type { Journal, MigrationState } from '../model/journal.ts';
import type { PassReport, StepResult } from '../model/pass.ts';
import type { PlannedRrset } from '../model/plan.ts';
import type { SchedulerEvent, StepOf, TickReport } from '../model/schedulerEvent.ts';
import { HOURS_BEFORE } from './nextLook.ts';

/** Tells what is new in a tick: conditions that last are told when they begin, and again once they were over. */
export interface Tidings {
  of(report: TickReport): Promise<readonly SchedulerEvent[]>;
}

/** What was told of a migration and still holds. */
interface Memory {
  readonly state: MigrationState;
  /** A text for each condition. */
  readonly told: ReadonlySet<string>;
}

/** A condition with the event that tells of it. */
interface Condition {
  readonly key: string;
  readonly event: SchedulerEvent;
}

export function createTidings(journal: Journal): Tidings {
  const memories = new Map<string, Memory>();
  return {
    async of(report) {
      const events: SchedulerEvent[] = report.failures.map((failed) => ({
        kind: 'pass-failed',
        at: report.finishedAt,
        ...failed,
      }));
      for (const pass of report.passes) {
        const before = memories.get(pass.migration);
        const conditions = conditionsOf(pass);
        events.push(
          ...stateEvent(pass, before),
          ...unobservedEvent(pass, before),
          ...conditions.filter(({ key }) => before?.told.has(key) !== true).map(({ event }) => event),
          ...pass.results.map((result) => resultEvent(pass, result)),
          ...(await restoredEvent(pass, journal)),
        );
        const told = new Set([...conditions.map(({ key }) => key), unobservedKey(pass)]);
        memories.set(pass.migration, { state: pass.state, told });
      }
      return events;
    },
  };
}

function resultEvent({ migration, finishedAt: at }: PassReport, result: StepResult): SchedulerEvent {
  const { zone, owner, type, step, outcome, detail } = result;
  const told: StepOf = { migration, zone, owner, type, step };
  if (outcome === 'verified' || outcome === 'would-change')
    return { kind: 'step-done', at, ...told, outcome };
  return { kind: 'step-failed', at, ...told, outcome, ...(detail === undefined ? {} : { detail }) };
}

function stateEvent(
  { migration, startedAt: at, state }: PassReport,
  before: Memory | undefined,
): SchedulerEvent[] {
  const from = before?.state ?? state;
  return from === state ? [] : [{ kind: 'state', at, migration, from, to: state }];
}

/** The first look tells only what is missing; later ones also that it is back. */
function unobservedEvent(pass: PassReport, before: Memory | undefined): SchedulerEvent[] {
  const { migration, startedAt: at, unobserved } = pass;
  const isNew = before === undefined ? unobserved.length > 0 : !before.told.has(unobservedKey(pass));
  return isNew ? [{ kind: 'unobserved', at, migration, names: unobserved }] : [];
}

function unobservedKey({ unobserved }: PassReport): string {
  return ['unobserved', ...unobserved.map(({ owner }) => owner).sort()].join(' ');
}

async function restoredEvent(pass: PassReport, journal: Journal): Promise<SchedulerEvent[]> {
  const { migration, finishedAt: at, results } = pass;
  if (!results.some(({ step, outcome }) => step.kind === 'restore' && outcome === 'verified')) return [];
  const formers = await journal.formerTtls(migration);
  if (formers.some(({ restoredAt }) => restoredAt === undefined)) return [];
  return [{ kind: 'restored', at, migration, rrsets: formers.length }];
}

function conditionsOf(pass: PassReport): Condition[] {
  const { migration, startedAt: at, plan, notices } = pass;
  return [
    ...notices.map(
      (message): Condition => ({
        key: `notice ${message}`,
        event: { kind: 'notice', at, migration, message },
      }),
    ),
    ...plan.rrsets.flatMap((rrset) => [...heldCondition(rrset, pass), ...lateConditions(rrset, pass)]),
    ...notReadyCondition(pass),
  ];
}

/** Whoever put the whole migration on hold knows it; what a guard holds, nobody may know yet. */
function heldCondition(rrset: PlannedRrset, { migration, startedAt: at, state }: PassReport): Condition[] {
  const { owner, type, disposition, because = '' } = rrset;
  if (disposition !== 'held' || state !== 'running') return [];
  return [{ key: `held ${owner} ${type}`, event: { kind: 'held', at, migration, owner, type, because } }];
}

function lateConditions(rrset: PlannedRrset, { migration, startedAt: at }: PassReport): Condition[] {
  const { zone, owner, type, steps } = rrset;
  return steps.flatMap((step) => {
    if (step.reason.kind !== 'late') return [];
    const { due } = step.reason;
    const told = { migration, zone, owner, type, step };
    return [{ key: `late ${owner} ${type} ${step.id}`, event: { kind: 'step-late', at, ...told, due } }];
  });
}

/** Of the looks before the cutover that are over, only the last is told. */
function notReadyCondition({ migration, startedAt: at, plan, unobserved }: PassReport): Condition[] {
  const hoursBefore = hoursLeft(at, plan.cutover.at);
  if (hoursBefore === undefined) return [];
  const rrsets = [
    ...plan.rrsets.flatMap((rrset) => {
      const because = whyNotReady(rrset);
      return because === undefined ? [] : [{ owner: rrset.owner, type: rrset.type, because }];
    }),
    ...unobserved.map(({ owner, because }) => ({
      owner,
      type: null,
      because: `It could not be observed: ${because}.`,
    })),
  ];
  if (rrsets.length === 0) return [];
  const { cutover } = plan;
  return [
    {
      key: `not-ready ${cutover.at} ${hoursBefore}`,
      event: { kind: 'not-ready', at, migration, cutover, hoursBefore, rrsets },
    },
  ];
}

function hoursLeft(at: Instant, cutover: Instant): (typeof HOURS_BEFORE)[number] | undefined {
  if (at >= cutover) return undefined;
  return HOURS_BEFORE.findLast((hours) => at >= plusSeconds(cutover, -hours * 3600));
}

/** What has no TTL of its own, or lies in somebody else's zone, is nobody's to make ready. */
function whyNotReady({ disposition, because, readiness }: PlannedRrset): string | undefined {
  if (disposition === 'fixed' || disposition === 'foreign') return undefined;
  switch (readiness.kind) {
    case 'ready':
      return undefined;
    case 'unknown':
      return readiness.because;
    case 'too-late':
      return because ?? `Old data may be served for ${readiness.staleWindow} s after the cutover.`;
  }
}

import type {
  DoneStep,
  MigrationDigest,
  NextStep,
  Obstacle,
  ReadinessCount,
  RrsetName,
} from '../../model/digest.ts';
import type { Instant } from '../../model/instant.ts';
import type { IntentWithReceipt, MigrationState } from '../../model/journal.ts';
import type { PlannedRrset, Step } from '../../model/plan.ts';
import type { MigrationMaterial } from './material.ts';
import { byGravity, obstaclesIn } from './obstacles.ts';

/** What a migration's plan, findings and journal come to, with what was done after `since`. */
export function migrationDigest(material: MigrationMaterial, since: Instant): MigrationDigest {
  const { planned, stage, state, intents } = material;
  const { plan, verdict, notes } = planned;
  return {
    name: plan.migration,
    ...{ cutover: plan.cutover, verdict, stage, notes },
    state: state?.state ?? 'running',
    ...(state === undefined
      ? {}
      : {
          stateChange: {
            ...{ at: state.at, by: state.by },
            ...(state.reason === undefined ? {} : { reason: state.reason }),
          },
        }),
    readiness: readinessCount(planned),
    done: doneSteps(intents, since),
    next: nextStep(plan.rrsets, state?.state ?? 'running'),
    obstacles: obstaclesOf(material),
    ...{ earliestSafeCutover: plan.earliestSafeCutover, oldEndpointMayGoAt: plan.oldEndpointMayGoAt },
  };
}

function readinessCount({ plan, unobserved }: MigrationMaterial['planned']): ReadinessCount {
  let ready = 0;
  let planned = 0;
  let tooLate = 0;
  let unknown = unobserved.length;
  for (const { disposition, readiness, steps } of plan.rrsets) {
    if (disposition === 'fixed' || disposition === 'foreign') continue;
    if (readiness.kind === 'too-late') tooLate += 1;
    else if (readiness.kind === 'unknown') unknown += 1;
    else if (steps.some(({ kind }) => kind === 'lower')) planned += 1;
    else ready += 1;
  }
  return { total: ready + planned + tooLate + unknown, ready, planned, tooLate, unknown };
}

function doneSteps(intents: readonly IntentWithReceipt[], since: Instant): DoneStep[] {
  const groups = new Map<string, DoneStep & { readonly rrsets: RrsetName[] }>();
  for (const { intent, receipts } of intents) {
    const last = receipts.at(-1);
    const at = last?.at ?? intent.at;
    if (at <= since) continue;
    const { step, kind, to, owner, type } = intent;
    const outcome = last?.outcome ?? 'pending';
    const key = `${step} ${kind} ${to} ${outcome}`;
    const group = groups.get(key);
    const rrsets = [...(group?.rrsets ?? []), { owner, type }];
    const detail = group?.detail ?? last?.detail;
    groups.set(key, {
      ...{ step, kind, to, outcome, rrsets },
      at: group === undefined || at > group.at ? at : group.at,
      ...(detail === undefined ? {} : { detail }),
    });
  }
  return [...groups.values()].toSorted((a, b) => a.at - b.at);
}

function nextStep(rrsets: readonly PlannedRrset[], state: MigrationState): NextStep | null {
  const steps = rrsets.flatMap(({ owner, type, steps }) =>
    steps.filter(({ kind }) => isStillMade(kind, state)).map((step) => ({ owner, type, step })),
  );
  const first = steps.reduce<Step | null>(
    (next, { step }) => (next === null || step.at < next.at ? step : next),
    null,
  );
  if (first === null) return null;
  const together = steps.filter(({ step }) => step.at === first.at && step.to === first.to);
  return {
    ...{ step: first.id, kind: first.kind, to: first.to, at: first.at },
    completeAt: together.reduce(
      (latest, { step }) => (step.completeAt > latest ? step.completeAt : latest),
      first.at,
    ),
    rrsets: together.map(({ owner, type }) => ({ owner, type })),
  };
}

/** An aborted migration only gives back; one that is done needs nothing. */
function isStillMade(kind: Step['kind'], state: MigrationState): boolean {
  if (state === 'done') return false;
  return state !== 'aborted' || kind === 'restore';
}

function obstaclesOf({ planned, judged }: MigrationMaterial): Obstacle[] {
  const { plan, unobserved, absent, notices } = planned;
  const found = obstaclesIn(judged);
  const unseen = unobserved
    .filter(({ owner }) => !found.some((one) => one.owner === owner && one.rule === 'not-observed'))
    .map(
      ({ owner, because }): Obstacle => ({
        ...{ severity: 'warning', owner, type: null },
        message: `${owner} could not be observed: ${because}.`,
      }),
    );
  const missing = absent
    .filter(({ owner, create }) => !create && !found.some((one) => one.owner === owner))
    .map(
      ({ owner, type }): Obstacle => ({
        ...{ severity: 'warning', owner, type },
        message: `${owner} does not exist.`,
      }),
    );
  const held = plan.rrsets
    .filter(({ disposition }) => disposition === 'held')
    .map(
      ({ owner, type, because }): Obstacle => ({
        ...{ severity: 'warning', owner, type },
        message: `${owner} ${type} is held. ${because ?? ''}`.trimEnd(),
      }),
    );
  const said = notices.map((message): Obstacle => ({ severity: 'note', owner: null, type: null, message }));
  return [...found, ...unseen, ...missing, ...held, ...said].toSorted(byGravity);
}

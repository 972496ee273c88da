import type { Plan, PlannedRrset, Step } from '../../model/plan.ts';
import { clockTextIn } from '../clockText.ts';
import { forTerminal } from '../escape.ts';
import { type CalendarEvent, calendarText } from './icalendar.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';
import { readinessSentence, rrsetList, shownEnd, type Telling, whyThen } from './planSentences.ts';

/** RRsets that an entry names; calendars show little more. */
const NAMES_SHOWN = 20;
const STEP_MINUTES = 15;

/** Calendar entries: each step, the preflight, the cutover, when the old endpoint may go, and the restore. */
export function renderPlanCalendar(report: PlanReport): string {
  const events = report.migrations.flatMap(eventsOf).toSorted((a, b) => a.start - b.start);
  return calendarText(events, report.at, `ttl-check ${report.tool.version}`);
}

function eventsOf(migration: PlannedMigration): CalendarEvent[] {
  const { plan, figures } = migration;
  const telling: Telling = {
    clock: clockTextIn(plan.cutover.timezone),
    figures,
    at: plan.at,
    cutover: plan.cutover.at,
  };
  return [
    ...stepEvents(plan, telling),
    ...(migration.verdict === 'past' ? [] : cutoverEvents(migration, telling)),
  ];
}

interface PlannedStep {
  readonly rrset: PlannedRrset;
  readonly step: Step;
}

/** One entry for all steps of a stage that fall on one instant. */
function stepEvents(plan: Plan, telling: Telling): CalendarEvent[] {
  const steps = plan.rrsets.flatMap((rrset) => rrset.steps.map((step): PlannedStep => ({ rrset, step })));
  const byStage = Map.groupBy(steps, ({ step }) => step.id);
  return [...byStage].flatMap(([stage, ofStage]) => {
    const byInstant = Map.groupBy(ofStage, ({ step }) => step.at);
    return [...byInstant.values()]
      .toSorted((a, b) => start(a) - start(b))
      .map((group, i) => stepEvent(plan, stage, i, group, telling));
  });
}

function start(group: readonly PlannedStep[]): number {
  return group[0]?.step.at ?? 0;
}

function stepEvent(
  plan: Plan,
  stage: string,
  i: number,
  group: readonly PlannedStep[],
  telling: Telling,
): CalendarEvent {
  const restores = group[0]?.step.kind === 'restore';
  const targets = [...new Set(group.map(({ step }) => step.to))];
  const to = targets.length === 1 ? ` to ${targets[0]} s` : '';
  const count = group.length === 1 ? 'TTL' : `${group.length} TTLs`;
  const lines = group
    .slice(0, NAMES_SHOWN)
    .map(
      ({ rrset, step }) =>
        `${rrset.owner} ${rrset.type}: ${step.from} s to ${step.to} s (${whyThen(step, telling)})`,
    );
  const more = group.length > NAMES_SHOWN ? [`and ${group.length - NAMES_SHOWN} more`] : [];
  return {
    uid: uid(plan, `${stage}.${i + 1}`),
    start: start(group),
    minutes: STEP_MINUTES,
    summary: forTerminal(
      restores ? `${plan.migration}: restore ${count}${to}` : `${plan.migration}: lower ${count}${to}`,
    ),
    description: [...lines, ...more].map(forTerminal).join('\n'),
  };
}

function cutoverEvents({ plan, preflightAt, verdict }: PlannedMigration, telling: Telling): CalendarEvent[] {
  const moving = plan.rrsets.filter(({ disposition }) => disposition !== 'foreign');
  const readiness = moving.map(
    (rrset) => `${rrset.owner} ${rrset.type}: ${readinessSentence(rrset.readiness, telling)}`,
  );
  const events: CalendarEvent[] = [
    {
      uid: uid(plan, 'cutover'),
      start: plan.cutover.at,
      minutes: STEP_MINUTES,
      summary: forTerminal(`${plan.migration}: cutover${verdict === 'infeasible' ? ' (not feasible)' : ''}`),
      description: readiness.slice(0, NAMES_SHOWN).map(forTerminal).join('\n'),
    },
  ];
  if (preflightAt !== null)
    events.push({
      uid: uid(plan, 'preflight'),
      start: preflightAt,
      minutes: 30,
      summary: forTerminal(`${plan.migration}: preflight`),
      description: forTerminal(
        `Run: ttl-check preflight ${plan.migration}. Change the data only if it says GO.`,
      ),
    });
  if (plan.oldEndpointMayGoAt !== null)
    events.push({
      uid: uid(plan, 'old-endpoint'),
      start: Math.ceil(plan.oldEndpointMayGoAt / 1000) * 1000,
      minutes: STEP_MINUTES,
      summary: forTerminal(`${plan.migration}: the old endpoint may go`),
      description: forTerminal(
        `No cache that honours TTLs holds old data of ${rrsetList(moving, 3)} after ${shownEnd(plan.oldEndpointMayGoAt, telling)}. ` +
          'Some resolvers and clients keep it longer: leave it answering for some days.',
      ),
    });
  return events;
}

/** The apex tells the migrations of two teams apart in one calendar. */
function uid(plan: Plan, part: string): string {
  const apex = (plan.rrsets[0]?.zone ?? '').replace(/\.$/, '').replace(/[^a-z0-9.-]/g, '-');
  return `${plan.migration}.${part}.${apex === '' ? 'root' : apex}@ttl-check`;
}

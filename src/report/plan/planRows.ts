/** The steps of a migration and its cutover as rows of a table, the earliest first. */
import { formatInstant, type Instant } from '../../model/instant.ts';
import { countdown } from '../clockText.ts';
import type { PlannedMigration } from './plannedMigration.ts';
import { rrsetList, shown, shownEnd, type Telling, ttlChange, whyThen } from './planSentences.ts';
import type { Timeline } from './timelines.ts';

export const PLAN_COLUMNS: readonly string[] = ['when', 'countdown', 'what', 'TTL', 'complete', 'why then'];

export interface PlanRow {
  readonly at: Instant;
  readonly kind: 'lower' | 'restore' | 'cutover';
  /** One for each of `PLAN_COLUMNS`, not escaped. */
  readonly cells: readonly string[];
}

/** RRsets that a row names; the others are counted. */
const NAMED = 12;

/** A row for each step of each timeline; the cutover has one too, unless it is over. */
export function planRows(
  { plan, verdict }: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
): PlanRow[] {
  const countdownTo = (at: Instant): string => countdown(formatInstant(at), telling.at);
  const rows = timelines.flatMap(({ like, rrsets }) =>
    like.steps.map(
      (step): PlanRow => ({
        at: step.at,
        kind: step.kind,
        cells: [
          shown(step.at, telling),
          countdownTo(step.at),
          rrsetList(rrsets, NAMED),
          ttlChange(step),
          step.kind === 'lower' ? shownEnd(step.completeAt, telling) : '',
          whyThen(step, telling),
        ],
      }),
    ),
  );
  const { at } = plan.cutover;
  const cutover: PlanRow = {
    at,
    kind: 'cutover',
    cells: [shown(at, telling), countdownTo(at), 'everything', 'cutover', '', ''],
  };
  return [...rows, ...(verdict === 'past' ? [] : [cutover])].toSorted((a, b) => a.at - b.at);
}

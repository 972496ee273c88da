/** What to do now, after a plan has been read. */

import { formatInstant, type Instant } from '../../model/instant.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import { type ClockText, countdown } from '../clockText.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';
import { rrsetList, shown, shownEnd } from './planSentences.ts';

const NEXT = 'Next: ';

/** Migrations; nobody reads a hundred next things. */
const MOST_TOLD = 10;

/** Sentences, and commands to type, which begin with two spaces. `clockOf` shows instants in a migration's zone. */
export function planNext(report: PlanReport, clockOf: (migration: PlannedMigration) => ClockText): string[] {
  if (report.migrations.length === 0) return [];
  const several = report.migrations.length > 1;
  const told = soonestOf(report.migrations);
  const said = told.flatMap((migration) =>
    nextOf(migration, clockOf(migration), report.at).map((sentence) =>
      several ? ofMigration(sentence, migration.plan.migration) : sentence,
    ),
  );
  const left = report.migrations.length - told.length;
  if (left > 0) said.push(`Of ${left} more migrations the next step is later, or there is none.`);
  const byHand = report.migrations.filter(({ plan }) => plan.provider === null && hasSteps(plan.rrsets));
  if (byHand.length > 0)
    said.push(
      `${namesOf(byHand)} ${byHand.length === 1 ? 'names' : 'name'} no provider: change these TTLs by hand at these instants, or add \`provider:\` to the migration.`,
    );
  const commands: string[] = [];
  const first = report.migrations.find(({ verdict }) => verdict === 'feasible' || verdict === 'infeasible');
  if (first?.plan.provider != null && report.migrations.some(({ plan }) => hasSteps(plan.rrsets)))
    commands.push('  ttl-check plan --out plan.json        # to be approved, and applied as it is');
  if (first !== undefined && first.preflightAt !== null) {
    commands.push('  ttl-check plan --format ics=plan.ics  # the dates, for a calendar');
    commands.push(`  ttl-check preflight ${first.plan.migration}`);
  }
  return [...said, ...commands];
}

/** As they stand, unless there are too many: then those whose next step is the soonest. */
function soonestOf(migrations: readonly PlannedMigration[]): readonly PlannedMigration[] {
  if (migrations.length <= MOST_TOLD) return migrations;
  const next = new Map(
    migrations.map((one) => {
      const steps = one.plan.rrsets.flatMap((rrset) => rrset.steps.map((step) => step.at));
      return [one, steps.reduce((soonest, at) => Math.min(soonest, at), Number.POSITIVE_INFINITY)];
    }),
  );
  const at = (one: PlannedMigration): number => next.get(one) ?? Number.POSITIVE_INFINITY;
  return migrations.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0)).slice(0, MOST_TOLD);
}

function nextOf({ plan, verdict, unobserved }: PlannedMigration, clock: ClockText, at: Instant): string[] {
  const said: string[] = [];
  if (verdict === 'infeasible' && plan.earliestSafeCutover !== null)
    said.push(
      `Move the cutover to ${shownEnd(plan.earliestSafeCutover, { clock })} or later, or lower now and accept the stale window.`,
    );
  if (unobserved.length > 0) said.push('Plan again when everything can be observed.');
  const steps = plan.rrsets.flatMap((rrset) => rrset.steps.map((step) => ({ rrset, step })));
  const next = steps.toSorted((a, b) => a.step.at - b.step.at)[0]?.step;
  if (next === undefined) return said;
  const together = steps
    .filter(({ step }) => step.at === next.at && step.to === next.to)
    .map(({ rrset }) => rrset);
  const when =
    next.at <= at ? 'now' : `at ${shown(next.at, { clock })} (${countdown(formatInstant(next.at), at)})`;
  said.push(
    `${NEXT}${next.kind === 'restore' ? 'restore' : 'lower'} ${rrsetList(together, 3)} to ${next.to} s ${when}.`,
  );
  return said;
}

function ofMigration(sentence: string, migration: string): string {
  if (sentence.startsWith(NEXT)) return `Next for ${migration}: ${sentence.slice(NEXT.length)}`;
  return `${migration}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function hasSteps(rrsets: readonly PlannedRrset[]): boolean {
  return rrsets.some(({ steps }) => steps.length > 0);
}

function namesOf(migrations: readonly PlannedMigration[]): string {
  const names = migrations.map(({ plan }) => plan.migration);
  if (names.length <= 3) return names.join(' and ');
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more migrations`;
}

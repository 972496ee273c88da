/** What to do now, after a plan has been read. */

import { formatInstant, type Instant } from '../../model/instant.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import { type ClockText, countdown } from '../clockText.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';
import { rrsetList, shown, shownEnd } from './planSentences.ts';

/** Sentences, and commands to type, which begin with two spaces. `clockOf` shows instants in a migration's zone. */
export function planNext(report: PlanReport, clockOf: (migration: PlannedMigration) => ClockText): string[] {
  if (report.migrations.length === 0) return [];
  const said = report.migrations.flatMap((migration) =>
    nextOf(migration, clockOf(migration), report.at, report.migrations.length > 1),
  );
  const commands: string[] = [];
  const first = report.migrations.find(({ verdict }) => verdict === 'feasible' || verdict === 'infeasible');
  if (first?.plan.provider != null && report.migrations.some(({ plan }) => hasSteps(plan.rrsets)))
    commands.push('  ttl-check plan --out plan.json      # keep it, to be approved and applied as it is');
  if (first !== undefined && first.preflightAt !== null) {
    commands.push('  ttl-check plan --format ics=plan.ics     # the dates, for a calendar');
    commands.push(`  ttl-check preflight ${first.plan.migration}`);
  }
  return [...said, ...commands];
}

function nextOf(migration: PlannedMigration, clock: ClockText, at: Instant, several: boolean): string[] {
  const { plan, verdict, unobserved } = migration;
  const head = several ? `${plan.migration}: ` : '';
  const said: string[] = [];
  if (verdict === 'infeasible' && plan.earliestSafeCutover !== null)
    said.push(
      `${head}Move the cutover to ${shownEnd(plan.earliestSafeCutover, { clock })} or later, or lower now and accept the stale window.`,
    );
  if (unobserved.length > 0) said.push(`${head}Plan again when everything could be observed.`);
  const steps = plan.rrsets.flatMap((rrset) => rrset.steps.map((step) => ({ rrset, step })));
  const next = steps.toSorted((a, b) => a.step.at - b.step.at)[0];
  if (next !== undefined) {
    const together = steps
      .filter(({ step }) => step.at === next.step.at && step.to === next.step.to)
      .map(({ rrset }) => rrset);
    const verb = next.step.kind === 'restore' ? 'Restore' : 'Lower';
    const when =
      next.step.at <= at
        ? 'now'
        : `at ${shown(next.step.at, { clock })} (${countdown(formatInstant(next.step.at), at)})`;
    said.push(`${head}Next: ${verb.toLowerCase()} ${rrsetList(together, 3)} to ${next.step.to} s ${when}.`);
    if (plan.provider === null)
      said.push(
        `${head}No provider is named, so nobody does it for you: change the TTLs by hand at these instants, or add \`provider:\` to the migration.`,
      );
  }
  return said;
}

function hasSteps(rrsets: readonly PlannedRrset[]): boolean {
  return rrsets.some(({ steps }) => steps.length > 0);
}

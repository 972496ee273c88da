import { formatInstant } from '../../model/instant.ts';
import { clockTextIn, countdown } from '../clockText.ts';
import { forMarkdown } from '../escape.ts';
import type { ReportOptions } from '../reporter.ts';
import { planNext } from './planNext.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';
import { PLAN_COLUMNS, planRows } from './planRows.ts';
import {
  dispositionSentence,
  readinessSentence,
  rrsetList,
  shownEnd,
  type Telling,
  VERDICT_WORDS,
} from './planSentences.ts';
import { timelinesOf } from './timelines.ts';

/** GitHub Flavored Markdown, for a ticket or a pull request: a table of steps, and what they make of the cutover. */
export function renderPlanMarkdown(report: PlanReport, options: ReportOptions): string {
  const sections = report.migrations.map((migration) => migrationText(migration, options));
  const next = planNext(report, ({ plan }) => clockTextIn(plan.cutover.timezone))
    .filter((line) => !line.startsWith('  '))
    .map((line) => `- ${forMarkdown(line)}`);
  return `${[...sections, ...(next.length === 0 ? [] : [`### Next\n\n${next.join('\n')}`])].join('\n\n')}\n`;
}

function migrationText(migration: PlannedMigration, options: ReportOptions): string {
  const { plan, verdict, digest, absent, unobserved, notices, notes, figures } = migration;
  const clock = clockTextIn(plan.cutover.timezone);
  const telling: Telling = { clock, figures, at: plan.at, cutover: plan.cutover.at };
  const iso = formatInstant(plan.cutover.at);
  const provider = plan.provider === null ? 'no provider' : `provider ${plan.provider}`;
  const facts = [
    `Cutover **${clock(iso)} ${forMarkdown(plan.cutover.timezone)}** (${countdown(iso, options.at)}), ${forMarkdown(provider)}, plan \`${digest.slice(0, 12)}\`.`,
    ...(notes === null ? [] : [forMarkdown(notes)]),
  ];
  const timelines = timelinesOf(plan.rrsets);
  const rows = planRows(migration, timelines, telling);
  const table = [
    PLAN_COLUMNS,
    PLAN_COLUMNS.map(() => '---'),
    ...rows.map(({ cells }) => cells.map(forMarkdown)),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const states = timelines.map(({ like, rrsets }) => {
    const sentences = [
      dispositionSentence(like),
      verdict === 'past' ? '' : readinessSentence(like.readiness, telling),
    ];
    const isSaid =
      like.disposition === 'fixed' || like.disposition === 'foreign' || like.disposition === 'held';
    const told = isSaid ? sentences.slice(0, 1) : sentences;
    return `- **${forMarkdown(rrsetList(rrsets, 12))}**: ${forMarkdown(told.filter((s) => s !== '').join(' '))}`;
  });
  const unseen = [
    ...absent.map(
      ({ owner, create }) => `${owner} ${create ? 'is created at the cutover' : 'does not exist'}.`,
    ),
    ...unobserved.map(({ owner, because }) => `${owner} could not be observed: ${because}.`),
    ...notices,
  ].map((line) => `- ${forMarkdown(line)}`);
  const end =
    plan.oldEndpointMayGoAt === null || verdict === 'past'
      ? []
      : [`The old endpoint may go from ${shownEnd(plan.oldEndpointMayGoAt, telling)} on.`];
  return [
    `## ${forMarkdown(plan.migration)}: ${VERDICT_WORDS[verdict]}`,
    ...facts,
    table.join('\n'),
    [...states, ...unseen].join('\n'),
    ...end,
  ].join('\n\n');
}

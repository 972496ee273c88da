import { formatInstant } from '../../model/instant.ts';
import { clockTextIn, countdown } from '../clockText.ts';
import { forMarkdown } from '../escape.ts';
import type { ReportOptions } from '../reporter.ts';
import { planNext } from './planNext.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';
import {
  dispositionSentence,
  readinessSentence,
  rrsetList,
  shown,
  shownEnd,
  type Telling,
  ttlChange,
  VERDICT_WORDS,
  whyThen,
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
  const rows = timelines.flatMap(({ like, rrsets }) =>
    like.steps.map((step) => ({
      at: step.at,
      cells: [
        shown(step.at, telling),
        countdown(formatInstant(step.at), options.at),
        rrsetList(rrsets, 12),
        ttlChange(step),
        step.kind === 'lower' ? shownEnd(step.completeAt, telling) : '',
        whyThen(step, telling),
      ],
    })),
  );
  if (verdict !== 'past')
    rows.push({
      at: plan.cutover.at,
      cells: [clock(iso), countdown(iso, options.at), 'everything', 'cutover', '', ''],
    });
  const table = [
    ['when', 'countdown', 'what', 'TTL', 'complete', 'why then'],
    ['---', '---', '---', '---', '---', '---'],
    ...rows.sort((a, b) => a.at - b.at).map(({ cells }) => cells.map(forMarkdown)),
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

import { formatInstant } from '../../model/instant.ts';
import { type ClockText, clockTextIn, countdown } from '../clockText.ts';
import { planNext } from '../plan/planNext.ts';
import type { PlannedMigration, PlanReport } from '../plan/plannedMigration.ts';
import { PLAN_COLUMNS, planRows } from '../plan/planRows.ts';
import {
  dispositionSentence,
  inSeconds,
  readinessSentence,
  rrsetList,
  shownEnd,
  staleSeconds,
  type Telling,
  VERDICT_WORDS,
} from '../plan/planSentences.ts';
import { type Timeline, timelinesOf } from '../plan/timelines.ts';
import type { ReportOptions } from '../reporter.ts';
import { type Facts, factsMarkup } from './facts.ts';
import { mark, planVerdictMark, TONE_OF_PLAN } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { nextMarkup } from './nextMarkup.ts';
import { type Page, pageText } from './page.ts';
import { cutoverSpan, wholeSpan } from './spans.ts';
import { timelineMarkup } from './timeline.ts';
import { timelineKey } from './timelineKey.ts';

/** Of one migration: timelines that are drawn, and rows and sentences that are shown; the others are counted. */
const DRAWN = 8;
const SHOWN = 200;

/** A page for people: of each migration the timelines, drawn to scale, the steps as a table, and what they come to. */
export function renderPlanHtml(report: PlanReport, options: ReportOptions): string {
  return pageText(planPage(report, options));
}

/** What a page that is served says besides. */
export interface Live {
  /** It asks for itself again after so many seconds. */
  readonly refreshSeconds: number;
  /** When the scheduler looked and looks again, a sentence. */
  readonly looks: string;
  /** What could not be looked at, in sentences. */
  readonly troubles: readonly string[];
}

/** The same page for whoever serves it: what it shows may be older than what is in the way of looking again. */
export function livePlanText(report: PlanReport, options: ReportOptions, live: Live): string {
  return pageText({ ...planPage(report, options, live), refreshSeconds: live.refreshSeconds });
}

function planPage(report: PlanReport, options: ReportOptions, live?: Live): Page {
  const { migrations, tool, at } = report;
  const [only] = migrations;
  const title =
    migrations.length === 1 && only !== undefined
      ? html`${only.plan.migration} ${planVerdictMark(only.verdict)}`
      : html`${migrations.length === 0 ? (live === undefined ? 'No migration is planned' : 'No migration was seen yet') : `${migrations.length} migrations`}`;
  return {
    title:
      only === undefined || migrations.length > 1
        ? 'TTL plan'
        : `${only.plan.migration}: ${VERDICT_WORDS[only.verdict]}`,
    header: html`<p class="eyebrow">TTL plan of ${clockTextIn(options.timezone)(formatInstant(at))}</p>
<h1>${title}</h1>${migrations.length < 2 ? null : overview(migrations)}${live === undefined ? null : liveMarkup(live)}`,
    main: html`${migrations.map((migration, i) =>
      migrationMarkup(
        migration,
        i,
        migrations.length === 1
          ? html`Timeline`
          : html`${migration.plan.migration} ${planVerdictMark(migration.verdict)}`,
        options,
      ),
    )}
${nextMarkup(planNext(report, ({ plan }) => clockTextIn(plan.cutover.timezone)))}`,
    footer: html`<p>Made by ${tool.name} ${tool.version} at ${formatInstant(at)}. The stale window is what the protocol promises: some resolvers hold records longer, so keep the old endpoint answering for a while.</p>`,
  };
}

function liveMarkup({ looks, troubles }: Live): Markup {
  return html`<p class="dim">${looks}</p>
${troubles.length === 0 ? null : html`<ul>${troubles.map((one) => html`<li>${mark('bad', 'error')} ${one}</li>`)}</ul>`}`;
}

function overview(migrations: readonly PlannedMigration[]): Markup {
  return html`<ul>${migrations.map(
    ({ plan, verdict }, i) =>
      html`<li><a href="#migration-${i}">${plan.migration}</a> ${planVerdictMark(verdict)} cutover ${countdown(formatInstant(plan.cutover.at), plan.at)}</li>`,
  )}</ul>`;
}

function migrationMarkup(
  migration: PlannedMigration,
  index: number,
  heading: Markup,
  options: ReportOptions,
): Markup {
  const { plan, figures, notes } = migration;
  const clock = clockTextIn(plan.cutover.timezone);
  const telling: Telling = { clock, figures, at: plan.at, cutover: plan.cutover.at };
  const timelines = timelinesOf(plan.rrsets);
  const id = `migration-${index}`;
  return html`<section id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">${heading}</h2>
${factsMarkup(factsOf(migration, clock, telling, options))}
${notes === null ? null : html`<p>${notes}</p>`}
${timelineKey()}
${drawings(id, migration, timelines, telling)}
${stepsTable(id, migration, timelines, telling)}
${statesMarkup(migration, timelines, telling)}
</section>`;
}

function factsOf(
  { plan, digest, verdict }: PlannedMigration,
  clock: ClockText,
  telling: Telling,
  { at }: ReportOptions,
): Facts {
  const { cutover, provider, oldEndpointMayGoAt, earliestSafeCutover } = plan;
  const iso = formatInstant(cutover.at);
  const stale = staleSeconds(plan);
  return [
    { name: 'Cutover', value: countdown(iso, at), more: `${clock(iso)} ${cutover.timezone}` },
    ...(stale === null || oldEndpointMayGoAt === null
      ? []
      : [
          {
            name: 'Old data at most',
            value: inSeconds(stale),
            more: `old endpoint may go ${shownEnd(oldEndpointMayGoAt, telling)}`,
          },
        ]),
    ...(verdict !== 'infeasible' || earliestSafeCutover === null
      ? []
      : [{ name: 'Earliest safe cutover', value: shownEnd(earliestSafeCutover, telling) }]),
    { name: 'Provider', value: provider ?? 'none', more: `plan ${digest.slice(0, 12)}` },
  ];
}

function drawings(
  id: string,
  migration: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
): Markup {
  const drawable = timelines.filter(
    ({ like }) => like.ttl !== null && (like.steps.length > 0 || like.readiness.kind !== 'unknown'),
  );
  const left = drawable.length - DRAWN;
  const figures = drawable.slice(0, DRAWN).map(({ like, rrsets }, i) => {
    const close = cutoverSpan(migration.plan, like);
    return html`<figure>
<figcaption><strong>${rrsetList(rrsets, 6)}</strong></figcaption>
${timelineMarkup(`${id}-${i}`, like, migration, wholeSpan(migration.plan, like), telling)}
${
  close === null
    ? null
    : html`<figcaption>Around the cutover</figcaption>
${timelineMarkup(`${id}-${i}-close`, like, migration, close, telling)}`
}
</figure>`;
  });
  return html`${figures}${left > 0 ? html`<p class="dim">${left} more timelines are not drawn; the table has their steps.</p>` : null}`;
}

function stepsTable(
  id: string,
  migration: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
): Markup {
  const rows = planRows(migration, timelines, telling);
  const left = rows.length - SHOWN;
  return html`<h3 id="${id}-steps">Steps</h3>
<div class="scroll" role="region" aria-labelledby="${id}-name ${id}-steps" tabindex="0">
<table>
<thead><tr>${PLAN_COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.slice(0, SHOWN).map(
    ({ cells: [when = '', until = '', what = '', ttl = '', complete = '', why = ''] }) =>
      html`<tr><td class="when">${when}</td><td class="when">${until}</td><th scope="row">${what}</th><td class="when">${ttl}</td><td class="when">${complete}</td><td class="words">${why}</td></tr>
`,
  )}</tbody>
</table>
</div>${left > 0 ? html`<p class="dim">${left} more steps; <code>--format json</code> has all.</p>` : null}`;
}

function statesMarkup(
  { plan, verdict, absent, unobserved, notices }: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
): Markup {
  const states = timelines.map(({ like, rrsets }) => {
    const isSaid = ['fixed', 'foreign', 'held'].includes(like.disposition);
    const readiness = isSaid || verdict === 'past' ? '' : readinessSentence(like.readiness, telling);
    return html`<li><strong>${rrsetList(rrsets, 6)}</strong>: ${dispositionSentence(like)} ${readiness}</li>`;
  });
  const unseen = [
    ...absent.map(
      ({ owner, create }) => `${owner} ${create ? 'is created at the cutover' : 'does not exist'}.`,
    ),
    ...unobserved.map(({ owner, because }) => `${owner} could not be observed: ${because}.`),
    ...notices,
  ].map((line) => html`<li>${line}</li>`);
  const all = [...states, ...unseen];
  const left = all.length - SHOWN;
  return html`<div class="card ${TONE_OF_PLAN[verdict]}"><h3>What it comes to</h3>
<ul>${all.slice(0, SHOWN)}${left > 0 ? html`<li class="dim">and ${left} more, of ${plan.rrsets.length} RRsets</li>` : null}</ul></div>`;
}

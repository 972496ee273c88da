import { formatInstant, type Instant } from '../../model/instant.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import { clockTextIn } from '../clockText.ts';
import { planNext } from '../plan/planNext.ts';
import type { PlannedMigration, PlanReport } from '../plan/plannedMigration.ts';
import {
  dispositionSentence,
  readinessSentence,
  rrsetList,
  shown,
  shownEnd,
  type Telling,
  VERDICT_WORDS,
} from '../plan/planSentences.ts';
import { type Timeline, timelinesOf } from '../plan/timelines.ts';
import { MOST_TOLD, worstPlansFirst } from '../plan/worstPlans.ts';
import type { ReportOptions } from '../reporter.ts';
import { drawingsMarkup } from './drawings.ts';
import { drawnPast, oldDataUntil } from './drawnPast.ts';
import { factsMarkup } from './facts.ts';
import { mark } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { nextMarkup } from './nextMarkup.ts';
import { type Page, pageText } from './page.ts';
import { planFacts } from './planFacts.ts';
import { planMark, planTone } from './planMark.ts';
import { type Fullness, fullnessOf, planOverview } from './planOverview.ts';
import { stepsTable } from './stepsTable.ts';
import { timelineKey } from './timelineKey.ts';

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
  const { tool, at } = report;
  const migrations = worstPlansFirst(report.migrations);
  const [only] = migrations;
  const title =
    migrations.length === 1 && only !== undefined
      ? html`${only.plan.migration} ${planMark(only)}`
      : html`${migrations.length === 0 ? (live === undefined ? 'No migration is planned' : 'No migration was seen yet') : `${migrations.length} migrations`}`;
  return {
    title:
      only === undefined || migrations.length > 1
        ? 'TTL plan'
        : `${only.plan.migration}: ${VERDICT_WORDS[only.verdict]}`,
    header: html`<p class="eyebrow">TTL plan of ${clockTextIn(options.timezone)(formatInstant(at))}</p>
<h1>${title}</h1>${migrations.length < 2 ? null : planOverview(migrations)}${live === undefined ? null : liveMarkup(live)}`,
    main: html`${migrations.slice(0, MOST_TOLD).map((migration, i) =>
      migrationMarkup(migration, i, {
        at: options.at,
        heading:
          migrations.length === 1 ? html`Timeline` : html`${migration.plan.migration} ${planMark(migration)}`,
        fullness: fullnessOf(migrations.length),
      }),
    )}
${nextMarkup(planNext(report, ({ plan }) => clockTextIn(plan.cutover.timezone)))}`,
    footer: html`<p>Made by ${tool.name} ${tool.version} at ${formatInstant(at)}. The stale window is what the protocol promises: some resolvers hold records longer, so keep the old endpoint answering for a while.</p>`,
  };
}

function liveMarkup({ looks, troubles }: Live): Markup {
  return html`<p class="dim">${looks}</p>
${troubles.length === 0 ? null : html`<ul>${troubles.map((one) => html`<li>${mark('bad', 'error')} ${one}</li>`)}</ul>`}`;
}

interface View {
  readonly at: Instant;
  readonly heading: Markup;
  readonly fullness: Fullness;
}

function migrationMarkup(
  migration: PlannedMigration,
  index: number,
  { at, heading, fullness }: View,
): Markup {
  const { plan, figures, notes } = migration;
  const clock = clockTextIn(plan.cutover.timezone);
  const telling: Telling = { clock, figures, at: plan.at, cutover: plan.cutover.at };
  const timelines = timelinesOf(plan.rrsets, migration.pasts);
  const id = `migration-${index}`;
  return html`<section id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">${heading}</h2>
${factsMarkup(planFacts(migration, { ...telling, at }))}
${notes === null ? null : html`<p>${notes}</p>`}
${timelineKey('plan')}
${drawingsMarkup(id, migration, timelines, telling, fullness.drawn)}
${stepsTable(id, migration, timelines, telling, fullness.shown)}
${statesMarkup(migration, timelines, telling, fullness.shown)}
</section>`;
}

function stateSentence(rrset: PlannedRrset, telling: Telling): string {
  const isSaid = ['fixed', 'foreign', 'held'].includes(rrset.disposition);
  return `${dispositionSentence(rrset)} ${isSaid ? '' : readinessSentence(rrset.readiness, telling)}`.trim();
}

/** What became of it: what is still to be done, or that all is as before. */
function pastSentence(rrset: PlannedRrset, planned: PlannedMigration, telling: Telling): string {
  const restore = rrset.steps.find(({ kind }) => kind === 'restore');
  const until = oldDataUntil(rrset, planned);
  const gone = until === null ? '' : ` Old data were served until ${shownEnd(until, telling)} at most.`;
  if (restore !== undefined)
    return `The TTL is still ${rrset.ttl} s; ${restore.to} s come back at ${shown(restore.at, telling)}.${gone}`;
  const isBack = drawnPast(rrset, planned)?.values.at(-1)?.step?.kind === 'restore';
  return isBack ? `The former TTL of ${rrset.ttl} s is back.${gone}` : `${dispositionSentence(rrset)}${gone}`;
}

function statesMarkup(
  migration: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
  most: number,
): Markup {
  const { plan, verdict, absent, unobserved, notices } = migration;
  const states = timelines.map(
    ({ like, rrsets }) =>
      html`<li><strong>${rrsetList(rrsets, 6)}</strong>: ${
        verdict === 'past' ? pastSentence(like, migration, telling) : stateSentence(like, telling)
      }</li>`,
  );
  const unseen = [
    ...absent.map(
      ({ owner, create }) => `${owner} ${create ? 'is created at the cutover' : 'does not exist'}.`,
    ),
    ...unobserved.map(({ owner, because }) => `${owner} could not be observed: ${because}.`),
    ...notices,
  ].map((line) => html`<li>${line}</li>`);
  const all = [...states, ...unseen];
  const left = all.length - most;
  return html`<div class="card ${planTone(migration)}"><h3>What it comes to</h3>
<ul>${all.slice(0, most)}${left > 0 ? html`<li class="dim">and ${left} more, of ${plan.rrsets.length} RRsets</li>` : null}</ul></div>`;
}

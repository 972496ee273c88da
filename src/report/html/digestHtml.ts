import type { Digest, MigrationDigest, Obstacle, ReadinessCount, WatchedDigest } from '../../model/digest.ts';
import { formatInstant } from '../../model/instant.ts';
import { inWords } from '../../model/ttl.ts';
import { clockTextIn, countdown } from '../clockText.ts';
import type { DigestOptions } from '../digest/digestReporters.ts';
import {
  changeSentence,
  counted,
  doneSentence,
  forgottenSentence,
  headline,
  nextSentence,
  readinessWords,
  undeliveredSentence,
  verdictWords,
} from '../digest/digestSentences.ts';
import { type Voice, wallClockVoice } from '../digest/voice.ts';
import { forTerminal } from '../escape.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { timelinesOf } from '../plan/timelines.ts';
import { MOST_TOLD } from '../plan/worstPlans.ts';
import { drawingsMarkup } from './drawings.ts';
import { type Facts, factsMarkup } from './facts.ts';
import { mark, TONE_OF_PLAN, type Tone } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { timelineKey } from './timelineKey.ts';

/** Of each list; the others are counted. */
const SHOWN = 50;

/** Timelines of one migration; the page of its plan has more. */
const DRAWN = 2;

const BAR_WIDTH = 600;

/** A page for people: every migration with its readiness, then the watched names. */
export function renderDigestHtml(digest: Digest, { drawn = [] }: Pick<DigestOptions, 'drawn'> = {}): string {
  const voice = wallClockVoice(digest.at, digest.timezone, forTerminal);
  const { migrations, watched, forgotten, undelivered, tool } = digest;
  const when = `${voice.when(digest.at)}${voice.zone}`;
  return pageText({
    title: `TTL report of ${when}`,
    header: html`<p class="eyebrow">TTL report of ${when}, since ${voice.when(digest.since)}</p>
<h1>TTL report</h1>
<p class="lead">${headline(digest)}</p>`,
    main: html`${drawn.length === 0 ? null : timelineKey('plan')}
${migrations.slice(0, MOST_TOLD).map((one, i) =>
  migrationMarkup(
    one,
    i,
    voiceOf(one, digest),
    drawn.find(({ plan }) => plan.migration === one.name),
  ),
)}
${othersMarkup(migrations.slice(MOST_TOLD), digest)}
${watchedMarkup(watched, voice)}
${section(
  'Never given back',
  forgotten.map((one) => forgottenSentence(one, voice)),
)}
${section(
  'Not delivered',
  undelivered.map((one) => undeliveredSentence(one, voice)),
)}`,
    footer: html`<p>Made by ${tool.name} ${tool.version} at ${formatInstant(digest.at)}.</p>`,
  });
}

function voiceOf({ cutover }: MigrationDigest, { at }: Digest): Voice {
  return wallClockVoice(at, cutover.timezone, forTerminal);
}

function migrationMarkup(
  migration: MigrationDigest,
  index: number,
  voice: Voice,
  planned: PlannedMigration | undefined,
): Markup {
  const { name, verdict, readiness, done, next, state, obstacles, notes } = migration;
  const sentences = done.slice(-SHOWN).map((step) => html`<li>${doneSentence(step, voice)}</li>`);
  return html`<section class="card ${TONE_OF_PLAN[verdict]}" aria-labelledby="migration-${index}">
<h2 id="migration-${index}">${name} ${digestMark(migration, voice)}</h2>
${factsMarkup(factsOf(migration, voice))}
${verdict === 'past' ? null : readinessDrawing(readiness)}
${notes === null ? null : html`<p>${notes}</p>`}
${next === null ? null : html`<p class="todo"><strong>Next.</strong> ${nextSentence(next, state, voice)}</p>`}
${planned === undefined ? null : timelinesMarkup(`migration-${index}`, planned)}
${sentences.length === 0 ? null : html`<h3>Done</h3><ul>${sentences}</ul>`}
${obstacles.length === 0 ? null : html`<h3>In the way</h3><ul>${obstacleItems(obstacles)}</ul>`}
</section>`;
}

function timelinesMarkup(id: string, planned: PlannedMigration): Markup {
  const { plan, figures, pasts } = planned;
  const clock = clockTextIn(plan.cutover.timezone);
  const telling = { clock, figures, at: plan.at, cutover: plan.cutover.at };
  return drawingsMarkup(id, planned, timelinesOf(plan.rrsets, pasts), telling, DRAWN);
}

/** On track is not enough to be shown as good while something is in the way. */
function digestMark(migration: MigrationDigest, voice: Voice): Markup {
  const isHindered = migration.obstacles.some(({ severity }) => severity === 'error');
  const tone = TONE_OF_PLAN[migration.verdict];
  return mark(
    tone === 'good' && (isHindered || migration.state !== 'running') ? 'warn' : tone,
    verdictWords(migration, voice),
  );
}

function factsOf(
  { cutover, stage, verdict, earliestSafeCutover, oldEndpointMayGoAt }: MigrationDigest,
  voice: Voice,
): Facts {
  const optional = (name: string, at: typeof earliestSafeCutover): Facts =>
    at === null ? [] : [{ name, value: voice.until(at) }];
  return [
    {
      name: 'Cutover',
      value: countdown(formatInstant(cutover.at), voice.at),
      more: `${voice.when(cutover.at)}${voice.zone}`,
    },
    { name: 'Stage', value: stage },
    ...(verdict === 'past' ? [] : optional('Earliest safe cutover', earliestSafeCutover)),
    ...optional('Old endpoint may go', oldEndpointMayGoAt),
  ];
}

/** A bar of all RRsets: ready, still to be lowered, too late, unknown; the words under it say the same. */
function readinessDrawing(readiness: ReadinessCount): Markup {
  const { total, ready, planned, tooLate } = readiness;
  const parts: readonly (readonly [number, string])[] = [
    [ready, 'good'],
    [planned, 'warn'],
    [tooLate, 'bad'],
  ];
  const width = (count: number): number =>
    total === 0 ? 0 : Math.round((count / total) * BAR_WIDTH * 10) / 10;
  const before = (i: number): number => parts.slice(0, i).reduce((sum, [count]) => sum + count, 0);
  return html`<figure><svg class="share" viewBox="0 0 ${BAR_WIDTH} 14" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="${BAR_WIDTH}" height="14"/>
${parts.map(([count, tone], i) => html`<rect class="bar ${tone}" x="${width(before(i))}" width="${width(count)}" height="14"/>`)}</svg>
<figcaption>${readinessWords(readiness)}</figcaption></figure>`;
}

function othersMarkup(others: readonly MigrationDigest[], digest: Digest): Markup | null {
  if (others.length === 0) return null;
  const left = others.length - SHOWN;
  const items = others.slice(0, SHOWN).map((one) => {
    const voice = voiceOf(one, digest);
    return html`<li>${one.name} ${digestMark(one, voice)} cutover ${countdown(formatInstant(one.cutover.at), digest.at)}, ${readinessWords(one.readiness)}</li>`;
  });
  return html`<section><h2>The other migrations</h2><ul>${items}${left > 0 ? html`<li class="dim">and ${left} more</li>` : null}</ul></section>`;
}

function watchedMarkup(
  { names, unknown, ttls, changes, obstacles }: WatchedDigest,
  voice: Voice,
): Markup | null {
  if (names === 0) return null;
  const unseen = unknown === 0 ? '' : `, ${unknown} of them unknown`;
  const rows = ttls.slice(0, SHOWN).map(
    ({ owner, type, ttl }) =>
      html`<tr><th scope="row">${owner}</th><td>${type}</td><td class="num" data-value="${ttl}">${ttl} s<small>${inWords(ttl)}</small></td></tr>
`,
  );
  const changed = changes.slice(-SHOWN).map((change) => html`<li>${changeSentence(change, voice)}</li>`);
  return html`<section aria-labelledby="watched"><h2 id="watched">Watched: ${counted(names, 'name')}${unseen}</h2>
${
  rows.length === 0
    ? null
    : html`<h3 id="longest">The longest TTLs</h3><div class="scroll" role="region" aria-labelledby="longest" tabindex="0"><table data-sortable>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col" class="num" data-sort="number">TTL</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
${changed.length === 0 ? null : html`<h3>Changed</h3><ul>${changed}</ul>`}
${obstacles.length === 0 ? null : html`<h3>In the way</h3><ul>${obstacleItems(obstacles)}</ul>`}
</section>`;
}

function obstacleItems(obstacles: readonly Obstacle[]): Markup[] {
  const tones: Readonly<Record<Obstacle['severity'], Tone>> = {
    error: 'bad',
    warning: 'warn',
    note: 'plain',
  };
  const items = obstacles
    .slice(0, SHOWN)
    .map(
      ({ severity, message }) =>
        html`<li>${mark(tones[severity], severity, severity === 'note' ? '–' : undefined)} ${message}</li>`,
    );
  const left = obstacles.length - SHOWN;
  return left > 0 ? [...items, html`<li class="dim">and ${left} more</li>`] : items;
}

function section(title: string, sentences: readonly string[]): Markup | null {
  if (sentences.length === 0) return null;
  const left = sentences.length - SHOWN;
  return html`<section><h2>${title}</h2><ul>${sentences.slice(0, SHOWN).map((one) => html`<li>${one}</li>`)}${left > 0 ? html`<li class="dim">and ${left} more</li>` : null}</ul></section>`;
}

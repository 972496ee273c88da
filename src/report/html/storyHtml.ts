/** A migration told from its beginning to its end, on one page: what the demo has to show. */
import { formatInstant, type Instant } from '../../model/instant.ts';
import { clockTextIn } from '../clockText.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { rrsetList, type Telling } from '../plan/planSentences.ts';
import { type Facts, factsMarkup } from './facts.ts';
import { type Lanes, lanesMarkup } from './lanes.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { planFacts } from './planFacts.ts';
import { planMark } from './planMark.ts';
import { cutoverSpan, wholeSpan } from './spans.ts';
import { timelineMarkup } from './timeline.ts';
import { timelineKey } from './timelineKey.ts';

export interface StoryAct {
  readonly at: Instant;
  readonly title: string;
  /** Sentences. */
  readonly said: readonly string[];
  /** What somebody would type. */
  readonly command: string;
}

export interface Story {
  readonly tool: { readonly name: string; readonly version: string };
  readonly title: string;
  /** What it comes to, in a sentence or two. */
  readonly lead: string;
  /** As it is in the end, with its past. */
  readonly planned: PlannedMigration;
  readonly lanes: Lanes;
  readonly acts: readonly StoryAct[];
}

export function renderStoryHtml({ tool, title, lead, planned, lanes, acts }: Story): string {
  const { plan, figures } = planned;
  const clock = clockTextIn(plan.cutover.timezone);
  const telling: Telling = { clock, figures, at: plan.at, cutover: plan.cutover.at };
  const [rrset] = plan.rrsets;
  if (rrset === undefined) throw new Error('a story is about an RRset');
  const close = cutoverSpan(planned, rrset);
  return pageText({
    title,
    header: html`<p class="eyebrow">A migration from its first check to its end · times are ${plan.cutover.timezone}</p>
<h1>${title}</h1>
<p>${planMark(planned)}</p>
<p class="lead">${lead}</p>
${factsMarkup(storyFacts(planned, telling))}`,
    main: html`<section aria-labelledby="whole">
<h2 id="whole">The TTL of ${rrsetList([rrset], 1)}, and what caches still held</h2>
${timelineKey('plan')}
<figure>${timelineMarkup('whole-line', rrset, planned, wholeSpan(planned, rrset), telling)}</figure>
</section>
${
  close === null
    ? null
    : html`<section aria-labelledby="close"><h2 id="close">The night of the cutover</h2>
<figure>${timelineMarkup('close-line', rrset, planned, close, telling)}</figure></section>`
}
<section aria-labelledby="caches"><h2 id="caches">What two caches answered</h2>
<figure>${lanesMarkup('lanes', lanes, clock)}<figcaption>Each was asked every few seconds. The promise is made from the TTL alone, before anybody looks.</figcaption></figure></section>
<section aria-labelledby="acts"><h2 id="acts">What happened</h2>
<ol class="acts">${acts.map((act) => actMarkup(act, telling))}</ol></section>`,
    footer: html`<p>Made by ${tool.name} ${tool.version}. The zone, its servers, Route 53 and the caches ran inside the program, on a clock that was hurried; the plan, the changes and the looks are those of the real commands.</p>`,
  });
}

/** The date in place of a countdown, since all is over. */
function storyFacts(planned: PlannedMigration, telling: Telling): Facts {
  const { at, timezone } = planned.plan.cutover;
  const facts = planFacts(planned, telling).filter(({ name }) => !['Cutover', 'Provider'].includes(name));
  return [
    { name: 'Cutover', value: telling.clock(formatInstant(at)).slice(5, 16), more: timezone },
    ...facts,
  ];
}

function actMarkup({ at, title, said, command }: StoryAct, { clock }: Telling): Markup {
  return html`<li><p class="eyebrow">${clock(formatInstant(at))}</p><h3>${title}</h3>
${said.map((sentence) => html`<p>${sentence}</p>`)}<p><code>${command}</code></p></li>`;
}

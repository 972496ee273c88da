import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { rrsetList, type Telling } from '../plan/planSentences.ts';
import type { Timeline } from '../plan/timelines.ts';
import { drawnPast } from './drawnPast.ts';
import { html, type Markup } from './markup.ts';
import { cutoverSpan, wholeSpan } from './spans.ts';
import { timelineMarkup } from './timeline.ts';

/** The timelines of a migration, each as a whole and around its cutover; of more than `most`, the others are counted. */
export function drawingsMarkup(
  id: string,
  migration: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
  most: number,
): Markup {
  const drawable = timelines.filter(
    ({ like }) => like.ttl !== null && (like.steps.length > 0 || like.readiness.kind !== 'unknown'),
  );
  const left = drawable.length - most;
  const { pastsUnread = 0, plan } = migration;
  const figures = drawable.slice(0, most).map(({ like, rrsets }, i) => {
    const isStill = like.steps.length === 0 && drawnPast(like, migration) === null;
    const close = isStill ? null : cutoverSpan(migration, like);
    return html`<figure>
<figcaption><strong>${rrsetList(rrsets, 6)}</strong></figcaption>
${timelineMarkup(`${id}-${i}`, like, migration, wholeSpan(migration, like), telling)}
${
  close === null
    ? null
    : html`<figcaption>Around the cutover</figcaption>
${timelineMarkup(`${id}-${i}-close`, like, migration, close, telling)}`
}
</figure>`;
  });
  return html`${figures}${left > 0 ? html`<p class="dim">${left} more ${left === 1 ? 'timeline is' : 'timelines are'} not drawn; <code>ttl-check plan</code> has ${left === 1 ? 'its' : 'their'} steps.</p>` : null}${pastsUnread > 0 ? html`<p class="dim">What was done of ${pastsUnread} of the ${plan.rrsets.length} RRsets was not read from the journal; <code>ttl-check history NAME</code> has it.</p>` : null}`;
}

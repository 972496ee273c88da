import { formatInstant } from '../../model/instant.ts';
import { countdown } from '../clockText.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { MOST_TOLD } from '../plan/worstPlans.ts';
import { html, type Markup } from './markup.ts';
import { planMark } from './planMark.ts';

/** The others are counted; a thousand lines have 200 kB. */
const LISTED = 1_000;

/** A line for each of several migrations, with a link to those that are told below. */
export function planOverview(worstFirst: readonly PlannedMigration[]): Markup {
  const left = worstFirst.length - LISTED;
  const items = worstFirst.slice(0, LISTED).map((planned, i) => {
    const { migration, cutover, at } = planned.plan;
    const name = i < MOST_TOLD ? html`<a href="#migration-${i}">${migration}</a>` : migration;
    return html`<li>${name} ${planMark(planned)} cutover ${countdown(formatInstant(cutover.at), at)}</li>
`;
  });
  return html`${worstFirst.length <= MOST_TOLD ? null : html`<p>The worst come first; the first ${MOST_TOLD} are told below. <code>ttl-check plan NAME --format html</code> tells of any other.</p>`}
<ul>${items}${left > 0 ? html`<li class="dim">and ${left} more</li>` : null}</ul>`;
}

/** How much of each migration is shown, so that the page of many stays below 3 MB. */
export interface Fullness {
  /** Timelines. */
  readonly drawn: number;
  /** Rows of the steps, and sentences of what it comes to. */
  readonly shown: number;
}

export function fullnessOf(migrations: number): Fullness {
  const told = Math.max(1, Math.min(migrations, MOST_TOLD));
  return {
    drawn: Math.min(12, Math.max(2, Math.floor(60 / told))),
    shown: Math.min(500, Math.max(50, Math.floor(1_500 / told))),
  };
}

import { html, type Markup } from './markup.ts';

type Entry = readonly [drawing: Markup, words: string];

const TTL: Entry = [html`<path class="line" d="M0 4H11V10H22"/>`, 'configured TTL'];
const STEP: Entry = [
  html`<circle class="step done" cx="5" cy="7" r="4"/><circle class="step" cx="17" cy="7" r="4"/>`,
  'a step: made, ahead',
];
const DRAIN: Entry = [
  html`<path class="drain" d="M1 2Q18 2 21 13H1Z"/>`,
  'what caches may still hold of the old TTL',
];
const ABOVE: Entry = [
  html`<rect class="above" width="22" height="7"/><line class="limit" x2="22" y1="7" y2="7"/>`,
  'above what the stage allows',
];
const NOW: Entry = [html`<line class="now" x1="11" x2="11" y2="14"/>`, 'now'];
const LOWER_BY: Entry = [
  html`<line class="lower-by" x1="11" x2="11" y2="14"/>`,
  'to be lowered by then at the latest',
];
const CUTOVER: Entry = [html`<line class="cutover" x1="11" x2="11" y2="14"/>`, 'cutover'];
const STALE: Entry = [
  html`<rect class="stale" x="1" width="20" height="14"/>`,
  'stale window: old data may still be served',
];
const GHOST: Entry = [
  html`<rect class="ghost" x="1" y="1" width="20" height="12"/>`,
  'the same, had nothing been lowered',
];

/** Of a plan with its past, and of a TTL as it is today. */
export type KeyOf = 'plan' | 'today';

const KEYS: Readonly<Record<KeyOf, readonly Entry[]>> = {
  plan: [TTL, STEP, DRAIN, ABOVE, NOW, CUTOVER, STALE, GHOST],
  today: [TTL, ABOVE, NOW, LOWER_BY, CUTOVER, STALE],
};

/** What the lines and areas of a timeline mean. */
export function timelineKey(of: KeyOf): Markup {
  return html`<ul class="key" aria-label="Key of the timelines">${KEYS[of].map(
    ([drawing, words]) => html`<li><svg viewBox="0 0 22 14" aria-hidden="true">${drawing}</svg>${words}</li>`,
  )}</ul>`;
}

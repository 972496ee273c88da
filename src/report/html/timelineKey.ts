import { html, type Markup } from './markup.ts';

const ENTRIES: readonly (readonly [Markup, string])[] = [
  [html`<path class="line" d="M0 4H11V10H22"/>`, 'configured TTL'],
  [
    html`<circle class="step done" cx="5" cy="7" r="4"/><circle class="step" cx="17" cy="7" r="4"/>`,
    'a step: made, ahead',
  ],
  [html`<path class="drain" d="M1 2Q18 2 21 13H1Z"/>`, 'what caches may still hold of the old TTL'],
  [
    html`<rect class="above" width="22" height="7"/><line class="limit" x2="22" y1="7" y2="7"/>`,
    'above what the stage allows',
  ],
  [html`<line class="now" x1="11" x2="11" y2="14"/>`, 'now'],
  [html`<line class="cutover" x1="11" x2="11" y2="14"/>`, 'cutover'],
  [html`<rect class="stale" x="1" width="20" height="14"/>`, 'stale window: old data may still be served'],
  [html`<rect class="ghost" x="1" y="1" width="20" height="12"/>`, 'the same, had nothing been lowered'],
];

/** What the lines and areas of a timeline mean. */
export function timelineKey(): Markup {
  return html`<ul class="key" aria-label="Key of the timelines">${ENTRIES.map(
    ([drawing, words]) => html`<li><svg viewBox="0 0 22 14" aria-hidden="true">${drawing}</svg>${words}</li>`,
  )}</ul>`;
}

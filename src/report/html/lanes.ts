/** What caches were seen to answer around a change, a lane each. */
import { formatInstant, type Instant } from '../../model/instant.ts';
import type { ClockText } from '../clockText.ts';
import { html, type Markup } from './markup.ts';
import { tickText, timeScale, timeTicks } from './timeScale.ts';

/** Of the drawing, in its own units; the same width as a timeline's. */
const WIDTH = 880;
const LEFT = 92;
const RIGHT = WIDTH - 14;
const TOP = 34;
const LANE = 34;
const BAR = 22;

/** Characters of an address that fit into so many units of a bar. */
const CHARACTER = 7.2;

export interface Lanes {
  readonly from: Instant;
  readonly to: Instant;
  readonly cutover: Instant;
  /** From then on nobody answers the old data, as the arithmetic promises. */
  readonly promised: Instant;
  readonly old: string;
  readonly new: string;
  /** The last old answer of each. */
  readonly caches: readonly { readonly name: string; readonly lastOld: Instant }[];
}

/** The figure; `id` is unique in its page. */
export function lanesMarkup(id: string, lanes: Lanes, clock: ClockText): Markup {
  const { from, to, cutover, promised, caches } = lanes;
  const x = timeScale(from, to, LEFT, RIGHT);
  const bottom = TOP + caches.length * LANE;
  const bars = caches.map(({ name, lastOld }, i) => {
    const y = TOP + i * LANE + (LANE - BAR) / 2;
    return html`<text x="${LEFT - 10}" y="${y + BAR / 2 + 4}" text-anchor="end">${name}</text>
${barMarkup('old', LEFT, x(lastOld), y, lanes.old, lastOld)}${barMarkup('new', x(lastOld), RIGHT, y, lanes.new, lastOld)}`;
  });
  const axis = timeTicks(from, to, clock).map(
    (at) =>
      html`<line class="gridline" x1="${x(at)}" x2="${x(at)}" y1="${bottom}" y2="${bottom + 5}" data-time-tick="${at}"/>
<text class="dimtext" x="${x(at)}" y="${bottom + 19}" text-anchor="middle">${tickText(at, clock)}</text>`,
  );
  const said = caches.map(
    ({ name, lastOld }) => `${name} answers ${lanes.old} until ${exactly(lastOld)}, then ${lanes.new}.`,
  );
  return html`<div class="chart" role="group" aria-label="What the caches answer" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${bottom + 28}" role="img" aria-labelledby="${id}-title ${id}-words">
<title id="${id}-title">Who answers the old data after the cutover</title>
<desc id="${id}-words">${said.join(' ')} Promised was ${exactly(promised)}.</desc>
${bars}${axis}
<line class="cutover" x1="${x(cutover)}" x2="${x(cutover)}" y1="14" y2="${bottom}" data-mark="cutover" data-at="${cutover}"/>
<text x="${x(cutover) + 6}" y="14" font-weight="600">cutover</text>
<line class="promise" x1="${x(promised)}" x2="${x(promised)}" y1="14" y2="${bottom}" data-mark="promised" data-at="${promised}"/>
<text x="${x(promised) + 6}" y="14" font-weight="600">promised: ${exactly(promised)}</text>
</svg></div>`;
}

function barMarkup(
  kind: 'old' | 'new',
  left: number,
  right: number,
  y: number,
  words: string,
  lastOld: Instant,
): Markup {
  const isRoom = right - left > words.length * CHARACTER + 12;
  const text = kind === 'old' ? left + 8 : right - 8;
  return html`<rect class="lane ${kind}" x="${left}" y="${y}" width="${right - left}" height="${BAR}" data-lane="${kind}" data-until="${lastOld}"/>${isRoom ? html`<text x="${text}" y="${y + BAR / 2 + 4}" text-anchor="${kind === 'old' ? 'start' : 'end'}">${words}</text>` : null}`;
}

function exactly(at: Instant): string {
  return formatInstant(at).slice(11, 19);
}

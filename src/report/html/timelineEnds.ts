/** Until when old data may be served, and until when it would be had nothing been lowered: the words for both, and the frame of the latter. */
import type { Instant } from '../../model/instant.ts';
import { shownEnd, type Telling } from '../plan/planSentences.ts';
import { html, type Markup } from './markup.ts';
import type { Span } from './timeline.ts';
import type { LineOfWords } from './timelineLabels.ts';

export interface Ends {
  /** Null where it is not known. */
  readonly real: Instant | null;
  readonly unlowered: Instant | null;
}

export interface EndsGround {
  readonly x: (at: Instant) => number;
  readonly span: Span;
  readonly telling: Telling;
  readonly cutover: Instant;
  /** Where the axes end. */
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
  /** How high the TTL runs where old data end. */
  readonly lineY: number;
}

export interface EndsMarkup {
  /** The frame, under everything else. */
  readonly unlowered: Markup | null;
  readonly words: readonly Markup[];
  /** Where the words stand. */
  readonly lines: readonly LineOfWords[];
}

/** Units that the words beside each end take. */
const GONE_ROOM = 96;
const UNLOWERED_ROOM = 150;

/** Units of an area that is too narrow to be seen. */
const NARROW = 8;

const LINE = 16;

/** What is nearer is told; the other is told too where both have room. */
export function endsMarkup({ real, unlowered }: Ends, ground: EndsGround): EndsMarkup {
  const { x, span, cutover, top, bottom, right, lineY, telling } = ground;
  const isWide = (until: Instant): boolean => until <= span.to && x(until) - x(cutover) >= NARROW;
  const words: Markup[] = [];
  const lines: LineOfWords[] = [];
  const told = (at: Instant, y: number, room: number): void => {
    for (const baseline of [y, y + LINE]) lines.push({ left: x(at), right: x(at) + room, bottom: baseline });
  };
  if (real !== null && isWide(real) && right - x(real) >= GONE_ROOM) {
    // Above the line, or under it where it runs high.
    const y = lineY > top + 56 ? top + 20 : lineY + 26;
    words.push(
      html`<text class="label" x="${x(real) + 8}" y="${y}"><tspan>old data gone</tspan><tspan x="${x(real) + 8}" dy="${LINE}">${shownEnd(real, telling).slice(5)}</tspan></text>`,
    );
    told(real, y, GONE_ROOM);
  }
  if (real === null || unlowered === null || unlowered <= real) return { unlowered: null, words, lines };
  if (cutover < span.from || !isWide(unlowered)) return { unlowered: null, words, lines };
  const frame = html`<rect class="ghost" x="${x(cutover)}" y="${top}" width="${x(unlowered) - x(cutover)}" height="${bottom - top}" data-ghost-to="${unlowered}"/>`;
  const isFree = lines.every((line) => x(unlowered) > line.right);
  if (isFree && right - x(unlowered) > UNLOWERED_ROOM) {
    words.push(
      html`<text class="label dimtext" x="${x(unlowered) + 8}" y="${top + 20}"><tspan>old data until here,</tspan><tspan x="${x(unlowered) + 8}" dy="${LINE}">had nothing been lowered</tspan><title>${shownEnd(unlowered, telling)}</title></text>`,
    );
    told(unlowered, top + 20, UNLOWERED_ROOM);
  }
  return { unlowered: frame, words, lines };
}

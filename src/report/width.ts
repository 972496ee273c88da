/** How many columns text takes on a terminal. */
import { isPlain } from './plainText.ts';

// Built on first use: an Intl.Segmenter costs milliseconds, and most texts do without.
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Blocks that are East Asian Wide or Fullwidth as a whole (Unicode Standard Annex #11). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

/** Columns of `text`, which holds no control characters (`escape.ts`): wide characters and emoji take two. */
export function width(text: string): number {
  if (isPlain(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]+$/u.test(grapheme)) return 0;
  if (/\p{Emoji_Presentation}|\p{Emoji}\u{fe0f}/u.test(grapheme)) return 2;
  const code = grapheme.codePointAt(0) ?? 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** `text` in at most `columns` columns: the middle goes and `…` stands there, as both ends of a name tell the most. */
export function shortened(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 1) return '';
  const parts = isPlain(text) ? [...text] : graphemes(text);
  const left = take(parts, Math.ceil((columns - 1) / 2));
  const right = take(parts.toReversed(), columns - 1 - width(left.join(''))).toReversed();
  return `${left.join('')}…${right.join('')}`;
}

function take(parts: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let room = columns;
  for (const part of parts) {
    room -= width(part);
    if (room < 0) break;
    taken.push(part);
  }
  return taken;
}

/** A space, but neither the one between a number and its unit nor that between the parts of `1 d 16 h`. */
const BREAK =
  /(?<![0-9] (?:w|d|h|min)(?= [0-9])) (?!(?:ms|s|min|h|d|w)(?![a-z]))|(?<![0-9] (?:w|d|h|min)|[0-9]) /;

/**
 * Lines of at most `columns` columns, broken at spaces; a word that is longer than a line is cut, so
 * that nothing ever runs over the edge. At least one line.
 */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAK).filter((part) => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (width(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = cut(word, columns);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** A word in pieces of at most `columns` columns; gone through once, as a TXT record may have 64 KiB without a space. */
function cut(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let room = columns;
  for (const part of isPlain(word) ? word : graphemes(word)) {
    const needed = width(part);
    // At least one each, or a wide character in a single column would never end.
    if (needed > room && piece !== '') {
      pieces.push(piece);
      piece = '';
      room = columns;
    }
    piece += part;
    room -= needed;
  }
  return [...pieces, piece];
}

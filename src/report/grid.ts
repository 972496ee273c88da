/** Rows drawn with cli-table3, as roomy as the width allows. */
import Table from 'cli-table3';
import type { Paint } from './paint.ts';
import { VERDICT_INK } from './paint.ts';
import type { Row } from './rows.ts';
import { shortened, width } from './width.ts';

export interface Grid {
  readonly text: string;
  /** Names that had to be shortened, in full, each once. */
  readonly shortenedNames: readonly string[];
}

interface Column {
  readonly head: string;
  readonly cell: (row: Row) => string;
}

const GAP = 2;

/** What a name gets at least before a column is made narrower for it. */
const NAME_ROOM = 20;

/** Nothing useful can be shown in less. */
const LEAST_NAME = 8;

/** Draws `rows` in at most `columns` columns. */
export function drawGrid(rows: readonly Row[], columns: number, paint: Paint): Grid {
  const layout = layoutFor(rows, columns);
  const names = rows.map((row) => shortened(row.name, layout.nameWidth));
  const table = new Table({
    head: ['name', ...layout.others.map(({ head }) => head)].map((head) => paint('bold', head)),
    // Its own colours off (they ignore pipes), no frame: a rule under the head and two spaces between columns.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '─',
      'mid-mid': '─'.repeat(GAP),
      right: '',
      'right-mid': '',
      middle: ' '.repeat(GAP),
    },
  });
  rows.forEach((row, i) => {
    const cells = layout.others.map((column) => inked(column, row, paint));
    table.push([row.tone === null ? paint('dim', names[i] ?? '') : (names[i] ?? ''), ...cells]);
  });
  const text = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  const cut = rows.filter((row, i) => names[i] !== row.name).map((row) => row.name.replace(/^↳ /, ''));
  return { text, shortenedNames: [...new Set(cut)] };
}

function inked(column: Column, row: Row, paint: Paint): string {
  const text = column.cell(row);
  if (row.tone === null) return paint('dim', text);
  return column.head === 'verdict' ? paint(VERDICT_INK[row.tone], text) : text;
}

/** The first of the layouts, from roomy to narrow, in which the names have room. */
function layoutFor(rows: readonly Row[], columns: number): { nameWidth: number; others: readonly Column[] } {
  const longest = Math.max(4, ...rows.map(({ name }) => width(name)));
  const wanted: readonly number[] = [longest, longest];
  const candidates = layouts(rows);
  for (const [i, others] of candidates.entries()) {
    const room = columns - others.reduce((sum, column) => sum + GAP + columnWidth(column, rows), 0);
    const isLast = i === candidates.length - 1;
    if (room >= (wanted[i] ?? Math.min(longest, NAME_ROOM)) || isLast)
      return { nameWidth: Math.max(LEAST_NAME, Math.min(longest, room)), others };
  }
  return { nameWidth: longest, others: [] };
}

function columnWidth(column: Column, rows: readonly Row[]): number {
  return Math.max(width(column.head), ...rows.map((row) => width(column.cell(row))));
}

function layouts(rows: readonly Row[]): (readonly Column[])[] {
  const digits = Math.max(...rows.map(({ seconds }) => seconds.length));
  const type: Column = { head: 'type', cell: (row) => row.type };
  const plainTtl: Column = { head: 'TTL', cell: (row) => secondsText(row, digits) };
  const ttl: Column = { head: 'TTL', cell: (row) => `${secondsText(row, digits)}  ${row.words}`.trimEnd() };
  const held: Column = { head: 'resolvers hold', cell: (row) => row.held };
  const range: Column = { head: 'resolvers', cell: (row) => row.heldRange };
  const stage: Column = { head: 'stage', cell: (row) => row.stage };
  const verdict: Column = { head: 'verdict', cell: (row) => row.verdict };
  const ready: Column = { head: 'ready at', cell: (row) => row.readyAt };
  const readySoon: Column = { head: 'ready at', cell: (row) => row.readyAtShort };
  // The line above the table says the stage where it is one and the same.
  const ifMixed = new Set(rows.map(({ target }) => target.stage)).size > 1 ? [stage] : [];
  return [
    [type, ttl, held, stage, verdict, ready],
    [type, ttl, range, stage, verdict, ready],
    [type, ttl, range, stage, verdict, readySoon],
    [type, ttl, range, ...ifMixed, verdict, readySoon],
    [type, plainTtl, range, ...ifMixed, verdict, readySoon],
    [type, plainTtl, ...ifMixed, verdict, readySoon],
    [type, plainTtl, verdict],
  ];
}

function secondsText(row: Row, digits: number): string {
  const text = row.seconds.padStart(digits);
  return /[0-9]$/.test(text) ? `${text} s` : text;
}

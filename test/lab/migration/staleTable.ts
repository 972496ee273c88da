import type { StaleCopy } from './staleCopies.ts';

const HEADINGS = ['resolver', 'RRset', 'promised instant', 'last old answer', 'margin'];

/** Who gave the old data how long: promised instant, last old answer, margin; instants UTC, to the tenth of a second. */
export function staleTable(copies: readonly StaleCopy[], cutoverAt: number): string {
  const rows = copies.map(({ resolver, rrset, promised, lastOld }) => [
    ...[resolver, rrset, timeOf(cutoverAt + promised * 1000)],
    lastOld === null ? 'none after the cutover' : timeOf(cutoverAt + lastOld * 1000),
    `${(promised - (lastOld ?? 0)).toFixed(1)} s`,
  ]);
  const widths = HEADINGS.map((heading, i) =>
    Math.max(...[heading, ...rows.map((row) => row[i] ?? '')].map((t) => t.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [`Cutover at ${timeOf(cutoverAt)}.`, '', line(HEADINGS), rule, ...rows.map(line), ''].join('\n');
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 21)}Z`;
}

/**
 * `node scripts/terminal-picture.ts`: draws the report that `ttl-check demo` shows on a terminal of 80 columns as
 * `docs/demo.svg`, for the README.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../src/cli/program.ts';
import { systemClock } from '../src/cli/systemClock.ts';
import { ROOT } from './bundle.ts';

const COLUMNS = 80;
const CHARACTER = { width: 8.4, height: 18 };
const MARGIN = 16;

/** Colours of Select Graphic Rendition (ECMA-48 §8.3.117) on a dark ground. */
const INKS: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'opacity="0.6"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#7ee787"',
  '33': 'fill="#e3b341"',
  '36': 'fill="#79c0ff"',
};
const ENDS: Readonly<Record<string, readonly string[]>> = {
  '0': Object.keys(INKS),
  '22': ['1', '2'],
  '39': ['31', '32', '33', '36'],
};

let text = '';
await runProgram(['demo'], {
  cwd: ROOT,
  env: {},
  stdout: {
    isTTY: true,
    columns: COLUMNS,
    write: (more) => {
      text += more;
    },
  },
  stderr: { write: () => {} },
  clock: systemClock(),
});
const all = text.split('\n');
// What surrounds the report is for who runs the demo.
const first = all.findIndex((line) => line.startsWith('Cutover '));
const last = all.findIndex((line) => /^\d+ names, /.test(line));
if (first === -1 || last === -1) throw new Error('the demo shows no report from "Cutover …" to "… names, …"');
const lines = [
  '$ ttl-check www.example.com … --cutover 2026-12-04T02:00Z',
  '',
  ...all.slice(first, last + 1),
];
await writeFile(path.join(ROOT, 'docs/demo.svg'), svg(lines));

function svg(shown: readonly string[]): string {
  const width = Math.ceil(COLUMNS * CHARACTER.width + 2 * MARGIN);
  const height = shown.length * CHARACTER.height + 2 * MARGIN;
  const inks = new Set<string>();
  const rows = shown.map((line, row) => {
    const y = MARGIN + (row + 0.75) * CHARACTER.height;
    return `<text x="${MARGIN}" y="${y}">${spans(line, inks)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>What ttl-check demo shows</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

/** A line with its colours; `inks` are those in force, and go on into the next line. */
function spans(line: string, inks: Set<string>): string {
  return line
    .split(/(\u001b\[[0-9;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1];
      if (codes === undefined) return span(part, inks);
      for (const code of codes.split(';')) {
        for (const ended of ENDS[code === '' ? '0' : code] ?? []) inks.delete(ended);
        if (INKS[code] !== undefined) inks.add(code);
      }
      return '';
    })
    .join('');
}

function span(part: string, inks: ReadonlySet<string>): string {
  if (part === '') return '';
  const escaped = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return inks.size === 0
    ? escaped
    : `<tspan ${[...inks].map((ink) => INKS[ink]).join(' ')}>${escaped}</tspan>`;
}

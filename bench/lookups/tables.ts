/** What the rounds of a bench say, in Markdown. */
import type { Attempt } from './attempt.ts';
import { type Contender, LIMIT, OURS, SLOWER } from './contender.ts';
import { ratioOf, type Spread, shown, shownTimes, spreadOf } from './spread.ts';

export interface Row {
  readonly contender: Contender;
  readonly version: string;
  /** One a round. */
  readonly attempts: readonly Attempt[];
}

type Figure = 'cpu' | 'wall' | 'memory';

function figures({ attempts }: Row, figure: Figure): number[] {
  return attempts.map((attempt) => attempt[figure]);
}

/** CPU for answered and judged names, beside dnsperf's: docs/performance.md says why. */
const GOALS = [
  { contender: OURS.udp, atMost: 2 },
  { contender: OURS.tcp, atMost: 0.7 },
] as const;

/** All tables of a run; those of dnsperf's ratios and of the goals need a row of dnsperf. */
export function tables(rows: readonly Row[]): string {
  const limit = rows.find(({ contender }) => contender.name === LIMIT.name);
  const parts = [seconds(rows)];
  if (limit !== undefined) parts.push(besideLimit(rows, limit), goals(rows, limit));
  parts.push(fasterBy(rows), repeats(rows));
  return parts.filter((part) => part !== '').join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function seconds(rows: readonly Row[]): string {
  return table(
    ['program', 'version', 'does', 'CPU, s', 'wall, s', 'memory, MiB'],
    rows.map((row) => [
      ...[row.contender.name, row.version, row.contender.does],
      shown(spreadOf(figures(row, 'cpu'))),
      shown(spreadOf(figures(row, 'wall'))),
      shown(spreadOf(figures(row, 'memory').map((kib) => kib / 1024)), 0),
    ]),
  );
}

function beside(row: Row, other: Row, figure: Figure): Spread {
  return ratioOf(figures(row, figure), figures(other, figure));
}

function besideLimit(rows: readonly Row[], limit: Row): string {
  const others = rows.filter((row) => row !== limit);
  return table(
    [`beside ${limit.contender.name}`, 'CPU', 'wall', 'memory'],
    others.map((row) => [
      row.contender.name,
      ...(['cpu', 'wall', 'memory'] as const).map((figure) => shownTimes(beside(row, limit, figure))),
    ]),
  );
}

function goals(rows: readonly Row[], limit: Row): string {
  return table(
    ['goal', 'measured', ''],
    GOALS.flatMap(({ contender, atMost }) => {
      const row = rows.find((one) => one.contender === contender);
      if (row === undefined) return [];
      const spread = beside(row, limit, 'cpu');
      if (!Number.isFinite(spread.median)) return [];
      const verdict =
        spread.median <= atMost ? 'met' : `missed: ${(spread.median / atMost).toFixed(1)} × too much`;
      const goal = `${contender.name}: at most ${atMost} × the CPU of ${limit.contender.name}`;
      return [[goal, shownTimes(spread), verdict]];
    }),
  );
}

/** How many times longer the slower ones take than ours. */
function fasterBy(rows: readonly Row[]): string {
  const ours = Object.values(OURS).flatMap(
    (contender) => rows.find((row) => row.contender === contender) ?? [],
  );
  const slower = rows.filter(({ contender }) => SLOWER.includes(contender.name));
  return table(
    ['ours is faster by', ...ours.flatMap(({ contender: { name } }) => [`${name}: wall`, 'CPU'])],
    slower.map((row) => [
      `than ${row.contender.name}`,
      ...ours.flatMap((own) => [shownTimes(beside(row, own, 'wall')), shownTimes(beside(row, own, 'cpu'))]),
    ]),
  );
}

function repeats(rows: readonly Row[]): string {
  return rows
    .map(
      ({ contender, attempts }) =>
        [contender.name, attempts.reduce((sum, one) => sum + one.repeated, 0)] as const,
    )
    .filter(([, runs]) => runs > 0)
    .map(([name, runs]) => `- ${name} lost answers in ${runs} more runs, which do not count.`)
    .join('\n');
}

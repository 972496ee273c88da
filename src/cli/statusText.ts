import type { Instant } from '../model/instant.ts';
import { clockTextIn, countdown } from '../report/clockText.ts';
import { forTerminal } from '../report/escape.ts';
import { width, wrapped } from '../report/width.ts';
import { alignedRows } from './alignedRows.ts';
import type { MigrationStatus, RrsetStatus, StatusReport } from './statusReport.ts';

/** Of sentences where nobody says how wide the screen is: in a pipe or a file. */
const PLAIN = 100;

/** What `status` tells a person; `columns` is the width of a terminal, undefined where there is none. */
export function statusText(report: StatusReport, at: Instant, columns: number | undefined): string {
  const sections = [
    ...report.migrations.map((migration) => migrationLines(migration, at, columns)),
    closing(report, at).flatMap((sentence) => wrapped(forTerminal(sentence), columns ?? PLAIN)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function migrationLines(migration: MigrationStatus, at: Instant, columns: number | undefined): string[] {
  const clock = clockTextIn(migration.timezone);
  const { cutover, state, since, by, reason, plan } = migration;
  const who =
    since === undefined
      ? ''
      : ` since ${clock(since)}, by ${by}${reason === undefined ? '' : ` (${reason})`}`;
  const zone = migration.timezone === 'UTC' ? '' : ` Times are those of ${migration.timezone}.`;
  const head = [
    `${migration.name}: ${state}${who}.`,
    cutover === null ? 'No plan yet.' : `Cutover ${clock(cutover)}, ${countdown(cutover, at)}.`,
    plan === null ? '' : `Plan ${plan.digest.slice(0, 12)} of ${clock(plan.at)}.${zone}`,
  ];
  const rows = migration.rrsets.map((rrset) => cells(rrset, clock, at).map(forTerminal));
  return [
    ...wrapped(forTerminal(head.filter((part) => part !== '').join(' ')), columns ?? PLAIN),
    ...(rows.length === 0 ? [] : rowLines(rows, columns)),
  ];
}

/** A table where the terminal has room for it, else a few lines for each RRset. */
function rowLines(rows: readonly (readonly string[])[], columns: number | undefined): string[] {
  const table = alignedRows([['name', 'type', 'former TTL', 'last change', 'next step'], ...rows]);
  if (columns === undefined || table.every((line) => width(line) <= columns)) return table;
  return rows.flatMap(([owner = '', type = '', former = '', last = '', next = '']) => [
    ...wrapped(`${owner} ${type}${former === '–' ? '' : `, former TTL ${former}`}`, columns),
    ...[`last change: ${last}`, `next step: ${next}`].flatMap((line) =>
      wrapped(line, columns - 2).map((part) => `  ${part}`),
    ),
  ]);
}

function cells(rrset: RrsetStatus, clock: (iso: string) => string, at: Instant): string[] {
  const { owner, type, formerTtl, restoredAt, lastChange, next } = rrset;
  const former = formerTtl === null ? '–' : `${formerTtl} s${restoredAt === undefined ? '' : ', restored'}`;
  const last =
    lastChange === undefined
      ? '–'
      : `${lastChange.from} → ${lastChange.to} s ${clock(lastChange.at)} ${lastChange.outcome}`;
  const then =
    next === undefined
      ? '–'
      : `${next.step}: → ${next.to} s ${clock(next.at)}, ${next.overdue ? 'OVERDUE, ' : ''}${countdown(next.at, at)}`;
  return [owner.replace(/(?<=.)\.$/, ''), type, former, last, then];
}

function closing(report: StatusReport, at: Instant): string[] {
  const { lastTick, tickTooOld, overdue, migrations } = report;
  const nothing = migrations.length === 0 ? ['The journal knows of no migration yet.'] : [];
  const tick =
    lastTick === null
      ? 'No daemon has looked yet.'
      : `The daemon looked last ${countdown(lastTick, at)}${tickTooOld ? ': too long ago. Is `ttl-check schedule` running?' : '.'}`;
  const late =
    overdue === 0
      ? []
      : [
          `${overdue} ${overdue === 1 ? 'step is' : 'steps are'} overdue. \`ttl-check apply\` carries out what the arithmetic still allows.`,
        ];
  return [...nothing, tick, ...late, `Journal: ${report.journal}`];
}

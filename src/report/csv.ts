import type { RrsetReport, TargetReport } from '../model/report.ts';
import { forTerminal } from './escape.ts';
import type { Reporter } from './reporter.ts';

interface Column {
  readonly head: string;
  readonly cell: (target: TargetReport, rrset: RrsetReport | undefined) => string | number | undefined;
}

const COLUMNS: readonly Column[] = [
  { head: 'name', cell: ({ name }) => name },
  { head: 'owner', cell: ({ name }, rrset) => rrset?.owner ?? name },
  { head: 'type', cell: (_, rrset) => rrset?.type },
  { head: 'verdict', cell: ({ verdict }, rrset) => rrset?.verdict ?? verdict },
  { head: 'foreign', cell: (_, rrset) => (rrset?.foreign === true ? 'yes' : undefined) },
  { head: 'ttl_min', cell: (_, rrset) => rrset?.configuredTtl?.min },
  { head: 'ttl_max', cell: (_, rrset) => rrset?.configuredTtl?.max },
  { head: 'rdata', cell: (_, rrset) => rrset?.rdata.join(' ') },
  { head: 'zone', cell: ({ zone }) => zone ?? undefined },
  { head: 'migration', cell: ({ migration }) => migration },
  { head: 'cutover', cell: ({ cutover }) => cutover },
  { head: 'stage', cell: ({ stage }) => stage },
  { head: 'drained', cell: (_, rrset) => rrset?.drained },
  { head: 'lower_by', cell: (_, rrset) => rrset?.lowerBy },
  { head: 'ready_at', cell: (_, rrset) => rrset?.readyAt },
  { head: 'stale_window_s', cell: (_, rrset) => rrset?.staleWindow },
  { head: 'findings', cell: findingsOf },
  { head: 'file', cell: ({ origin }) => origin?.file },
  { head: 'line', cell: ({ origin }) => origin?.line },
];

/** A line for each RRset, or one for a name that has none, with a line of headings (RFC 4180). */
export function createCsv(): Reporter {
  function target(report: TargetReport): string {
    const rrsets = report.rrsets.length === 0 ? [undefined] : report.rrsets;
    return rrsets.map((rrset) => line(COLUMNS.map(({ cell }) => cell(report, rrset)))).join('');
  }

  return { start: () => line(COLUMNS.map(({ head }) => head)), target, end: () => '' };
}

/** What is said of an RRset; what is said of none of them stands at the first. */
function findingsOf(target: TargetReport, rrset: RrsetReport | undefined): string {
  const isFirst = rrset === target.rrsets[0];
  const isOf = (owner: string, type: string | null, of: RrsetReport | undefined): boolean =>
    owner === of?.owner && type === of?.type;
  return target.findings
    .filter(({ owner, type }) =>
      target.rrsets.some((one) => isOf(owner, type, one)) ? isOf(owner, type, rrset) : isFirst,
    )
    .map(({ severity, rule, message, waived, known }) => {
      const word = waived !== undefined ? 'waived' : known !== undefined ? 'known' : severity;
      return `${word} ${rule}: ${message}`;
    })
    .join(' | ');
}

function line(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quoted(inert(forTerminal(cell))) : (cell ?? ''))).join(',')}\r\n`;
}

/** A spreadsheet would reckon with what begins like a formula, wide forms too; an apostrophe makes it text. */
function inert(text: string): string {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",;\s']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

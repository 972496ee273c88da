import type { JsonValue } from '../../model/finding.ts';
import { formatInstant, type Instant } from '../../model/instant.ts';
import { clockTextIn, countdown, upToMinute } from '../clockText.ts';
import { forJson, forTerminal } from '../escape.ts';
import { type Ink, painter } from '../paint.ts';
import type { ReportOptions } from '../reporter.ts';
import { wrapped } from '../width.ts';

/** `unknown`: something could not be observed, and unknown is never go. */
export type GoWord = 'go' | 'no-go' | 'unknown';

/** What is shown of a preflight: `plan/preflight.ts` makes it. */
export interface PreflightReport {
  readonly tool: { readonly name: 'ttl-check'; readonly version: string };
  readonly at: Instant;
  readonly migration: string;
  readonly cutover: { readonly at: Instant; readonly timezone: string };
  readonly go: GoWord;
  readonly waitUntil: Instant | null;
  readonly rrsets: readonly {
    readonly owner: string;
    readonly type: string | null;
    readonly ttl: number | null;
    readonly go: GoWord;
    readonly reasons: readonly string[];
    readonly waitUntil?: Instant;
    readonly staleWindow?: number;
  }[];
  readonly notices: readonly string[];
}

const WORDS: Readonly<Record<GoWord, string>> = { go: 'GO', 'no-go': 'NO-GO', unknown: 'UNKNOWN' };
const INK: Readonly<Record<GoWord, Ink>> = { go: 'green', 'no-go': 'red', unknown: 'yellow' };
/** `  UNKNOWN  `: where names begin. */
const INDENT = 11;

/** For people: each RRset with its answer, the reasons under it, and the answer for all at the end. */
export function renderPreflightTable(report: PreflightReport, options: ReportOptions): string {
  const columns = Math.max(48, options.columns);
  const paint = painter(options.color);
  const clock = clockTextIn(report.cutover.timezone);
  const iso = formatInstant(report.cutover.at);
  const zone = report.cutover.timezone === 'UTC' ? '' : ` ${report.cutover.timezone}`;
  const head = wrapped(
    forTerminal(
      `Preflight of ${report.migration}. Cutover ${clock(iso)}${zone}, ${countdown(iso, report.at)}.`,
    ),
    columns,
  );
  const rows = report.rrsets.flatMap(({ owner, type, ttl, go, reasons, staleWindow }) => {
    const facts = [
      ...(ttl === null ? [] : [`${ttl} s`]),
      ...(staleWindow === undefined || go !== 'go' ? [] : [`stale for at most ${staleWindow} s`]),
    ].join(', ');
    const name = forTerminal(`${owner}${type === null ? '' : ` ${type}`}`);
    const [first = '', ...rest] = wrapped(`${name}${facts === '' ? '' : `  ${facts}`}`, columns - INDENT);
    return [
      `  ${paint(INK[go], WORDS[go].padEnd(INDENT - 2))}${first}`,
      ...[...rest, ...reasons.flatMap((reason) => wrapped(forTerminal(reason), columns - INDENT))].map(
        (line) => `${' '.repeat(INDENT)}${line}`,
      ),
    ];
  });
  const notices = report.notices.flatMap((notice) => wrapped(`Note: ${forTerminal(notice)}`, columns));
  const [answer = '', ...rest] = wrapped(`${WORDS[report.go]}: ${forTerminal(conclusion(report))}`, columns);
  const word = WORDS[report.go];
  const end = [`${paint('bold', paint(INK[report.go], word))}${answer.slice(word.length)}`, ...rest];
  return `${[head, rows, notices, end]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function conclusion({ go, rrsets, waitUntil, cutover, at }: PreflightReport): string {
  const clock = clockTextIn(cutover.timezone);
  if (go === 'go')
    return 'every record is ready. Change the data at the cutover, then run `ttl-check watch`.';
  if (go === 'unknown') {
    return rrsets.length === 0
      ? 'the migration has no record that was found.'
      : 'not everything could be observed, and what is unknown is not ready. Run it again when the servers answer.';
  }
  const count = rrsets.filter((rrset) => rrset.go === 'no-go').length;
  const subject = `${count} of ${rrsets.length} records ${count === 1 ? 'is' : 'are'} not ready`;
  if (waitUntil === null) return `${subject}. Do not change the data.`;
  const until = formatInstant(waitUntil);
  return `${subject}. Wait until ${clock(upToMinute(until))} (${countdown(until, at)}) with the change, and run it again then.`;
}

/** One JSON document (docs/planning.md). */
export function renderPreflightJson(report: PreflightReport): string {
  const document: JsonValue = {
    schemaVersion: 1,
    tool: { ...report.tool },
    at: formatInstant(report.at),
    migration: report.migration,
    cutover: formatInstant(report.cutover.at),
    timezone: report.cutover.timezone,
    go: report.go,
    waitUntil: report.waitUntil === null ? null : formatInstant(report.waitUntil),
    rrsets: report.rrsets.map(({ owner, type, ttl, go, reasons, waitUntil, staleWindow }) => ({
      ...{ owner, type, ttl, go, reasons: [...reasons] },
      ...(waitUntil === undefined ? {} : { waitUntil: formatInstant(waitUntil) }),
      ...(staleWindow === undefined ? {} : { staleWindow }),
    })),
    notices: [...report.notices],
  };
  return `${forJson(JSON.stringify(document, null, 2))}\n`;
}

import { clockTextIn } from '../report/clockText.ts';
import { forTerminal } from '../report/escape.ts';
import { alignedRows } from './alignedRows.ts';
import type { HistoryEntry, HistoryReport } from './historyReport.ts';

/** What `history` tells a person; times in `timezone`. */
export function historyText(report: HistoryReport, timezone: string): string {
  if (report.entries.length === 0)
    return forTerminal(`The journal ${report.journal} has nothing about ${report.name}`).concat('\n');
  const clock = clockTextIn(timezone);
  const rows = report.entries.map((entry) => cells(entry, clock).map(forTerminal));
  return `${alignedRows([['when', 'type', 'TTL', 'what'], ...rows]).join('\n')}\n`;
}

function cells(entry: HistoryEntry, clock: (iso: string) => string): string[] {
  if (entry.kind === 'change') {
    const { at, type, ttl, migration, step, receipts } = entry;
    const last = receipts.at(-1);
    const detail = last?.detail === undefined ? '' : `: ${last.detail}`;
    const outcome = `${last?.outcome ?? 'pending'}${detail}`;
    return [clock(at), type, `${ttl.from} → ${ttl.to} s`, `changed, ${migration} ${step}, ${outcome}`];
  }
  const { from, to, type, looks, ttl, rdata, complete } = entry;
  const when = looks === 1 ? clock(from) : `${clock(from)} … ${clock(to)}`;
  const seconds = ttl.min === ttl.max ? `${ttl.max} s` : `${ttl.min}…${ttl.max} s`;
  const servers = complete === 'all-servers' ? '' : ', not at every server';
  const times = looks === 1 ? 'seen' : `seen ${looks} times`;
  return [when, type, seconds, `${times}${servers}: ${rdata.join(', ')}`];
}

/** The table of RRsets that sorts and filters. */
import type { Verdict } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';
import type { ClockText } from '../clockText.ts';
import { type Row, rowsOf } from '../rows.ts';
import { verdictMark } from './marks.ts';
import { html, type Markup } from './markup.ts';

/** Names have 1,004 characters at most when every octet is escaped (RFC 1035 §2.3.4); these are shown of other texts. */
const LONGEST = 300;

const VERDICT_ORDER: Readonly<Record<Verdict, number>> = { 'not-ready': 0, unknown: 1, ready: 2 };

/** `text` up to so many characters. */
export function cutTo(most: number, text: string): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** What a table is drawn for. */
export interface TableView {
  readonly clock: ClockText;
  /** The instant of judging in ms since the epoch. */
  readonly at: number;
  /** `once`: all are judged by one stage, which stands elsewhere. */
  readonly stages: 'once' | 'by-row';
}

/** The rows of the targets, in their order. */
export function recordTable(targets: readonly TargetReport[], { clock, at, stages }: TableView): Markup {
  const rows = targets.flatMap((target) => rowsOf(target, clock, at).map((row, i) => ({ row, i, target })));
  return html`<div class="tools" id="tools" hidden>
<label>Filter by name, type or data <input type="search" autocomplete="off" spellcheck="false"></label>
<label>Verdict <select><option value="">all</option><option value="not-ready">not ready</option><option value="unknown">unknown</option><option value="ready">ready</option></select></label>
<output aria-live="polite"></output>
</div>
<div class="scroll" role="region" aria-label="The RRsets" tabindex="0">
<table data-sortable data-tools="tools">
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col" class="num" data-sort="number">TTL</th><th scope="col" data-sort="number">Verdict</th>${stages === 'once' ? null : html`<th scope="col">Stage</th>`}<th scope="col">Ready at</th><th scope="col">Lower by</th><th scope="col">Held by caches</th></tr></thead>
<tbody>
${rows.map(({ row, i, target }) => rowMarkup(row, target, i, { clock, at, stages }))}
</tbody>
</table>
</div>`;
}

function rowMarkup(row: Row, target: TargetReport, i: number, { clock, stages }: TableView): Markup {
  const rrset = target.rrsets[i];
  const seconds = rrset?.configuredTtl?.max ?? -1;
  const rdata = rrset === undefined || rrset.rdata.length === 0 ? '' : rrset.rdata.join(', ');
  const verdict = row.tone === null ? html`<span class="dim">${row.verdict}</span>` : verdictMark(row.tone);
  const order = row.tone === null ? 3 : VERDICT_ORDER[row.tone];
  return html`<tr data-verdict="${row.tone ?? 'foreign'}"><th scope="row">${row.name}${rdata === '' ? null : html`<br><small class="dim">${cutTo(LONGEST, rdata)}</small>`}</th>
<td>${cutTo(LONGEST, row.type)}</td>
<td class="num" data-value="${seconds}">${row.seconds}${row.words === '' ? null : html`<small>${row.words}</small>`}</td>
<td data-value="${order}">${verdict}</td>
${stages === 'once' ? null : html`<td class="when">${row.stage}</td>\n`}<td class="when">${row.readyAt}</td>
<td class="when">${rrset?.lowerBy === undefined ? '–' : clock(rrset.lowerBy)}</td>
<td>${cutTo(LONGEST, row.held)}</td></tr>
`;
}

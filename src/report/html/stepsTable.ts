/** The steps of a migration, those that were made and those to come, in the order of time. */
import { formatInstant, type Instant } from '../../model/instant.ts';
import { countdown } from '../clockText.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { planRows } from '../plan/planRows.ts';
import { rrsetList, shown, shownEnd, type Telling } from '../plan/planSentences.ts';
import type { Timeline } from '../plan/timelines.ts';
import { drawnPast } from './drawnPast.ts';
import { mark } from './marks.ts';
import { html, type Markup } from './markup.ts';

/** RRsets that a row names; the others are counted. */
const NAMED = 12;

const COLUMNS = ['when', 'countdown', 'what', 'TTL', 'caches drained', 'why then'] as const;

interface Row {
  readonly at: Instant;
  /** One for each of `COLUMNS`. */
  readonly cells: readonly (string | Markup)[];
}

/** `most` rows; the others are counted. */
export function stepsTable(
  id: string,
  migration: PlannedMigration,
  timelines: readonly Timeline[],
  telling: Telling,
  most: number,
): Markup | null {
  const rows = [
    ...doneRows(migration, timelines, telling),
    ...aheadRows(migration, timelines, telling),
  ].toSorted((a, b) => a.at - b.at);
  if (rows.length === 0) return null;
  const left = rows.length - most;
  return html`<h3 id="${id}-steps">Steps</h3>
<div class="scroll" role="region" aria-labelledby="${id}-name ${id}-steps" tabindex="0">
<table>
<thead><tr>${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.slice(0, most).map(
    ({ cells: [when = '', until = '', what = '', ttl = '', complete = '', why = ''] }) =>
      html`<tr><td class="when">${when}</td><td class="when">${until}</td><th scope="row">${what}</th><td class="when">${ttl}</td><td class="when">${complete}</td><td class="words">${why}</td></tr>
`,
  )}</tbody>
</table>
</div>${left > 0 ? html`<p class="dim">${left} more steps; <code>--format json</code> has all.</p>` : null}`;
}

function aheadRows(migration: PlannedMigration, timelines: readonly Timeline[], telling: Telling): Row[] {
  const rows = planRows(migration, timelines, telling);
  if (migration.verdict !== 'past' || rows.some(({ kind }) => kind === 'cutover')) return rows;
  const { at } = migration.plan.cutover;
  return [...rows, { at, cells: [shown(at, telling), ago(at, telling), 'everything', 'cutover', '', ''] }];
}

function doneRows(migration: PlannedMigration, timelines: readonly Timeline[], telling: Telling): Row[] {
  return timelines.flatMap(({ like, rrsets }) => {
    const past = drawnPast(like, migration);
    const values = past?.values ?? [];
    return values.flatMap((value, i): Row[] => {
      const before = values[i - 1];
      if (before === undefined || before.ttl === value.ttl) return [];
      const drain = past?.drains.find(({ at }) => at === value.since);
      const done =
        value.step === undefined
          ? html`${mark('warn', 'by somebody else')} seen at every server`
          : html`${mark('good', 'done')} step ${value.step.id}, verified at every server`;
      return [
        {
          at: value.since,
          cells: [
            shown(value.since, telling),
            ago(value.since, telling),
            rrsetList(rrsets, NAMED),
            `${before.ttl} → ${value.ttl} s`,
            drain === undefined ? '' : shownEnd(drain.completeAt, telling),
            done,
          ],
        },
      ];
    });
  });
}

function ago(at: Instant, telling: Telling): string {
  return countdown(formatInstant(at), telling.at);
}

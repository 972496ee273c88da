import { formatInstant } from '../../model/instant.ts';
import type { TargetReport } from '../../model/report.ts';
import { closingSentences } from '../ci/summarySentence.ts';
import { type ClockText, clockTextIn, countdown } from '../clockText.ts';
import { nextStep } from '../nextStep.ts';
import type { Closing, Opening, Reporter, ReportOptions } from '../reporter.ts';
import { verdictWords } from '../rows.ts';
import { rankOf, worstTargets } from '../worstTargets.ts';
import { checkTimelines } from './checkTimelines.ts';
import { ttlDistribution } from './distribution.ts';
import { type Facts, factsMarkup } from './facts.ts';
import { findingsMarkup } from './findings.ts';
import { verdictMark } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { nextMarkup } from './nextMarkup.ts';
import { pageText } from './page.ts';
import { recordTable } from './recordTable.ts';

/** More than a terminal shows, for here one can filter; the page stays under 2 MB of usual records (docs/html.md). */
const SHOWN_TARGETS = 500;

/** Cutovers that the head of the page counts down to. */
const SHOWN_CUTOVERS = 4;

/** A page for people: the verdict, the records, how their TTLs are spread, and every finding with what to do. */
export function createHtml(options: ReportOptions): Reporter {
  const clock = clockTextIn(options.timezone);
  const kept = worstTargets(SHOWN_TARGETS);
  const next = nextStep(clock, options.at);
  const distribution = ttlDistribution();
  const cutovers = new Map<string, Set<string>>();
  const stages = new Set<string>();
  let opening: Opening | undefined;

  function start(known: Opening): string {
    opening = known;
    return '';
  }

  function target(report: TargetReport): string {
    next.add(report);
    distribution.add(report);
    if (stages.size < 2) stages.add(report.stage);
    if (options.verbosity === 'normal' || rankOf(report) < 3) kept.add(report);
    const { cutover, migration } = report;
    if (cutover !== undefined && (cutovers.has(cutover) || cutovers.size <= SHOWN_CUTOVERS))
      cutovers.set(
        cutover,
        new Set([...(cutovers.get(cutover) ?? []), ...(migration === undefined ? [] : [migration])]),
      );
    return '';
  }

  function end(closing: Closing): string {
    const targets = kept.kept();
    const [counts = '', ...more] = closingSentences(closing);
    const circumstances = closing.circumstances ?? [];
    const saidOnce = new Set(circumstances.map(({ kind }) => kind));
    const view = { clock, rules: options.rules ?? [], verbosity: options.verbosity, saidOnce };
    return pageText({
      title: `${verdictWords(closing.verdict)}: TTL check`,
      header: html`<p class="eyebrow">TTL check of ${whenText(options, clock)}</p>
<h1>${verdictMark(closing.verdict)}</h1>
<p class="lead">
${counts}
</p>
${factsMarkup([...cutoverFacts(cutovers, clock, options.at), ...stageFacts(stages)])}
${more.map((sentence) => html`<p>${sentence}</p>`)}`,
      main: html`${nextMarkup(next.sentences(closing))}
${checkTimelines(targets, options)}
${recordsMarkup(targets)}
${findingsMarkup(targets, view)}
${distribution.markup()}
${circumstances.map(({ message }) => html`<p class="dim">Note: ${message}</p>`)}`,
      footer: html`<p>Made by ${opening?.tool.name ?? 'ttl-check'} ${opening?.tool.version ?? ''} at ${formatInstant(options.at)}. Countdowns are reckoned from then. The stale window is what the protocol promises; some resolvers hold records longer.</p>`,
    });
  }

  /** The worst first, as they come within each rank. */
  function recordsMarkup(targets: readonly TargetReport[]): Markup | null {
    if (targets.length === 0) return null;
    const dropped = kept.dropped();
    const said =
      dropped === 0
        ? null
        : html`<p>Only the worst ${targets.length} names are shown; ${dropped} more are counted above. <code>--format ndjson</code> has all.</p>`;
    return html`<section aria-labelledby="records">
<h2 id="records">Records</h2>
${said}
${recordTable(
  targets.toSorted((a, b) => rankOf(a) - rankOf(b)),
  { clock, at: options.at, stages: stages.size > 1 ? 'by-row' : 'once' },
)}
</section>`;
  }

  return { start, target, end };
}

/** When it was judged, with the zone where it is not UTC. */
function whenText({ at, timezone }: ReportOptions, clock: ClockText): string {
  const text = clock(formatInstant(at));
  return timezone === undefined || timezone === 'UTC' ? text : `${text} ${timezone}`;
}

function cutoverFacts(
  cutovers: ReadonlyMap<string, ReadonlySet<string>>,
  clock: ClockText,
  at: number,
): Facts {
  const sorted = [...cutovers].toSorted(([a], [b]) => Date.parse(a) - Date.parse(b));
  const facts = sorted.slice(0, SHOWN_CUTOVERS).map(([iso, migrations]) => ({
    name: migrations.size === 0 ? 'Cutover' : `Cutover of ${[...migrations].slice(0, 3).join(', ')}`,
    value: countdown(iso, at),
    more: clock(iso),
  }));
  const left = sorted.length > SHOWN_CUTOVERS ? [{ name: 'More cutovers', value: 'see the table' }] : [];
  return [...facts, ...left];
}

/** The stage that everything is judged by, if it is one. */
function stageFacts(stages: ReadonlySet<string>): Facts {
  const [only] = stages;
  return only === undefined || stages.size > 1 ? [] : [{ name: 'Stage', value: only }];
}

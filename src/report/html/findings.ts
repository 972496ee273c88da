/** Findings by rule: what it is called, what to do, and a sentence for each RRset that it is about. */
import type { Finding } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';
import type { ClockText } from '../clockText.ts';
import { aboutWhat, findingRank, shownFindings } from '../findingLines.ts';
import type { RuleText } from '../reporter.ts';
import { findingMark, findingTone } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { cutTo } from './recordTable.ts';

/** Sentences of one rule; the others are counted, so that the file stays of a size that opens at once. */
const SHOWN = 50;

/** Characters of a sentence: longer ones quote data that somebody made long. */
const LONGEST = 1_200;

interface Found {
  readonly finding: Finding;
  readonly target: TargetReport;
}

export interface FindingsView {
  readonly clock: ClockText;
  readonly rules: readonly RuleText[];
  readonly verbosity: 'quiet' | 'normal';
  /** See `FindingView` in findingLines.ts. */
  readonly saidOnce: ReadonlySet<string>;
}

/** Null where there is nothing to say. */
export function findingsMarkup(targets: readonly TargetReport[], view: FindingsView): Markup | null {
  const found = targets.flatMap((target) =>
    shownFindings(target, view).map((finding): Found => ({ finding, target })),
  );
  if (found.length === 0) return null;
  const sorted = found.toSorted((a, b) => findingRank(a.finding) - findingRank(b.finding));
  const byRule = Map.groupBy(sorted, ({ finding }) => finding.rule);
  return html`<section aria-labelledby="findings">
<h2 id="findings">Findings, and what to do</h2>
${[...byRule.values()].map((group) => ruleMarkup(group, view))}
</section>`;
}

function ruleMarkup(group: readonly Found[], { rules, clock }: FindingsView): Markup | null {
  const [first] = group;
  if (first === undefined) return null;
  const { rule } = first.finding;
  const text = rules.find(({ id }) => id === rule);
  const left = group.length - SHOWN;
  return html`<article class="card ${findingTone(first.finding)}">
<h3>${text?.title ?? rule} <code class="dim">${rule}</code></h3>
${text === undefined ? null : html`<p class="todo"><strong>What to do.</strong> ${text.explain.todo}</p>`}
<ul>${group.slice(0, SHOWN).map((one) => sentence(one, clock))}
${left > 0 ? html`<li class="dim">and ${left} more like these</li>` : null}</ul>
${
  text === undefined
    ? null
    : html`<details><summary>What it means, and why</summary><p>${text.explain.what}</p><p>${text.explain.why}</p></details>`
}
</article>`;
}

function sentence({ finding, target }: Found, clock: ClockText): Markup {
  const { message, waived, known } = finding;
  const excuse =
    waived !== undefined
      ? ` Waived until ${clock(waived.until)}: ${waived.reason}.`
      : known?.reason === undefined
        ? ''
        : ` Known: ${known.reason}.`;
  return html`<li>${findingMark(finding)} ${cutTo(LONGEST, aboutWhat(finding, target) + message)}${excuse}</li>`;
}

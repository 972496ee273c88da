import type { TargetReport } from '../model/report.ts';
import { closingSentences } from './ci/summarySentence.ts';
import { clockTextIn } from './clockText.ts';
import { codeSpan, forTerminal, inertMarkdown } from './escape.ts';
import { findingRank, standsInTheWay } from './findingLines.ts';
import { nextStep } from './nextStep.ts';
import type { Closing, Reporter, ReportOptions } from './reporter.ts';
import { type Row, rowsOf, verdictWords } from './rows.ts';
import { rankOf, worstTargets } from './worstTargets.ts';

const HEAD = '| name | type | TTL | stage | verdict | ready at |\n|---|---|---:|---|---|---|';

/**
 * GitHub Flavored Markdown, for a job summary, a ticket or a comment: a table of RRsets and the findings as sentences.
 * Written at the end; of very many targets the worst are kept, and as many of them as fit into `mostOctets`.
 */
export function createMarkdown(options: ReportOptions): Reporter {
  const clock = clockTextIn(options.timezone);
  const kept = worstTargets();
  const next = nextStep(clock, options.at);

  function target(report: TargetReport): string {
    next.add(report);
    if (options.verbosity === 'normal' || rankOf(report) < 3) kept.add(report);
    return '';
  }

  function end(closing: Closing): string {
    const all = kept.kept();
    const [counts = '', ...more] = closingSentences(closing);
    const before = `## TTL check: ${heading(closing)}\n\n${counts}\n`;
    const after = [
      ...more.map((sentence) => inertMarkdown(sentence)),
      ...(closing.circumstances ?? []).map(({ message }) => inertMarkdown(message)),
      ...next
        .sentences(closing)
        .map((sentence) =>
          sentence.startsWith('  ') ? `    ${forTerminal(sentence.trim())}` : inertMarkdown(sentence),
        ),
    ];
    const sections = all.map(sectionOf);
    const shown = fitting(
      sections,
      (options.mostOctets ?? Number.POSITIVE_INFINITY) -
        octets(before) -
        octets(after.join('\n\n')) -
        RESERVE,
    );
    const left = kept.dropped() + sections.length - shown.length;
    const parts = [
      before.trimEnd(),
      ...(shown.length === 0 ? [] : [[HEAD, ...shown.map(({ rows }) => rows)].join('\n')]),
      ...(left === 0
        ? []
        : [`Only the worst ${shown.length} names are shown; ${left} more are counted above.`]),
      shown
        .map(({ findings }) => findings)
        .filter((text) => text !== '')
        .join('\n'),
      ...after,
    ];
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  }

  function sectionOf(report: TargetReport): Section {
    const findings = report.findings
      .filter((finding) => options.verbosity === 'normal' || standsInTheWay(finding))
      .toSorted((a, b) => findingRank(a) - findingRank(b))
      .map(({ severity, rule, message, waived, known }) => {
        const word = waived !== undefined ? 'waived' : known !== undefined ? 'known' : severity;
        const why =
          waived === undefined
            ? ''
            : ` Waived until ${clock(waived.until)}: ${inertMarkdown(waived.reason)}.`;
        return `- **${word}** ${inertMarkdown(message)}${why} (${codeSpan(rule)})`;
      });
    return {
      rows: rowsOf(report, clock, options.at).map(rowText).join('\n'),
      findings: findings.join('\n'),
    };
  }

  return { start: () => '', target, end };
}

/** A build may fail for a warning, so a heading that says `ready` says so much. */
function heading({ verdict, summary }: Closing): string {
  const { warnings } = summary;
  const more =
    verdict !== 'ready' || warnings === 0 ? '' : `, with ${warnings} warning${warnings === 1 ? '' : 's'}`;
  return `${verdictWords(verdict)}${more}`;
}

/** Room for the sentence about what is left out, and for empty lines. */
const RESERVE = 400;

interface Section {
  readonly rows: string;
  readonly findings: string;
}

function rowText(row: Row): string {
  const ttl = row.words === '' ? row.seconds : `${row.seconds} (${row.words})`;
  const cells = [codeSpan(row.name), row.type, ttl, row.stage, row.verdict, row.readyAt];
  return `| ${cells.map((cell, i) => (i === 0 ? cell : inertMarkdown(cell))).join(' | ')} |`;
}

/** As many from the front as fit into `room` octets. */
function fitting(sections: readonly Section[], room: number): readonly Section[] {
  let used = octets(HEAD);
  const end = sections.findIndex(({ rows, findings }) => {
    used += octets(rows) + octets(findings) + 2;
    return used > room;
  });
  return end === -1 ? sections : sections.slice(0, end);
}

function octets(text: string): number {
  return Buffer.byteLength(text);
}

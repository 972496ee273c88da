/** What a run came to, as the last lines that formats for CI share. */
import type { Closing } from '../reporter.ts';
import { verdictWords } from '../rows.ts';

/** The counts and the verdict; then what the baseline knew, and what could not be observed. */
export function closingSentences({ summary, verdict, baseline }: Closing): string[] {
  const { targets, rrsets, errors, warnings, unknown } = summary;
  const counts = `${plural(targets, 'name')}, ${plural(rrsets, 'RRset')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${unknown} unknown — ${verdictWords(verdict)}`;
  return [
    counts,
    ...(baseline === undefined ? [] : baselineSentences(baseline)),
    ...(unknown === 0
      ? []
      : [
          'What is unknown was asked for again before it was given up: run the check once more, or from another network. It is no finding about the records.',
        ]),
  ];
}

/** How many findings the baseline excuses, and each that it names and that is gone. */
export function baselineSentences(baseline: NonNullable<Closing['baseline']>): string[] {
  const { known, fixed, notSeen } = baseline;
  return [
    `${plural(known, 'finding')} known by the baseline; ${fixed.length} of its entries fixed, ${notSeen.length} not looked at.`,
    ...fixed.map(
      ({ rule, owner, type }) =>
        `Fixed: ${rule} at ${owner}${type === null ? '' : ` ${type}`}. Take it out of the baseline.`,
    ),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

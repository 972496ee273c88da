/** What to do now, gathered while the targets pass by. */
import type { JsonValue } from '../model/finding.ts';
import type { TargetReport } from '../model/report.ts';
import { type ClockText, countdown, upToMinute } from './clockText.ts';
import { forTerminal } from './escape.ts';
import { findingRank } from './findingLines.ts';
import type { Closing } from './reporter.ts';

/** How many rules `explain` is offered for. */
const RULES_NAMED = 3;

const NOTE_RANK = 2;

export interface NextStep {
  add(target: TargetReport): void;
  /** Sentences, at most a few, and commands to type, which begin with two spaces. */
  sentences(closing: Closing): string[];
}

interface Deadline {
  readonly iso: string;
  readonly what: string;
}

/** `at` is the instant of judging, in ms since the epoch. */
export function nextStep(clock: ClockText, at: number): NextStep {
  const rules = new Map<string, { rank: number; count: number }>();
  let toLower = 0;
  let tooLate = 0;
  let first: Deadline | undefined;
  let earliestCutover: string | undefined;
  let cutovers = 0;

  function add(target: TargetReport): void {
    for (const finding of target.findings) {
      // Reckoned by the rule `too-late`, with the policy's margin; the latest one suits all. It is so
      // for findings that are known or waived too.
      const { earliestCutover: earliest } = finding.data;
      if (isInstantText(earliest) && (earliestCutover === undefined || earliest > earliestCutover))
        earliestCutover = earliest;
      const rank = findingRank(finding);
      if (rank >= NOTE_RANK) continue;
      const seen = rules.get(finding.rule) ?? { rank, count: 0 };
      rules.set(finding.rule, { rank: Math.min(seen.rank, rank), count: seen.count + 1 });
    }
    for (const { owner, type, lowerBy, foreign } of target.rrsets) {
      if (lowerBy === undefined || foreign === true) continue;
      if (Date.parse(lowerBy) < at) {
        tooLate += 1;
        continue;
      }
      toLower += 1;
      if (first === undefined || lowerBy < first.iso)
        first = { iso: lowerBy, what: `${forTerminal(owner)} ${forTerminal(type)}` };
    }
    if (target.cutover !== undefined) cutovers += 1;
  }

  function sentences(closing: Closing): string[] {
    if (closing.summary.targets === 0)
      return ['No names were checked: give some (ttl-check example.com), a --file, or a configuration.'];
    const lines: string[] = [];
    if (first !== undefined) {
      const many = toLower === 1 ? `Lower ${first.what}` : `Lower ${toLower} RRsets, ${first.what} first,`;
      lines.push(`${many} before ${clock(first.iso)} (${countdown(first.iso, at)}).`);
    }
    if (tooLate > 0) {
      const subject = tooLate === 1 ? 'It is too late for 1 RRset' : `It is too late for ${tooLate} RRsets`;
      const instead =
        earliestCutover === undefined
          ? ''
          : `, or move the cutover to ${clock(upToMinute(earliestCutover))} or later`;
      lines.push(`${subject}: lower now and accept the stale window${instead}.`);
    }
    if (rules.size > 0) lines.push('What the findings mean and what to do about them:', ...explainCommands());
    if (lines.length === 0 && closing.verdict === 'ready')
      lines.push(
        cutovers > 0
          ? 'Ready. Check again right before the cutover; afterwards give the former TTLs back.'
          : 'Nothing stands in the way.',
      );
    return lines;
  }

  function explainCommands(): string[] {
    const worst = [...rules].toSorted(([, a], [, b]) => a.rank - b.rank || b.count - a.count);
    return worst.slice(0, RULES_NAMED).map(([rule]) => `  ttl-check explain ${forTerminal(rule)}`);
  }

  return { add, sentences };
}

function isInstantText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

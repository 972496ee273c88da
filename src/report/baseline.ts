import type { BaselineEntry, TargetReport } from '../model/report.ts';
import { forJson } from './escape.ts';
import { ordered } from './keyOrder.ts';
import type { Closing, Reporter } from './reporter.ts';

/**
 * The file that `--baseline` reads: every error and warning of the run that no waiver excuses, sorted, an entry a line
 * so that a change of one is a change of one line. Reasons and entries that were not looked at are kept.
 */
export function createBaselineReporter(): Reporter {
  const entries = new Map<string, BaselineEntry>();

  function add(entry: BaselineEntry): void {
    entries.set(JSON.stringify([entry.owner, entry.type ?? '', entry.rule]), entry);
  }

  function target(report: TargetReport): string {
    for (const { rule, owner, type, severity, waived, known } of report.findings)
      if (severity !== 'note' && waived === undefined)
        add({
          rule,
          owner,
          type,
          severity,
          ...(known?.reason === undefined ? {} : { reason: known.reason }),
        });
    return '';
  }

  function end({ baseline }: Closing): string {
    for (const entry of baseline?.notSeen ?? []) add(entry);
    const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const lines = sorted.map(([, entry]) => `    ${forJson(JSON.stringify(ordered(entry, 'fixed')))}`);
    const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
    return `{\n  "baselineVersion": 1,\n  "findings": ${list}\n}\n`;
  }

  return { start: () => '', target, end };
}

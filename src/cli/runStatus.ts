import { forJson } from '../report/escape.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { choiceOf, numberOf, type RawFlags } from './flagValues.ts';
import { withJournal } from './readingJournal.ts';
import type { Shell } from './shell.ts';
import { statusReport } from './statusReport.ts';
import { statusText } from './statusText.ts';

/** Ten years: whoever wants no complaint about age says so. */
const MOST_SECONDS = 10 * 366 * 24 * 3600;

/** `status`: prints what the journal knows; 1 if a step is overdue or the last tick too old. Rejects with Failure. */
export async function runStatus(flags: RawFlags, shell: Shell): Promise<ExitCode> {
  const format = choiceOf(flags, 'format', ['table', 'json']) ?? 'table';
  const age = numberOf(flags, 'max-age', { min: 0, max: MOST_SECONDS, unit: 'seconds' });
  return await withJournal(flags, shell, async ({ journal, path, config }) => {
    const at = shell.clock.now();
    const maxAge = age ?? config.policy.figures.margin;
    const report = await statusReport(journal, { path, at, maxAge });
    shell.stdout.write(
      format === 'json'
        ? `${forJson(JSON.stringify(report, null, 2))}\n`
        : statusText(report, at, shell.stdout.columns),
    );
    return report.overdue > 0 || report.tickTooOld ? EXIT.findings : EXIT.ok;
  });
}

import { Failure } from '../model/failure.ts';
import { forJson } from '../report/escape.ts';
import { targetsFromNames } from '../sources/names.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { choiceOf, every, numberOf, type RawFlags, recordTypes } from './flagValues.ts';
import { historyReport } from './historyReport.ts';
import { historyText } from './historyText.ts';
import { withJournal } from './readingJournal.ts';
import type { Shell } from './shell.ts';

const USUAL_LIMIT = 50;

/** `history <name>`: prints what the journal knows of a name, newest first. Rejects with Failure. */
export async function runHistory(name: string, flags: RawFlags, shell: Shell): Promise<ExitCode> {
  const format = choiceOf(flags, 'format', ['table', 'json']) ?? 'table';
  const limit = numberOf(flags, 'limit', { min: 1, max: 1_000_000, whole: true, unit: 'entries' });
  const types = recordTypes(every(flags, 'type'));
  if (types.length > 1)
    throw new Failure('usage', `--type takes one type here, not ${types.join(', ')}.`, {
      hint: 'Leave it out to see all types.',
    });
  const [target] = targetsFromNames([name], { types });
  if (target === undefined) throw new Failure('usage', 'There is no name to tell the history of.');
  return await withJournal(flags, shell, async ({ journal, path, config }) => {
    const asked = { path, name: target.name, type: types[0], limit: limit ?? USUAL_LIMIT };
    const report = await historyReport(journal, asked);
    shell.stdout.write(
      format === 'json'
        ? `${forJson(JSON.stringify(report, null, 2))}\n`
        : historyText(report, config.timezone),
    );
    return EXIT.ok;
  });
}

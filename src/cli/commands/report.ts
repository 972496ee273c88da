import type { Argv, CommandModule } from 'yargs';
import { MIGRATION_NAMES, migrationNames } from '../migrationNames.ts';
import { REPORT_FLAGS } from '../reportFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `report [migration..]`: what happened, what comes next, what is in the way. */
export function reportCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'report [migration..]',
    describe: 'What happened, what comes next, what is in the way',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', MIGRATION_NAMES)
        .options(REPORT_FLAGS)
        .example('$0 report', 'The last 7 days and the next steps')
        .example('$0 report --to weekly', 'Send it, once for each period')
        .example('$0 report --format slack', 'The message as JSON')
        .example('$0 report --merge part-*.json', 'One report of several'),
    handler: async (argv) => {
      const { asksForMerge, mergeRequest } = await import('../mergeRequest.ts');
      if (asksForMerge(argv)) {
        const request = mergeRequest(argv, migrationNames(argv));
        const { runMerge } = await import('../runMerge.ts');
        return end(await runMerge(request, shell));
      }
      const { reportRequest } = await import('../reportRequest.ts');
      const request = reportRequest(argv, migrationNames(argv));
      const { runReport } = await import('../runReport.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runReport(request, shell, REAL_EDGES));
    },
  };
}

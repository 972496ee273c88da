import type { Argv, CommandModule } from 'yargs';
import { migrationName } from '../migrationNames.ts';
import { PREFLIGHT_FLAGS } from '../planFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `preflight <migration>`: the go / no-go check before a cutover. */
export function preflightCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'preflight [migration]',
    describe: 'The go / no-go check before a cutover',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', { type: 'string', describe: 'A migration of the configuration' })
        .options(PREFLIGHT_FLAGS)
        .example('$0 preflight shop', 'Right before the change')
        .example('$0 preflight shop && ./switch.sh', 'Only on GO'),
    handler: async (argv) => {
      const { choiceOf } = await import('../flagValues.ts');
      const { surveyRequest } = await import('../surveyRequest.ts');
      const migration = migrationName(argv, 'preflight');
      const format = choiceOf(argv, 'format', ['table', 'json'] as const) ?? 'table';
      const { runPreflight } = await import('../runPreflight.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runPreflight({ ...surveyRequest(argv), migration, format }, shell, REAL_EDGES));
    },
  };
}

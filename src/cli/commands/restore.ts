import type { Argv, CommandModule } from 'yargs';
import { migrationName } from '../migrationNames.ts';
import { PASS_FLAGS } from '../passFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `restore <migration>`: the former TTLs back now. */
export function restoreCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'restore [migration]',
    describe: 'The former TTLs back, now',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', { type: 'string', describe: 'A migration of the configuration' })
        .options(PASS_FLAGS)
        .example('$0 restore shop', 'What would be given back')
        .example('$0 restore shop --yes', 'Give it back'),
    handler: async (argv) => {
      const migration = migrationName(argv, 'restore');
      const { passRequest } = await import('../passRequest.ts');
      const request = { ...passRequest(argv), migration };
      const { runRestore } = await import('../runRestore.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runRestore(request, shell, REAL_EDGES));
    },
  };
}

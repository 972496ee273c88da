import type { Argv, CommandModule } from 'yargs';
import { migrationName } from '../migrationNames.ts';
import { ABORT_FLAGS } from '../passFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `abort <migration>`: no further lowering, and the former TTLs back. */
export function abortCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'abort [migration]',
    describe: 'Lower no further, give the TTLs back',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', { type: 'string', describe: 'A migration of the configuration' })
        .options(ABORT_FLAGS)
        .example('$0 abort shop --yes', 'Call it off, and give the TTLs back now')
        .example('$0 abort shop --keep', 'Call it off, leave the TTLs'),
    handler: async (argv) => {
      const migration = migrationName(argv, 'abort');
      const { abortRequest } = await import('../passRequest.ts');
      const request = abortRequest(argv, migration);
      const { runAbort } = await import('../runAbort.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runAbort(request, shell, REAL_EDGES));
    },
  };
}

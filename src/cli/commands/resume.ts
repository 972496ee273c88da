import type { Argv, CommandModule } from 'yargs';
import { migrationName } from '../migrationNames.ts';
import { RESUME_FLAGS } from '../passFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `resume <migration>`: goes on after hold or abort. */
export function resumeCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'resume [migration]',
    describe: 'Go on after hold or abort',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', { type: 'string', describe: 'A migration of the configuration' })
        .options(RESUME_FLAGS)
        .example('$0 resume shop', 'Steps that are due are made by the next pass'),
    handler: async (argv) => {
      const migration = migrationName(argv, 'resume');
      const { runResume } = await import('../runHold.ts');
      end(await runResume(migration, argv, shell));
    },
  };
}

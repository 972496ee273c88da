import type { Argv, CommandModule } from 'yargs';
import { migrationName } from '../migrationNames.ts';
import { HOLD_FLAGS } from '../passFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `hold <migration>`: nothing of it is changed until it is resumed. */
export function holdCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'hold [migration]',
    describe: 'Change nothing until resume',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', { type: 'string', describe: 'A migration of the configuration' })
        .options(HOLD_FLAGS)
        .example('$0 hold shop --reason "vendor is late"', 'status shows the reason'),
    handler: async (argv) => {
      const migration = migrationName(argv, 'hold');
      const { runHold } = await import('../runHold.ts');
      end(await runHold(migration, argv, shell));
    },
  };
}

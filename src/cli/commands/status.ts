import type { Argv, CommandModule } from 'yargs';
import { STATUS_FLAGS } from '../journalFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `status`: what the journal knows of every migration. */
export function statusCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'status',
    describe: 'What was done, what is next, what is late',
    builder: (yargs: Argv) =>
      yargs
        .options(STATUS_FLAGS)
        .example('$0 status', 'Ends with 1 if a step is overdue')
        .example('$0 status --format json', 'For a program'),
    handler: async (argv) => {
      const { runStatus } = await import('../runStatus.ts');
      end(await runStatus(argv, shell));
    },
  };
}

import type { Argv, CommandModule } from 'yargs';
import { HISTORY_FLAGS } from '../journalFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `history <name>`: what was seen of a name and what was changed. */
export function historyCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'history <name>',
    describe: 'The TTLs that a name had, and when',
    builder: (yargs: Argv) =>
      yargs
        .positional('name', { type: 'string', demandOption: true, describe: 'A domain name' })
        .options(HISTORY_FLAGS)
        .example('$0 history www.example.com', 'Newest first')
        .example('$0 history www.example.com -t A --format json', 'For a program'),
    handler: async (argv) => {
      const { runHistory } = await import('../runHistory.ts');
      end(await runHistory(String(argv.name), argv, shell));
    },
  };
}

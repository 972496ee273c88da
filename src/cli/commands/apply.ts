import type { Argv, CommandModule } from 'yargs';
import { MIGRATION_NAMES, migrationNames } from '../migrationNames.ts';
import { APPLY_FLAGS } from '../passFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `apply [migration..]`: one pass over the migrations. */
export function applyCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'apply [migration..]',
    describe: 'Change the TTLs that are due now',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', MIGRATION_NAMES)
        .options(APPLY_FLAGS)
        .example('$0 apply', 'What would be changed now')
        .example('$0 apply --yes', 'Change it, wait for it, look at it')
        .example('$0 apply --plan plan.json --yes', 'Only as it was approved'),
    handler: async (argv) => {
      const { applyRequest } = await import('../passRequest.ts');
      const request = applyRequest(argv, migrationNames(argv));
      const { runApply } = await import('../runApply.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runApply(request, shell, REAL_EDGES));
    },
  };
}

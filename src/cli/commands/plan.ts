import type { Argv, CommandModule } from 'yargs';
import { MIGRATION_NAMES, migrationNames } from '../migrationNames.ts';
import { PLAN_FLAGS } from '../planFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `plan [migration..]`: the dated timeline of every migration. */
export function planCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'plan [migration..]',
    describe: 'The dated timeline of every migration',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', MIGRATION_NAMES)
        .options(PLAN_FLAGS)
        .example('$0 plan', 'Every migration')
        .example('$0 plan shop --out plan.json', 'To be approved')
        .example('$0 plan --format ics=plan.ics', 'For a calendar'),
    handler: async (argv) => {
      const { planRequest } = await import('../planRequest.ts');
      const request = planRequest(argv, migrationNames(argv));
      const { runPlan } = await import('../runPlan.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runPlan(request, shell, REAL_EDGES));
    },
  };
}

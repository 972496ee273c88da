import type { Argv, CommandModule } from 'yargs';
import { MIGRATION_NAMES, migrationNames } from '../migrationNames.ts';
import { SCHEDULE_FLAGS } from '../scheduleFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `schedule [migration..]`: the daemon. */
export function scheduleCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'schedule [migration..]',
    describe: 'Stay, and change each TTL on its date',
    builder: (yargs: Argv) =>
      yargs
        .positional('migration', MIGRATION_NAMES)
        .options(SCHEDULE_FLAGS)
        .example('$0 schedule', 'Say what would be changed, and when')
        .example('$0 schedule --yes', 'Change it, verify it, give it back'),
    handler: async (argv) => {
      const { scheduleRequest } = await import('../scheduleRequest.ts');
      const request = scheduleRequest(argv, migrationNames(argv));
      const { runSchedule } = await import('../runSchedule.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      const { startCronTicker } = await import('../../schedule/ticker.ts');
      const { messengerFor } = await import('../messenger.ts');
      const { listenForDaemonSignals } = await import('../daemonSignals.ts');
      const signals = listenForDaemonSignals();
      try {
        const page =
          request.listen === undefined ? [] : [(await import('../livePage.ts')).livePageAt(request.listen)];
        const companions = [...page, messengerFor(request, REAL_EDGES)];
        const surroundings = { edges: REAL_EDGES, signals, startTicker: startCronTicker, companions };
        end(await runSchedule(request, shell, surroundings));
      } finally {
        signals.end();
      }
    },
  };
}

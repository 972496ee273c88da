import type { Argv, CommandModule } from 'yargs';
import { WATCH_FLAGS } from '../passFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `watch [subjects..]`: after a change, who still answers the old data. */
export function watchCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'watch [subject..]',
    describe: 'After the change: who has the old data, how long',
    builder: (yargs: Argv) =>
      yargs
        .positional('subject', {
          type: 'string',
          array: true,
          describe: 'A migration of the configuration, or domain names',
        })
        .options(WATCH_FLAGS)
        .example('$0 watch shop', 'Until nobody answers the old data')
        .example('$0 watch www.example.com --old 192.0.2.10', 'Any name'),
    handler: async (argv) => {
      const { watchRequest } = await import('../watchRequest.ts');
      const request = watchRequest(argv, subjectsOf(argv));
      const { runWatch } = await import('../runWatch.ts');
      const { REAL_EDGES } = await import('../realEdges.ts');
      end(await runWatch(request, shell, REAL_EDGES));
    },
  };
}

/** Before and after `--`. */
function subjectsOf(argv: { readonly [key: string]: unknown }): readonly string[] {
  return [argv.subject, argv['--']].flatMap((part) => (Array.isArray(part) ? part.map(String) : []));
}

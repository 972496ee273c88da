import type { Argv, CommandModule } from 'yargs';
import { CHECK_FLAGS } from '../checkFlags.ts';
import type { End, Shell } from '../shell.ts';

/** `check [names..]`, the default command: observe, judge, report. */
export function checkCommand(shell: Shell, end: End): CommandModule {
  return {
    command: ['check [names..]', '$0'],
    describe: 'Observe TTLs and judge them',
    builder: (yargs: Argv) =>
      yargs
        .positional('names', {
          type: 'string',
          array: true,
          describe: 'Domain names; none: those of the configuration',
        })
        .options(CHECK_FLAGS)
        .example('$0 example.com www.example.com', 'As they are today')
        .example('$0 example.com --cutover 2026-12-12T02:00Z', 'Ready by then?'),
    handler: async (argv) => {
      const { checkRequest } = await import('../checkRequest.ts');
      const request = checkRequest(argv, namesOf(argv));
      const { runCheck } = await import('../runCheck.ts');
      end(await runCheck(request, shell));
    },
  };
}

/** The names before and after `--`. */
function namesOf(argv: { readonly [key: string]: unknown }): readonly string[] {
  return [argv.names, argv['--']].flatMap((part) => (Array.isArray(part) ? part.map(String) : []));
}

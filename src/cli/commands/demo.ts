import type { Argv, CommandModule } from 'yargs';
import { colorFor } from '../color.ts';
import { EXIT } from '../exitCode.ts';
import { isOn } from '../flagValues.ts';
import { listenForInterruption } from '../interruption.ts';
import type { End, Shell } from '../shell.ts';

/** `demo`: a migration to look at, without a network. */
export function demoCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'demo',
    describe: 'See it work, without a network',
    builder: (yargs: Argv) =>
      yargs
        .option('no-color', { type: 'boolean', describe: 'No colours' })
        .example('$0 demo', 'Takes a few seconds'),
    handler: async (argv) => {
      const { runDemo } = await import('../demo.ts');
      const color = colorFor(shell, isOn(argv, 'no-color') ? 'refused' : 'wanted');
      const interruption = listenForInterruption(() => {});
      try {
        await runDemo({ stdout: shell.stdout, clock: shell.clock, color, signal: interruption.signal });
      } finally {
        interruption.end();
      }
      end(interruption.signal.aborted ? EXIT.interrupted : EXIT.ok);
    },
  };
}

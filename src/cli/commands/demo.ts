import type { Argv, CommandModule } from 'yargs';
import type { Flag } from '../checkFlags.ts';
import { colorFor } from '../color.ts';
import { EXIT } from '../exitCode.ts';
import { every, isOn } from '../flagValues.ts';
import { listenForInterruption } from '../interruption.ts';
import type { End, Shell } from '../shell.ts';

/** The flags of `demo`. */
export const DEMO_FLAGS: Readonly<Record<'format' | 'no-color', Flag>> = {
  format: {
    ...{ type: 'string', array: true, requiresArg: true },
    describe: 'table, html, json, or FORMAT=FILE; repeatable',
    complete: ['table', 'html', 'json'],
  },
  'no-color': { type: 'boolean', describe: 'No colours' },
};

/** `demo`: a migration to look at, without a network. */
export function demoCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'demo',
    describe: 'See it work, without a network',
    builder: (yargs: Argv) =>
      yargs
        .options(DEMO_FLAGS)
        .example('$0 demo', 'Takes a few seconds')
        .example('$0 demo --format html=demo.html', 'The same as a page'),
    handler: async (argv) => {
      const formats = every(argv, 'format');
      const { runDemoTo } = await import('../demoOutputs.ts');
      const color = colorFor(shell, isOn(argv, 'no-color') ? 'refused' : 'wanted');
      const interruption = listenForInterruption(() => {});
      try {
        await runDemoTo(formats, { clock: shell.clock, color, signal: interruption.signal }, shell);
      } finally {
        interruption.end();
      }
      end(interruption.signal.aborted ? EXIT.interrupted : EXIT.ok);
    },
  };
}

import type { Argv, CommandModule } from 'yargs';
import { EXIT } from '../exitCode.ts';
import type { End, Shell } from '../shell.ts';

/** `explain [rule]`: what a rule means, why, and what to do. */
export function explainCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'explain [rule]',
    describe: 'What a rule means, why, and what to do',
    builder: (yargs: Argv) =>
      yargs
        .positional('rule', {
          type: 'string',
          describe: 'A rule as findings name it; without one, all are listed',
        })
        .example('$0 explain ttl-above-limit', 'One rule')
        .example('$0 explain', 'All rules, a line each'),
    handler: async (argv) => {
      const { explanation } = await import('../explanation.ts');
      const rule = argv.rule;
      const columns = Math.min(shell.stdout.columns ?? 80, 100);
      shell.stdout.write(explanation(typeof rule === 'string' ? rule : undefined, columns));
      end(EXIT.ok);
    },
  };
}

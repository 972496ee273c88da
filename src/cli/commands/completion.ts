import type { Argv, CommandModule } from 'yargs';
import { EXIT } from '../exitCode.ts';
import type { End, Shell } from '../shell.ts';

/** `completion [shell]`: a script for the shell that completes commands, flags and their values. */
export function completionCommand(shell: Shell, end: End): CommandModule {
  return {
    command: 'completion [shell]',
    describe: 'Print a completion script for bash, zsh or fish',
    builder: (yargs: Argv) =>
      yargs
        .positional('shell', { type: 'string', describe: 'bash, zsh or fish; the one in SHELL if left out' })
        .example('$0 completion bash >> ~/.bashrc', 'bash')
        .example('$0 completion zsh > ~/.zfunc/_ttl-check', 'zsh, in a folder of fpath')
        .example('$0 completion fish > ~/.config/fish/completions/ttl-check.fish', 'fish'),
    handler: async (argv) => {
      const { completionScript } = await import('../completionScript.ts');
      const named = argv.shell;
      shell.stdout.write(completionScript(typeof named === 'string' ? named : shellOf(shell.env.SHELL)));
      end(EXIT.ok);
    },
  };
}

function shellOf(path: string | undefined): string {
  return path?.split('/').at(-1) ?? 'bash';
}

import { Failure } from '../model/failure.ts';
import { forTerminal } from '../report/escape.ts';
import { EXIT, type ExitCode, exitCodeOfFailure } from './exitCode.ts';
import type { Shell } from './shell.ts';
import { VERSION } from './version.ts';

/** Says on stderr what ended the command, and gives the exit code for it. */
export function exitCodeFor(error: unknown, shell: Pick<Shell, 'stderr'>): ExitCode {
  if (error instanceof Failure) {
    const hint = error.hint === undefined ? '' : `${error.hint}\n`;
    shell.stderr.write(lines(`ttl-check: ${error.message}\n${hint}`));
    return exitCodeOfFailure(error);
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  shell.stderr.write(
    lines(
      `ttl-check: this is a bug in ttl-check ${VERSION} (Node ${process.versions.node}), not in what you asked for.\n` +
        `Please report it with the command line and these lines:\n${what}\n`,
    ),
  );
  return EXIT.notObserved;
}

/** Messages may have several lines, and may quote what came from a file or the network. */
function lines(text: string): string {
  return text.split('\n').map(forTerminal).join('\n');
}

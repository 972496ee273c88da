import { tolerateClosedPipe } from './closedPipe.ts';
import { exitCodeFor } from './ending.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { runProgram } from './program.ts';
import { systemClock } from './systemClock.ts';

const nobodyReads = tolerateClosedPipe(process.stdout);
tolerateClosedPipe(process.stderr);

const shell = {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock(),
};

async function ended(): Promise<ExitCode> {
  try {
    return await runProgram(process.argv.slice(2), shell);
  } catch (error) {
    return exitCodeFor(error, shell);
  }
}

async function main(): Promise<never> {
  const code = await ended();
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  // Not left to Node: a stdin that is still open (`--file -`, interrupted) would keep the process alive.
  process.exit(nobodyReads() && code !== EXIT.interrupted ? EXIT.ok : code);
}

/** Resolves when all that was written has gone, or when nobody takes it any more. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableNeedDrain || stream.writableLength > 0) stream.write('', () => resolve());
    else resolve();
    stream.once('close', resolve);
  });
}

void main();

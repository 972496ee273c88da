import type { WriteStream } from 'node:tty';

/**
 * A reader that goes away (`ttl-check … | head -1`) is no error: without a listener it would end the process
 * with a stack trace. Commands that could go on for long ask their sink whether anybody still reads.
 */
export function tolerateClosedPipe(stream: WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

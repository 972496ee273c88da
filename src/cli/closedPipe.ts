import type { WriteStream } from 'node:tty';

/**
 * A reader that goes away (`ttl-check … | head -1`) is no error: without a listener it would end the process
 * with a stack trace. The function that is returned tells whether that happened.
 */
export function tolerateClosedPipe(stream: WriteStream): () => boolean {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  return () => closed;
}

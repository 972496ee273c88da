import { Failure } from '../model/failure.ts';
import type { Sink } from './sink.ts';
import { codeOf, whyNotWritten } from './whyNotWritten.ts';

/** As much of stdout as is needed; `process.stdout` is one, and so is a collector in a test. */
export interface OutStream {
  write(text: string): unknown;
  on?(event: 'error' | 'close', listener: (error?: unknown) => void): unknown;
  once?(event: 'drain', listener: () => void): unknown;
}

/** Text for stdout. A closed pipe (`| head`) ends quietly; any other error is a Failure of the next write. */
export function streamSink(stream: OutStream): Sink {
  let gone = false;
  let failed: unknown;
  let wake: () => void = () => {};
  // Never taken off again: a late EPIPE without a listener would end the process with a stack trace.
  stream.on?.('error', (error) => {
    if (codeOf(error) === 'EPIPE') gone = true;
    else failed ??= error;
    wake();
  });
  stream.on?.('close', () => {
    gone = true;
    wake();
  });

  function throwIfFailed(): void {
    if (failed === undefined) return;
    throw new Failure('observe', `stdout could not be written: ${whyNotWritten(failed)}.`, { cause: failed });
  }

  async function write(text: string): Promise<void> {
    throwIfFailed();
    if (gone || text === '') return;
    const hasRoom = stream.write(text) !== false;
    if (!hasRoom && stream.once !== undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
        stream.once?.('drain', resolve);
      });
    throwIfFailed();
  }

  return { write, close: async () => throwIfFailed(), abandon: async () => {}, gone: () => gone };
}

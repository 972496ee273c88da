import { appendFile, stat } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import type { Sink } from './sink.ts';

/** What GitHub takes as the summary of one step: 1 MiB. Of more it shows nothing. */
export const MOST_SUMMARY_OCTETS: number = 1024 * 1024;

/** How much of that is left in the file that `$GITHUB_STEP_SUMMARY` names. */
export async function roomInSummary(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  return Math.max(0, MOST_SUMMARY_OCTETS - size);
}

/** Text that is put behind what a file already holds, at the end and all at once. */
export function appendedFileSink(path: string): Sink {
  let pending = '';

  async function close(): Promise<void> {
    try {
      await appendFile(path, pending);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Failure('observe', `${path} could not be written: ${why}.`, { cause });
    }
  }

  return {
    write: async (text) => {
      pending += text;
    },
    close,
    abandon: async () => {},
    gone: () => false,
  };
}

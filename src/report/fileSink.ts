import { access, constants, type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../model/failure.ts';
import type { Sink } from './sink.ts';
import { codeOf, whyNotWritten } from './whyNotWritten.ts';

/** Text gathered before it is written, so that a line a target is not a system call a target. */
const CHUNK_CHARACTERS = 65_536;

/**
 * A file that has its new contents whole or keeps its old ones: text goes to a file beside it, which is
 * renamed at the end. What is no regular file (a device, a pipe) is written directly.
 * Throws Failure (usage) if it cannot be made there.
 */
export async function openFileSink(path: string): Promise<Sink> {
  const found = await destinationOf(path);
  const { destination } = found;
  const temporary = found.isRegular
    ? join(dirname(destination), `.${basename(destination)}.${globalThis.crypto.randomUUID()}.tmp`)
    : undefined;
  const handle = await opened(found, temporary, path);
  let pending = '';

  async function flush(): Promise<void> {
    const text = pending;
    pending = '';
    if (text !== '') await handle.appendFile(text);
  }

  async function write(text: string): Promise<void> {
    pending += text;
    if (pending.length >= CHUNK_CHARACTERS) await attempt(flush);
  }

  async function close(): Promise<void> {
    await attempt(async () => {
      await flush();
      if (temporary !== undefined) await handle.sync();
      await handle.close();
      if (temporary !== undefined) await rename(temporary, destination);
    });
  }

  async function abandon(): Promise<void> {
    pending = '';
    await handle.close().catch(() => {});
    if (temporary !== undefined) await unlink(temporary).catch(() => {});
  }

  async function attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (cause) {
      await abandon();
      throw new Failure(
        'observe',
        `${path} could not be written: ${whyNotWritten(cause)}.${temporary === undefined ? '' : ' It is as it was before.'}`,
        {
          hint: 'Make room or name another file, and run it again.',
          cause,
        },
      );
    }
  }

  return { write, close, abandon, gone: () => false };
}

interface Destination {
  /** Behind symbolic links, so that the link stays. */
  readonly destination: string;
  /** Of the file that is there already. */
  readonly mode: number | undefined;
  readonly isRegular: boolean;
}

async function destinationOf(path: string): Promise<Destination> {
  try {
    const found = await stat(path);
    if (found.isDirectory())
      throw new Failure('usage', `${path} is a directory, not a file.`, {
        hint: `Name a file in it, such as ${join(path, 'report.json')}.`,
      });
    if (!found.isFile()) return { destination: path, mode: undefined, isRegular: false };
    // Renaming over a file asks only the directory: a read-only file stays what its owner made it.
    await access(path, constants.W_OK);
    return { destination: await realpath(path), mode: found.mode & 0o777, isRegular: true };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if (codeOf(cause) === 'ENOENT') return { destination: path, mode: undefined, isRegular: true };
    throw cannotMake(path, cause);
  }
}

async function opened(
  destination: Destination,
  temporary: string | undefined,
  path: string,
): Promise<FileHandle> {
  try {
    if (temporary === undefined) return await open(destination.destination, 'w');
    const handle = await open(temporary, 'wx');
    if (destination.mode !== undefined) await handle.chmod(destination.mode);
    return handle;
  } catch (cause) {
    throw cannotMake(path, cause);
  }
}

function cannotMake(path: string, cause: unknown): Failure {
  const hint =
    codeOf(cause) === 'ENOENT'
      ? `Make the directory ${dirname(path)} first.`
      : 'Name a file in a directory that you may write to.';
  return new Failure('usage', `${path} cannot be written: ${whyNotWritten(cause)}.`, { hint, cause });
}

import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import { printable } from './shownValue.ts';

/** 4 MiB: some 40,000 records written one by one. Whoever has more names a zone instead. */
export const MAX_BYTES: number = 4 * 1024 * 1024;

const WHY: { readonly [code: string]: string } = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
  ELOOP: 'its symbolic links go in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * The text of a file, without a byte order mark. `shown` is the path for messages. Throws Failure (config) for what
 * cannot be read, is above MAX_BYTES or is not UTF-8.
 */
export async function readText(path: string, shown: string): Promise<string> {
  const bytes = await readBytes(path, shown);
  if (bytes === null)
    throw new Failure('config', `${printable(shown)} is larger than ${MAX_BYTES} bytes (4 MiB).`, {
      hint: 'Write zones with patterns in place of single names, or split the configuration.',
    });
  if (!isUtf8(bytes)) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const place = utf16 ? '; it looks like UTF-16' : `: line ${firstBadLine(bytes)} has other bytes`;
    throw new Failure('config', `${printable(shown)} is not UTF-8${place}.`, {
      hint: 'Save the file as UTF-8.',
    });
  }
  return new TextDecoder('utf-8').decode(bytes);
}

/** Null for a file that is too large. It may be a pipe, whose size nobody knows. */
async function readBytes(path: string, shown: string): Promise<Buffer | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      total += bytesRead;
      if (total > MAX_BYTES) return null;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } catch (cause) {
    throw unreadable(shown, cause);
  } finally {
    await file?.close();
  }
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop + 1;
  }
  return line;
}

/** The Failure for a file that the system refuses. */
export function unreadable(shown: string, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new Failure('config', `${printable(shown)} cannot be read: ${WHY[code] ?? `error ${code}`}.`, {
    hint: 'Give the path of a configuration file that you may read.',
    cause,
  });
}

import { readTextFile } from '../files/readTextFile.ts';
import { Failure } from '../model/failure.ts';
import { printable } from './shownValue.ts';
import { refused } from './unreadable.ts';

/** 4 MiB: some 40,000 records written one by one. Whoever has more names a zone instead. */
export const MAX_BYTES: number = 4 * 1024 * 1024;

/**
 * The text of a file, without a byte order mark. `shown` is the path for messages. Throws Failure (config) for what
 * cannot be read, is above MAX_BYTES or is not UTF-8.
 */
export async function readText(path: string, shown: string): Promise<string> {
  const read = await readTextFile(path, MAX_BYTES);
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'too-large':
      throw new Failure('config', `${printable(shown)} is larger than ${MAX_BYTES} bytes (4 MiB).`, {
        hint: 'Write zones with patterns in place of single names, or split the configuration.',
      });
    case 'not-utf8':
      throw new Failure('config', `${printable(shown)} is not UTF-8${read.place}.`, {
        hint: 'Save the file as UTF-8.',
      });
    case 'refused':
      throw refused(shown, read.why, read.cause);
  }
}

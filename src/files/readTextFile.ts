import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { refusalOf } from './refusal.ts';

/** What a file turned out to be. `place` and `why` are phrases for a sentence. */
export type ReadFile =
  /** Without a byte order mark. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-utf8'; readonly place: string }
  | { readonly kind: 'refused'; readonly why: string; readonly cause: unknown };

const CHUNK_OCTETS = 64 * 1024;

/**
 * Reads a file of text that a person or another program wrote, of at most `maxOctets`. It may be a pipe or a device,
 * whose size nobody knows: no more than the limit is ever read. Every edge that reads whole files calls it.
 */
export async function readTextFile(path: string, maxOctets: number): Promise<ReadFile> {
  let bytes: Buffer | undefined;
  try {
    bytes = await readBytes(path, maxOctets);
  } catch (cause) {
    const why = refusalOf(cause);
    // A NUL in the path is refused by Node and not by the system.
    if (why === undefined && !(cause instanceof TypeError)) throw cause;
    return { kind: 'refused', why: why ?? 'its name cannot be one', cause };
  }
  if (bytes === undefined) return { kind: 'too-large' };
  if (!isUtf8(bytes)) return { kind: 'not-utf8', place: placeOfOtherBytes(bytes) };
  return { kind: 'text', text: new TextDecoder('utf-8').decode(bytes) };
}

async function readBytes(path: string, maxOctets: number): Promise<Buffer | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_OCTETS), 0, CHUNK_OCTETS, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      total += bytesRead;
      if (total > maxOctets) return undefined;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file?.close();
  }
}

/** What follows `is not UTF-8`. */
function placeOfOtherBytes(bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isUtf16 ? '; it looks like UTF-16' : `: line ${firstBadLine(bytes)} has other bytes`;
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

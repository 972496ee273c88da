import { createReadStream } from 'node:fs';

/** One line of a file, counted from 1. */
export interface FileLine {
  readonly text: string;
  readonly line: number;
}

/** Whole lines that came together: a list may have millions, and looking at many at once costs less. */
export interface Block {
  /** Each line with its `\n`; the last line of a file may be without. */
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
  readonly lines: number;
}

/** What is wrong with a file of lines. `reason` is a phrase for a sentence. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
  readonly line: number;

  constructor(reason: string, line: number) {
    super(reason);
    this.line = line;
  }
}

/**
 * The lines of a file, or of stdin for `-`, as they come, each without its end and the first without a byte order
 * mark. Throws BadLine for a line of more than `mostCharacters` and for what is not UTF-8, and what the system throws.
 */
export async function* linesOfFile(path: string, mostCharacters: number): AsyncGenerator<FileLine> {
  for await (const block of blocksOfFile(path, mostCharacters)) yield* linesOf(block, mostCharacters);
}

/** The same lines in blocks, for `linesOf`. Holds one block and one line at most. */
export async function* blocksOfFile(path: string, mostCharacters: number): AsyncGenerator<Block> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  /** Of a line whose end has not come. */
  let pieces: string[] = [];
  let held = 0;
  let line = 1;

  function decoded(chunk?: Uint8Array): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new BadLine('this is not UTF-8 text', line + (chunk === undefined ? 0 : goodLinesIn(chunk)));
    }
  }

  function hold(piece: string): void {
    if (piece === '') return;
    pieces.push(piece);
    held += piece.length;
    if (held > mostCharacters) throw tooLong(mostCharacters, line);
  }

  for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
    // Only what is new is searched: a long line must not be gone through again with each chunk.
    const text = decoded(chunk as Uint8Array);
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) {
      pieces.push(text.slice(0, end));
      const whole = pieces.join('');
      const lines = newLinesIn(whole);
      pieces = [];
      held = 0;
      yield { text: whole, line, lines };
      line += lines;
    }
    hold(text.slice(end));
  }
  hold(decoded());
  if (held > 0) yield { text: pieces.join(''), line, lines: 1 };
}

/** The lines of a block, each without its end. Throws BadLine for one of more than `mostCharacters`. */
export function* linesOf({ text, line: first }: Block, mostCharacters: number): Generator<FileLine> {
  let line = first;
  for (let start = 0; start < text.length; line++) {
    const newLine = text.indexOf('\n', start);
    const end = newLine === -1 ? text.length : newLine;
    if (end - start > mostCharacters) throw tooLong(mostCharacters, line);
    yield { text: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end), line };
    start = end + 1;
  }
}

/** How many lines of `chunk` stand before the first that is not UTF-8; none if that began in the chunk before. */
function goodLinesIn(chunk: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // The end of a character that began in the chunk before.
  let start = Math.max(
    0,
    chunk.findIndex((octet) => (octet & 0xc0) !== 0x80),
  );
  for (let lines = 0; ; lines++) {
    const end = chunk.indexOf(0x0a, start);
    try {
      decoder.decode(chunk.subarray(start, end === -1 ? chunk.length : end), { stream: end === -1 });
    } catch {
      return lines;
    }
    if (end === -1) return 0;
    start = end + 1;
  }
}

function newLinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function tooLong(mostCharacters: number, line: number): BadLine {
  return new BadLine(`the line has more than ${mostCharacters} characters`, line);
}

import { createReadStream } from 'node:fs';

/** One line of a file, counted from 1. */
export interface FileLine {
  readonly text: string;
  readonly line: number;
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
 * mark. Holds one line at most. Throws BadLine for a line of more than `mostCharacters` and for what is not UTF-8,
 * and what the system throws.
 */
export async function* linesOfFile(path: string, mostCharacters: number): AsyncGenerator<FileLine> {
  for await (const lines of chunksOfLines(path, mostCharacters)) yield* lines;
}

/** The same, all lines that came together at once: a list may have millions. */
export async function* chunksOfLines(
  path: string,
  mostCharacters: number,
): AsyncGenerator<readonly FileLine[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pieces: string[] = [];
  let held = 0;
  let line = 1;

  function decoded(chunk?: Uint8Array): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new BadLine('this is not UTF-8 text', line);
    }
  }

  function hold(piece: string): void {
    pieces.push(piece);
    held += piece.length;
    if (held > mostCharacters) throw new BadLine(`the line has more than ${mostCharacters} characters`, line);
  }

  function take(): FileLine {
    const text = pieces.join('');
    pieces = [];
    held = 0;
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text, line: line++ };
  }

  for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
    // Only what is new is searched: a long line must not be gone through again with each chunk.
    const parts = decoded(chunk as Uint8Array).split('\n');
    const lines: FileLine[] = [];
    let bad: BadLine | undefined;
    try {
      for (const [i, part] of parts.entries()) {
        if (i > 0) lines.push(take());
        hold(part);
      }
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      bad = error;
    }
    // What stands before a bad line is given before it is complained about.
    if (lines.length > 0) yield lines;
    if (bad !== undefined) throw bad;
  }
  hold(decoded());
  if (held > 0) yield [take()];
}

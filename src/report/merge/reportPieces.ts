import { createReadStream } from 'node:fs';

/** A part of a report as it stands in a file, unchecked: a target, or everything else of the report. */
export interface ReportPiece {
  readonly kind: 'target' | 'rest';
  readonly value: unknown;
}

/** Why a file is no report, as a phrase that follows its name. */
export class BadReport extends Error {
  override readonly name = 'BadReport';
}

/** Characters of one target or of all the rest; nothing that this program writes comes near it. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Reports have lists in lists, and no more than a dozen of them. */
const DEEPEST = 64;

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The parts of a report in a file, JSON or ndjson, however it is spaced, one at a time, so that memory does not grow with
 * the targets. Throws BadReport, and what the system throws.
 */
export async function* reportPieces(path: string): AsyncGenerator<ReportPiece, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const scanner = createScanner();
  for await (const chunk of createReadStream(path)) yield* scanner.read(decoded(chunk as Uint8Array));
  yield* scanner.read(decoded());
  scanner.end();

  function decoded(chunk?: Uint8Array): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new BadReport('is not UTF-8 text');
    }
  }
}

interface Scanner {
  read(text: string): Generator<ReportPiece, void>;
  /** Throws BadReport where a piece is not at its end. */
  end(): void;
}

/** Cuts text into the elements of top-level `targets` and what is around them, before anything is parsed. */
function createScanner(): Scanner {
  let depth = 0;
  /** Within the list `targets` of the object at hand. */
  let inTargets = false;
  let hadTargets = false;
  let inString = false;
  let escaped = false;
  /** What was read of the piece at hand: the target, or the object around the targets. */
  let held = '';
  let around = '';
  /** The last string right inside of the object: a key, where a list begins. */
  let key = '';
  let keyFrom = 0;

  function keep(text: string): void {
    held += text;
    if (held.length > MOST_CHARACTERS) throw new BadReport('is too large in one of its parts to be a report');
  }

  function* read(text: string): Generator<ReportPiece, void> {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) {
          inString = false;
          if (depth !== 1) continue;
          keep(text.slice(from, i + 1));
          from = i + 1;
          key = held.slice(keyFrom);
        }
        continue;
      }
      if (code === QUOTE) {
        if (depth === 0 || (inTargets && depth === 2)) throw new BadReport('is no report: it is other JSON');
        inString = true;
        if (depth !== 1) continue;
        keep(text.slice(from, i));
        from = i;
        keyFrom = held.length;
      } else if (code === OPEN || code === OPEN_LIST) {
        if (depth === 0 && code === OPEN_LIST) throw new BadReport('is no report: it is a list');
        depth++;
        if (depth > DEEPEST) throw new BadReport('is no report: it is nested too deeply');
        if (depth === 2 && code === OPEN_LIST && key === '"targets"') {
          keep(text.slice(from, i + 1));
          [inTargets, hadTargets, around, held] = [true, true, held, ''];
          from = i + 1;
        }
      } else if (code === CLOSE || code === CLOSE_LIST) {
        depth--;
        if (depth < 0) throw new BadReport('is no JSON');
        if (inTargets && depth === 2) {
          keep(text.slice(from, i + 1));
          from = i + 1;
          yield { kind: 'target', value: parsed(held.replace(/^[\s,]+/, '')) };
          held = '';
        } else if (inTargets && depth === 1) {
          if (text.slice(from, i).trim() !== '' || held.trim() !== '') throw new BadReport('is no JSON');
          [inTargets, held] = [false, around];
          from = i;
        } else if (depth === 0) {
          keep(text.slice(from, i + 1));
          from = i + 1;
          yield pieceOf(parsed(held));
          [held, key, hadTargets] = ['', '', false];
        }
      } else if (depth === 0 && !SPACE.has(code)) throw new BadReport('is no report: it is no JSON');
    }
    if (depth > 0) keep(text.slice(from));
  }

  function pieceOf(value: unknown): ReportPiece {
    const isRest =
      typeof value === 'object' && value !== null && 'summary' in value && !Object.hasOwn(value, 'name');
    return { kind: hadTargets || isRest ? 'rest' : 'target', value };
  }

  return {
    read,
    end() {
      if (depth > 0) throw new BadReport('ends in the middle: it was cut off');
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadReport('is no JSON');
  }
}

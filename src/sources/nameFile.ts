import { BadLine, type Block, blocksOfFile, type FileLine, linesOf } from '../files/linesOfFile.ts';
import { refusalOf } from '../files/refusal.ts';
import { Failure } from '../model/failure.ts';
import { BadName, type Name } from '../model/name.ts';
import type { Target } from '../model/target.ts';
import { createNameSet } from './nameSet.ts';
import { badNames, type SourceOptions, targetOf } from './names.ts';

/** Longer than any name can be written (255 octets as `\DDD`); a longer line is not a list of names. */
const MOST_LINE_CHARACTERS = 2_000;

/** So many bad lines are told at once; the rest is counted. */
const MOST_PROBLEMS = 20;

/** A list of names. */
export interface NameFile {
  /** How many lines have a name, which is how many targets there are at most; null of stdin, read as it comes. */
  readonly lines: number | null;
  /** Each name once, those together that were read together. Throws Failure (usage) for a bad line of stdin. */
  readonly targets: AsyncGenerator<readonly Target[]>;
}

/**
 * Opens a list with one name a line; blank lines and what follows `#` are left out. A file is read twice, so that
 * every bad line is told before the first question is sent. Throws Failure (usage) that names file, line and reason.
 */
export async function openNameFile(path: string, options: SourceOptions): Promise<NameFile> {
  const lines = path === '-' ? null : await checkLines(path, options);
  return { lines, targets: targetsOfLines(path, options) };
}

/** A block has thousands, and what waits so long for its turn costs memory: it is taken for something that stays. */
const MOST_TOGETHER = 256;

async function* targetsOfLines(path: string, options: SourceOptions): AsyncGenerator<readonly Target[]> {
  const seen = createNameSet();
  for await (const block of blocksOf(path)) {
    let together: Target[] = [];
    try {
      for (const target of targetsOfBlock(path, block, options)) {
        if (seen.add(target.name)) together.push(target);
        if (together.length < MOST_TOGETHER) continue;
        yield together;
        together = [];
      }
    } catch (error) {
      // What stands before a bad line is given before it is complained about.
      if (together.length > 0) yield together;
      throw error;
    }
    if (together.length > 0) yield together;
  }
}

function targetsOfBlock(path: string, block: Block, options: SourceOptions): Generator<Target> {
  return isPlainBlock(block) ? plainTargets(path, block, options) : otherTargets(path, block, options);
}

function* otherTargets(path: string, block: Block, options: SourceOptions): Generator<Target> {
  for (const { text, line } of linesIn(path, block)) {
    const target = readLine(path, line, text, options);
    if (target instanceof BadName) throw badNames([complaint(path, line, text, target)]);
    if (target !== undefined) yield target;
  }
}

/**
 * Lines that are canonical names but for the last dot, as nearly all of a long list: one look at a whole block costs a
 * tenth of a look at each line.
 */
const PLAIN_BLOCK = /^(?:(?=.{1,253}\n)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?\n)+$/;

function isPlainBlock({ text }: Block): boolean {
  return PLAIN_BLOCK.test(text);
}

function* plainTargets(
  path: string,
  { text, line: first }: Block,
  options: SourceOptions,
): Generator<Target> {
  const file = path === '-' ? 'stdin' : path;
  let line = first;
  for (let start = 0; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const input = text.slice(start, end);
    const name = (text[end - 1] === '.' ? input : `${input}.`) as Name;
    yield { input, name, types: options.types, origin: { file, line, column: 1 } };
    start = end + 1;
  }
}

/** Resolves with the number of names, if every line can be read. */
async function checkLines(path: string, options: SourceOptions): Promise<number> {
  const problems: string[] = [];
  let names = 0;
  let bad = 0;
  for await (const block of blocksOf(path)) {
    if (isPlainBlock(block)) {
      names += block.lines;
      continue;
    }
    for (const { text, line } of linesIn(path, block)) {
      const target = readLine(path, line, text, options);
      if (target instanceof BadName) {
        bad++;
        if (problems.length < MOST_PROBLEMS) problems.push(complaint(path, line, text, target));
      } else if (target !== undefined) names++;
    }
  }
  if (bad > problems.length) problems.push(`… and ${bad - problems.length} more lines.`);
  if (bad > 0) throw badNames(problems);
  if (names === 0)
    throw new Failure('usage', `${path} has no names in it.`, { hint: 'Write one name a line.' });
  return names;
}

function readLine(
  path: string,
  line: number,
  text: string,
  options: SourceOptions,
): Target | BadName | undefined {
  const name = text.replace(/(^|\s)#.*$/, '').trim();
  if (name === '') return undefined;
  const column = text.indexOf(name) + 1;
  try {
    return targetOf(name, options, { file: path === '-' ? 'stdin' : path, line, column });
  } catch (error) {
    if (error instanceof BadName) return error;
    throw error;
  }
}

function complaint(path: string, line: number, text: string, error: BadName): string {
  const where = path === '-' ? 'stdin' : path;
  const shown = text.trim().slice(0, 80);
  return `${where}:${line}: ${JSON.stringify(shown)} is not a domain name: ${error.message}.`;
}

function* linesIn(path: string, block: Block): Generator<FileLine> {
  try {
    yield* linesOf(block, MOST_LINE_CHARACTERS);
  } catch (error) {
    throw asFailure(path, error);
  }
}

async function* blocksOf(path: string): AsyncGenerator<Block> {
  try {
    yield* blocksOfFile(path, MOST_LINE_CHARACTERS);
  } catch (error) {
    throw asFailure(path, error);
  }
}

function asFailure(path: string, error: unknown): unknown {
  if (error instanceof BadLine) {
    const where = path === '-' ? 'stdin' : path;
    return new Failure('usage', `${where}:${error.line}: ${error.message}.`, {
      hint: 'A list of names is UTF-8 text with one name a line.',
    });
  }
  const why = refusalOf(error);
  if (why === undefined) return error;
  return new Failure('usage', `The list of names ${path} cannot be read: ${why}.`, { cause: error });
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import { BadName } from '../model/name.ts';
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
  /** Each name once. Throws Failure (usage) for a bad line of stdin. */
  readonly targets: AsyncGenerator<Target>;
}

/**
 * Opens a list with one name a line; blank lines and what follows `#` are left out. A file is read twice, so that
 * every bad line is told before the first question is sent. Throws Failure (usage) that names file, line and reason.
 */
export async function openNameFile(path: string, options: SourceOptions): Promise<NameFile> {
  const lines = path === '-' ? null : await checkLines(path, options);
  return { lines, targets: targetsOfLines(path, options) };
}

async function* targetsOfLines(path: string, options: SourceOptions): AsyncGenerator<Target> {
  const seen = createNameSet();
  for await (const { text, line } of linesOf(path)) {
    const target = readLine(path, line, text, options);
    if (target instanceof BadName) throw badNames([complaint(path, line, text, target)]);
    if (target !== undefined && seen.add(target.name)) yield target;
  }
}

/** Resolves with the number of names, if every line can be read. */
async function checkLines(path: string, options: SourceOptions): Promise<number> {
  const problems: string[] = [];
  let names = 0;
  let bad = 0;
  for await (const { text, line } of linesOf(path)) {
    const target = readLine(path, line, text, options);
    if (target instanceof BadName) {
      bad++;
      if (problems.length < MOST_PROBLEMS) problems.push(complaint(path, line, text, target));
    } else if (target !== undefined) names++;
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

async function* linesOf(path: string): AsyncGenerator<{ readonly text: string; readonly line: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 0;
  try {
    if (path !== '-' && (await stat(path)).isDirectory())
      throw new Failure('usage', `${path} is a folder, not a list of names.`);
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) yield { text: checked(path, text, ++line), line };
      checked(path, rest, line + 1);
    }
    rest += decoder.decode();
    if (rest !== '') yield { text: checked(path, rest, ++line), line };
  } catch (error) {
    throw asFailure(path, line + 1, error);
  }
}

function checked(path: string, text: string, line: number): string {
  if (text.length <= MOST_LINE_CHARACTERS) return text;
  throw new Failure('usage', `${path}:${line}: the line has more than ${MOST_LINE_CHARACTERS} characters.`, {
    hint: 'A list of names has one name a line.',
  });
}

function asFailure(path: string, line: number, error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new Failure('usage', `There is no file ${path}.`, { cause: error });
  if (code === 'EACCES')
    return new Failure('usage', `${path} may not be read by this user.`, { cause: error });
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new Failure('usage', `${path}:${line}: this is not UTF-8 text.`, {
      hint: 'Save the list as UTF-8.',
      cause: error,
    });
  return error;
}

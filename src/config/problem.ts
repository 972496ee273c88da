import { Failure } from '../model/failure.ts';
import { printable } from './shownValue.ts';

/** From the root of the file to a value: keys and list indexes. */
export type Path = readonly (string | number)[];

/** Lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a file. */
export interface Problem extends Place {
  readonly path: Path;
  /** What was found and what is allowed. */
  readonly message: string;
}

/** More than anyone reads; the rest is counted. */
const MAX_SHOWN = 100;

/** `migrations[0].cutover`; keys that are no plain words are quoted. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part)) return `${text}[${printable(JSON.stringify(part))}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** One Failure for all problems of a file, in the order of the file, one a line: `FILE:LINE:COLUMN PATH: MESSAGE`. */
export function failureOf(file: string, problems: readonly Problem[]): Failure {
  const lines = [...new Set([...problems].sort(byPlace).map((problem) => lineOf(file, problem)))];
  const shown = lines.slice(0, MAX_SHOWN);
  if (lines.length > shown.length) shown.push(`${printable(file)}: and ${lines.length - shown.length} more`);
  return new Failure('config', shown.join('\n'), {
    hint: `Correct ${lines.length === 1 ? 'it' : 'these'}; docs/configuration.md lists every key and what it may hold.`,
  });
}

function lineOf(file: string, { line, column, path, message }: Problem): string {
  const where = path.length === 0 ? '' : `${pathText(path)}: `;
  return `${printable(file)}:${line}:${column} ${where}${printable(message)}`;
}

function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

import { Failure } from '../model/failure.ts';
import { FORMAT_NAMES, type FormatName } from './reporters.ts';

/** One `--format`: what to write and where. */
export interface OutputRequest<Format extends string = FormatName> {
  readonly format: Format;
  /** Null: stdout. */
  readonly file: string | null;
  /** Behind what the file already holds, in place of it. */
  readonly append?: true;
}

/** Finds what was probably meant; the front door has one for all its options. */
export type Nearest = (typed: string, known: readonly string[]) => string | undefined;

/** Reads the values of `--format` for `check`: see `parseFormatsOf`. */
export function parseFormats(values: readonly string[], nearest: Nearest): OutputRequest[] {
  return parseFormatsOf(FORMAT_NAMES, values, nearest);
}

/**
 * Reads the values of `--format`, each `FORMAT` or `FORMAT=FILE` (`-` is stdout); the first of the formats that
 * there are on stdout if there are none. Throws Failure (usage) for an unknown format, an empty file name, two
 * formats on stdout and two in one file.
 */
export function parseFormatsOf<Format extends string>(
  names: readonly Format[],
  values: readonly string[],
  nearest: Nearest,
): OutputRequest<Format>[] {
  const [usual] = names;
  if (values.length === 0 && usual !== undefined) return [{ format: usual, file: null }];
  const requests = values.map((value) => parseFormat(names, value, nearest));
  for (const [i, request] of requests.entries()) {
    const earlier = requests.slice(0, i).find(({ file }) => file === request.file);
    if (earlier === undefined) continue;
    throw request.file === null
      ? new Failure(
          'usage',
          `--format ${earlier.format} and --format ${request.format} would both write to stdout.`,
          {
            hint: `Send one of them to a file, such as --format ${request.format}=report.${extension(request.format)}.`,
          },
        )
      : new Failure('usage', `Two formats would write to ${request.file}.`, {
          hint: 'Give each a file of its own.',
        });
  }
  return requests;
}

function parseFormat<Format extends string>(
  names: readonly Format[],
  value: string,
  nearest: Nearest,
): OutputRequest<Format> {
  const equals = value.indexOf('=');
  const typed = equals === -1 ? value : value.slice(0, equals);
  const format = names.find((name) => name === typed);
  if (format === undefined) {
    const meant = nearest(typed, names);
    throw new Failure('usage', `There is no format "${typed}"; the formats are ${names.join(', ')}.`, {
      ...(meant === undefined ? {} : { hint: `Did you mean --format ${meant}${value.slice(typed.length)}?` }),
    });
  }
  if (equals === -1) return { format, file: null };
  const file = value.slice(equals + 1);
  if (file === '')
    throw new Failure('usage', `--format ${value} names no file.`, {
      hint: `Write --format ${format} for stdout, or --format ${format}=report.${extension(format)}.`,
    });
  return { format, file: file === '-' ? null : file };
}

/** What files of a format usually end with, where that is not the format's own name. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['table', 'txt'],
  ['markdown', 'md'],
]);

function extension(format: string): string {
  return EXTENSIONS.get(format) ?? format;
}

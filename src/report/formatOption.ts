import { Failure } from '../model/failure.ts';
import { FORMAT_NAMES, type FormatName } from './reporters.ts';

/** One `--format`: what to write and where. */
export interface OutputRequest {
  readonly format: FormatName;
  /** Null: stdout. */
  readonly file: string | null;
}

/** Finds what was probably meant; the front door has one for all its options. */
export type Nearest = (typed: string, known: readonly string[]) => string | undefined;

/**
 * Reads the values of `--format`, each `FORMAT` or `FORMAT=FILE` (`-` is stdout); a table on stdout if
 * there are none. Throws Failure (usage) for an unknown format, an empty file name, two formats on
 * stdout and two in one file.
 */
export function parseFormats(values: readonly string[], nearest: Nearest): OutputRequest[] {
  if (values.length === 0) return [{ format: 'table', file: null }];
  const requests = values.map((value) => parseFormat(value, nearest));
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

function parseFormat(value: string, nearest: Nearest): OutputRequest {
  const equals = value.indexOf('=');
  const format = equals === -1 ? value : value.slice(0, equals);
  if (!isFormat(format)) {
    const meant = nearest(format, FORMAT_NAMES);
    throw new Failure(
      'usage',
      `There is no format "${format}"; the formats are ${FORMAT_NAMES.join(', ')}.`,
      {
        ...(meant === undefined
          ? {}
          : { hint: `Did you mean --format ${meant}${value.slice(format.length)}?` }),
      },
    );
  }
  if (equals === -1) return { format, file: null };
  const file = value.slice(equals + 1);
  if (file === '')
    throw new Failure('usage', `--format ${value} names no file.`, {
      hint: `Write --format ${format} for stdout, or --format ${format}=report.${extension(format)}.`,
    });
  return { format, file: file === '-' ? null : file };
}

function isFormat(text: string): text is FormatName {
  return (FORMAT_NAMES as readonly string[]).includes(text);
}

function extension(format: FormatName): string {
  return format === 'table' ? 'txt' : format;
}

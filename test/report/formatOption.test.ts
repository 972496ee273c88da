import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { parseFormats } from '../../src/report/formatOption.ts';
import { FORMAT_NAMES } from '../../src/report/reporters.ts';

const nearest = (typed: string): string | undefined => (typed.startsWith('js') ? 'json' : undefined);

function complaint(values: readonly string[]): { message: string; hint: string | undefined } {
  try {
    parseFormats(values, nearest);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'usage')
      return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('no complaint');
}

describe('--format', () => {
  it('is a table on stdout if nothing is said', () => {
    expect(parseFormats([], nearest)).toEqual([{ format: 'table', file: null }]);
  });

  it('takes several, all but one with a file', () => {
    expect(parseFormats(['table', 'json=out.json', 'ndjson=a=b.ndjson'], nearest)).toEqual([
      { format: 'table', file: null },
      { format: 'json', file: 'out.json' },
      { format: 'ndjson', file: 'a=b.ndjson' },
    ]);
    expect(parseFormats(['json=-'], nearest)).toEqual([{ format: 'json', file: null }]);
  });

  it('names what was probably meant', () => {
    expect(complaint(['jsn=out.json'])).toEqual({
      message: `There is no format "jsn"; the formats are ${FORMAT_NAMES.join(', ')}.`,
      hint: 'Did you mean --format json=out.json?',
    });
    expect(complaint(['constructor']).hint).toBeUndefined();
  });

  it('refuses two on stdout, two in one file, and no file', () => {
    expect(complaint(['table', 'json'])).toEqual({
      message: '--format table and --format json would both write to stdout.',
      hint: 'Send one of them to a file, such as --format json=report.json.',
    });
    expect(complaint(['json=x', 'ndjson=x']).message).toBe('Two formats would write to x.');
    expect(complaint(['json=']).message).toBe('--format json= names no file.');
  });
});

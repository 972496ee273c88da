/** What all programs of the bench do with their flags and with what they found out. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withMarked } from './marked.ts';

export interface Flags {
  /** Into docs/performance.md. */
  readonly write: boolean;
  /** A file for the figures. */
  readonly json: string | undefined;
  /** So small that it only shows that the work is done right. */
  readonly smoke: boolean;
  readonly rounds: number | undefined;
  readonly names: number | undefined;
  /** Days that bench/journal.ts plays. */
  readonly days: number | undefined;
}

export const PAGE: string = join(import.meta.dirname, '../docs/performance.md');

/** The flags of this process. Throws on any other. */
export function flags(): Flags {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      json: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      names: { type: 'string' },
      days: { type: 'string' },
    },
  });
  return {
    ...{ write: values.write, json: values.json, smoke: values.smoke },
    ...{ rounds: counted('--rounds', values.rounds), names: counted('--names', values.names) },
    days: counted('--days', values.days),
  };
}

function counted(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9][0-9]*$/.test(text)) throw new RangeError(`${flag} takes a number from 1, not ${text}.`);
  return Number(text);
}

/** Prints what a section found out, and keeps it where the flags say. */
export async function publish(
  section: string,
  markdown: string,
  figures: unknown,
  { write, json, smoke }: Flags,
): Promise<void> {
  const caution = smoke ? 'So small that its figures say nothing of speed.\n\n' : '';
  const body = `${caution}${markdown.trim()}\n\n${machine()}`;
  process.stdout.write(`${body}\n`);
  if (write) await writeFile(PAGE, withMarked(await readFile(PAGE, 'utf8'), section, body));
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ section, machine: machine(), figures }, null, 2)}\n`);
}

/** The day and the machine, in a sentence. */
function machine(): string {
  const day = new Date().toISOString().slice(0, 10);
  const model = cpus()[0]?.model.trim() ?? 'processor';
  return `*${day}, ${availableParallelism()} × ${model}, ${type()}, Node.js ${process.versions.node}.*`;
}

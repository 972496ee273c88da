import type { PositionalOptions } from 'yargs';
import { Failure } from '../model/failure.ts';

/** How commands that take any number of migrations declare them to yargs. */
export const MIGRATION_NAMES: PositionalOptions & { readonly array: true } = {
  type: 'string',
  array: true,
  describe: 'Migrations of the configuration; none: all',
};

/** The migrations that a command line names, before and after `--`. */
export function migrationNames(argv: { readonly [key: string]: unknown }): readonly string[] {
  return [argv.migration, argv['--']].flatMap((part) => (Array.isArray(part) ? part.map(String) : []));
}

/** The one migration that a command line names. Throws Failure (usage) without. */
export function migrationName({ migration }: { readonly [key: string]: unknown }, command: string): string {
  if (typeof migration === 'string') return migration;
  throw new Failure('usage', `${command} takes one migration, and none is named.`, {
    hint: `Name it: ttl-check ${command} shop. \`ttl-check plan\` shows all of them.`,
  });
}

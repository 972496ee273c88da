import { Failure } from '../model/failure.ts';

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

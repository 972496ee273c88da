/** The migrations that a command line names, before and after `--`. */
export function migrationNames(argv: { readonly [key: string]: unknown }): readonly string[] {
  return [argv.migration, argv['--']].flatMap((part) => (Array.isArray(part) ? part.map(String) : []));
}

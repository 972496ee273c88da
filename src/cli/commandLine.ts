import type { PassRequest } from './passRequest.ts';

/** What to type to have a dry run carried out: the same words, and `--yes`. A POSIX shell reads them as they are. */
export function commandToCarryOut(
  words: readonly string[],
  { config, policy, journal }: Pick<PassRequest, 'config' | 'policy' | 'journal'>,
  plan?: string,
): string {
  const flags = Object.entries({ config, policy, journal, plan }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, value],
  );
  return ['ttl-check', ...words, ...flags, '--yes'].map(shellWord).join(' ');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import { posix, win32 } from 'node:path';

/** What of the machine decides where a journal lies; `cli` hands in the process's own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
}

/**
 * Where the journal lies unless `--journal` or the configuration says otherwise: in the platform's folder for state
 * (XDG Base Directory 0.8; Application Support on macOS; LOCALAPPDATA on Windows).
 */
export function defaultJournalPath({ platform, env, home }: Surroundings): string {
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA;
    const base =
      local !== undefined && win32.isAbsolute(local) ? local : win32.join(home, 'AppData', 'Local');
    return win32.join(base, 'ttl-check', 'journal.sqlite');
  }
  // A relative XDG path is to be ignored, says the specification.
  const stated = env.XDG_STATE_HOME;
  if (stated !== undefined && posix.isAbsolute(stated))
    return posix.join(stated, 'ttl-check', 'journal.sqlite');
  const base =
    platform === 'darwin'
      ? posix.join(home, 'Library', 'Application Support')
      : posix.join(home, '.local', 'state');
  return posix.join(base, 'ttl-check', 'journal.sqlite');
}

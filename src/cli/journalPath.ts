import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { defaultJournalPath } from '../journal/path.ts';
import type { Shell } from './shell.ts';

/** Where the journal lies: `--journal`, else the configuration's, else the platform's folder for state. */
export function journalPath(flag: string | undefined, config: Config, shell: Shell): string {
  if (flag !== undefined) return resolve(shell.cwd, flag);
  const surroundings = { platform: process.platform, env: shell.env, home: homedir() };
  return config.journal.path ?? defaultJournalPath(surroundings);
}

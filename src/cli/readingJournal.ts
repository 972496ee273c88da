import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { defaultJournalPath } from '../journal/path.ts';
import { openJournal } from '../journal/sqlite.ts';
import type { Journal } from '../model/journal.ts';
import { once, type RawFlags } from './flagValues.ts';
import type { Shell } from './shell.ts';

/** Where the journal lies: `--journal`, else the configuration's, else the platform's folder for state. */
export function journalPath(flag: string | undefined, config: Config, shell: Shell): string {
  if (flag !== undefined) return resolve(shell.cwd, flag);
  const surroundings = { platform: process.platform, env: shell.env, home: homedir() };
  return config.journal.path ?? defaultJournalPath(surroundings);
}

export interface Opened {
  readonly journal: Journal;
  readonly path: string;
  readonly config: Config;
}

/** Runs `work` on the journal, opened for reading. Throws Failure where there is none or it cannot be read. */
export async function withJournal<Result>(
  flags: RawFlags,
  shell: Shell,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const file = once(flags, 'config');
  const config = await loadConfig({ cwd: shell.cwd, ...(file === undefined ? {} : { path: file }) });
  const path = journalPath(once(flags, 'journal'), config, shell);
  const journal = await openJournal(path, { mode: 'read' });
  try {
    return await work({ journal, path, config });
  } finally {
    await journal.close();
  }
}

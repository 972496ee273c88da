import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { type JournalMode, openJournal } from '../journal/sqlite.ts';
import type { Journal } from '../model/journal.ts';
import { once, type RawFlags } from './flagValues.ts';
import { journalPath } from './journalPath.ts';
import type { Shell } from './shell.ts';

export interface Opened {
  readonly journal: Journal;
  readonly path: string;
  readonly config: Config;
}

/** Runs `work` on the journal, opened for reading. Throws Failure where there is none or it cannot be read. */
export function withJournal<Result>(
  flags: RawFlags,
  shell: Shell,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  return withOpened(flags, shell, 'read', work);
}

/** Runs `work` on the journal, which is made where there is none. Throws Failure where it cannot be written. */
export function withWritableJournal<Result>(
  flags: RawFlags,
  shell: Shell,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  return withOpened(flags, shell, 'write', work);
}

async function withOpened<Result>(
  flags: RawFlags,
  shell: Shell,
  mode: JournalMode,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const file = once(flags, 'config');
  const config = await loadConfig({ cwd: shell.cwd, ...(file === undefined ? {} : { path: file }) });
  const path = journalPath(once(flags, 'journal'), config, shell);
  const journal = await openJournal(path, { mode });
  try {
    return await work({ journal, path, config });
  } finally {
    await journal.close();
  }
}

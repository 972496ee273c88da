import { resolve } from 'node:path';
import type { JournalMode } from '../journal/openDatabase.ts';
import type { Journal } from '../model/journal.ts';
import type { Name } from '../model/name.ts';
import { createPastReader, type PastReader } from './pastReader.ts';

/** How `check` opens a journal; tests hand in their own. */
export type OpenJournal = (path: string, mode: JournalMode) => Promise<Journal>;

/** What a journal knows of the past of what a check sees. */
export interface CheckJournal extends PastReader {
  close(): Promise<void>;
}

export interface CheckJournalOptions {
  /** `--journal`, from `cwd`. */
  readonly file: string;
  readonly cwd: string;
  readonly looks: 'added' | 'replayed';
  /** Zones that the user moves besides the targets' own. */
  readonly movedZones: readonly Name[];
  readonly open?: OpenJournal;
}

/** Opens the journal of a check: to write to, and made where there is none, but for a replay. Rejects with Failure. */
export async function openCheckJournal(options: CheckJournalOptions): Promise<CheckJournal> {
  const { looks, movedZones, open = openOnDisk } = options;
  const journal = await open(resolve(options.cwd, options.file), looks === 'added' ? 'write' : 'read');
  return { ...createPastReader({ journal, looks, movedZones }), close: () => journal.close() };
}

const openOnDisk: OpenJournal = async (path, mode) =>
  (await import('../journal/sqlite.ts')).openJournal(path, { mode });

import { Failure } from '../model/failure.ts';

/** What to do about a damaged file. */
export const DAMAGED_HINT: string =
  'Keep a copy of it and put back a backup; docs/journal.md tells how to read the former TTLs out of a damaged one.';

/** SQLite's primary result codes, and an extended one (https://www.sqlite.org/rescode.html): what is said, and what to do. */
const OF_CODE: ReadonlyMap<number, readonly [sentence: string, hint: string]> = new Map([
  [
    3,
    [
      'may not be opened: permission is denied.',
      'Run as the user who owns it, or name another file with --journal.',
    ],
  ],
  [
    5,
    [
      'has been locked by another process for too long.',
      'Wait for the other command to end; only a few milliseconds at a time are usual.',
    ],
  ],
  [
    8,
    [
      'cannot be written: it, its folder or its file system is read-only.',
      'Name a file in a folder that this user may write to with --journal.',
    ],
  ],
  [
    10,
    [
      'cannot be read or written: the file system reports an error.',
      'Look at the disk first, then run the command again.',
    ],
  ],
  [11, ['is damaged.', DAMAGED_HINT]],
  [
    13,
    [
      'cannot be written: the disk is full.',
      'Free some space and run the command again; what was not written was not done.',
    ],
  ],
  [
    // SQLITE_IOERR_SHMSIZE: every opener of a journal needs room for the -shm file beside it.
    10 | (19 << 8),
    [
      'cannot be opened: there is no room for its -shm file, the disk is full.',
      'Free some space and run the command again; what was not written was not done.',
    ],
  ],
  [
    14,
    [
      'cannot be opened.',
      'It must be a file, in a folder that this user may write to; name another with --journal.',
    ],
  ],
  [
    26,
    [
      'is no journal: it is not an SQLite database.',
      'Name another file with --journal; this one was left as it is.',
    ],
  ],
]);

const BUSY_IN_SAME_PROCESS = 6;

/** What SQLite complains about, as a sentence; errors of other origin come back as they are. */
export function journalFailure(error: unknown, path: string): unknown {
  const extended = sqliteCode(error);
  if (extended === undefined) return error;
  // The low octet is the primary code, the rest tells more about it.
  const primary = extended & 0xff;
  const [sentence, hint] = OF_CODE.get(extended) ??
    OF_CODE.get(primary === BUSY_IN_SAME_PROCESS ? 5 : primary) ?? [
      `cannot be used: ${(error as Error).message}.`,
      'Look whether the file is a journal and the disk is sound; docs/journal.md tells how to save what is in it.',
    ];
  return new Failure('journal', `The journal ${path} ${sentence}`, { hint, cause: error });
}

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** Copies of the repository, for what writes into it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../ci/runner.ts';

/** What git would keep of the working tree as it is now, and nothing that was built or installed. Returns the folder. */
export async function freshCopy(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    { cwd: ROOT, maxBuffer: 1 << 24 },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-checkout-'));
  for (const file of stdout.split('\0').filter((name) => name !== ''))
    await cp(path.join(ROOT, file), path.join(folder, file), { force: true }).catch((error) => {
      // Removed, and not yet committed.
      if (error.code !== 'ENOENT') throw error;
    });
  return folder;
}

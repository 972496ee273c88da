import { lstatSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { unreadable } from './unreadable.ts';

export const CONFIG_NAME: string = 'ttl-check.yaml';

/** A configuration file that is there: `path` is absolute, `shown` is for messages. */
export interface FoundFile {
  readonly path: string;
  readonly shown: string;
}

/**
 * `ttl-check.yaml` in `cwd` or the nearest folder above it; `undefined` if there is none.
 * Throws Failure (config) if that cannot be told.
 */
export function findConfig(cwd: string): FoundFile | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_NAME);
    const shown = relative(cwd, path);
    if (isThere(path, shown)) return { path, shown };
    if (folder === dirname(folder)) return undefined;
  }
}

function isThere(path: string, shown: string): boolean {
  try {
    // A link to nowhere is there: someone meant it to be read.
    // Without waiting: it is the first thing of every run, and loading fs/promises would take longer than it.
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw unreadable(shown, cause);
  }
}

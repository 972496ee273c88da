import { posix } from 'node:path';
import type { Origin } from '../../model/target.ts';

/**
 * The file of an origin as a CI service knows it: from the root of the checked-out repository, with `/`. `prefix` is
 * the folder of the run within it. Undefined for stdin and for files elsewhere, which no annotation can point to.
 */
export function originPath(origin: Origin | undefined, prefix: string): string | undefined {
  if (origin === undefined || origin.file === 'stdin') return undefined;
  const file = origin.file.replaceAll('\\', '/');
  if (posix.isAbsolute(file) || /^[A-Za-z]:/.test(file)) return undefined;
  const path = posix.join(prefix, file);
  return path === '..' || path.startsWith('../') ? undefined : path;
}

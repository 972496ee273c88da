import { relative } from 'node:path';
import type { Shell } from './shell.ts';

/** The folder of the run within the repository that GitHub or GitLab has checked out; empty elsewhere. */
export function originPrefix({ cwd, env }: Pick<Shell, 'cwd' | 'env'>): string {
  const root = env.GITHUB_WORKSPACE ?? env.CI_PROJECT_DIR;
  if (root === undefined || root === '') return '';
  const prefix = relative(root, cwd).replaceAll('\\', '/');
  return prefix === '..' || prefix.startsWith('../') ? '' : prefix;
}

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The path of a program that scripts/install-recipes.sh has put there. Throws if it has not run. */
export function installed(program: string): string {
  const { TTL_CHECK_RECIPES, XDG_CACHE_HOME = path.join(homedir(), '.cache') } = process.env;
  const file = path.join(TTL_CHECK_RECIPES ?? path.join(XDG_CACHE_HOME, 'ttl-check', 'recipes'), program);
  if (!existsSync(file)) throw new Error(`There is no ${file}: run scripts/install-recipes.sh first.`);
  return file;
}

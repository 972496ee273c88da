/**
 * Prints the licence of every package in the lock file, and which of them are in the bundle. Exits with 1 if one is
 * not allowed: `npm run licences`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle, bundledPackages } from './bundle.ts';

/** May be shipped: each asks for no more than its notice, which dist/LICENSES.txt has. */
export const SHIPPED: ReadonlySet<string> = new Set(['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT']);
/** May be used to build and to test as well: what is changed in their files would have to be published. */
export const USED: ReadonlySet<string> = new Set([...SHIPPED, 'MIT OR Apache-2.0', 'MPL-2.0']);

export interface Licensed {
  /** `NAME@VERSION`. */
  readonly name: string;
  readonly license: string;
}

/** Every package of the lock file, in its order. */
export async function lockedPackages(root: string): Promise<readonly Licensed[]> {
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const entries: [string, { readonly version: string; readonly license?: string }][] = Object.entries(
    lock.packages,
  );
  return entries
    .filter(([folder]) => folder !== '')
    .map(([folder, { version, license }]) => ({
      name: `${folder.replace(/^.*node_modules\//, '')}@${version}`,
      license: license ?? 'none named',
    }));
}

/** Those whose licence is not among the `allowed`, as `NAME@VERSION: LICENCE`. */
export function notAllowed(packages: readonly Licensed[], allowed: ReadonlySet<string>): string[] {
  return packages
    .filter(({ license }) => !allowed.has(license))
    .map(({ name, license }) => `${name}: ${license}`);
}

if (import.meta.main) {
  const locked = await lockedPackages(path.join(import.meta.dirname, '..'));
  const { metafile } = await bundle();
  const shipped = (await bundledPackages(metafile)).map(({ name, version, license }) => ({
    name: `${name}@${version}`,
    license,
  }));
  const names = new Set(shipped.map(({ name }) => name));
  for (const { name, license } of locked)
    console.log(`${license}\t${name}${names.has(name) ? '\tin the bundle' : ''}`);
  const complaints = [
    ...notAllowed(shipped, SHIPPED).map((what) => `${what} may not be shipped.`),
    ...notAllowed(locked, USED).map((what) => `${what} may not be used.`),
  ];
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}

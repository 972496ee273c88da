/** A folder for the run's own build of the program. Empty at first: a run that starts no process builds nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Gone after the run. */
    readonly programOfRun: { readonly folder: string };
  }
}

/** vitest calls it before all files, and what it returns after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-program-'));
  project.provide('programOfRun', { folder });
  return () => rm(folder, { recursive: true, force: true });
}

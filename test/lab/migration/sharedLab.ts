/** One lab for all files of the proof, so that they run side by side: each has a zone of its own. */
import type { TestProject } from 'vitest/node';
import { type Lab, startLab } from '../lab.ts';
import { RESOLVERS } from '../servers.ts';

/** What the files need of it: the folder and the key for updates and transfers. */
export type SharedLab = Pick<Lab, 'dir' | 'keyFile'>;

declare module 'vitest' {
  interface ProvidedContext {
    readonly lab: SharedLab;
  }
}

/** vitest calls it before all files, and what it returns after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const lab = await startLab({ resolvers: [...RESOLVERS] });
  project.provide('lab', { dir: lab.dir, keyFile: lab.keyFile });
  return lab.stop;
}

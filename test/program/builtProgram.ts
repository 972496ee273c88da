/**
 * The program as it would be published, built from the sources once a run: a process of it takes 60 ms of CPU to start
 * where Node takes 300 to read the sources, and a run of all tests starts very many.
 */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import { writeProgram } from '../../scripts/writeProgram.ts';

/** A program to start, and where its processes keep V8's compiled code. */
export interface BuiltProgram {
  /** What Node is started with. */
  readonly main: string;
  /** For `NODE_COMPILE_CACHE`: that of the run, and not the user's. */
  readonly compileCache: string;
}

/** Builds it unless another file of tests has. Needs `test/program/setup.ts` in vitest's configuration. */
export async function builtProgram(): Promise<BuiltProgram> {
  const { folder } = inject('programOfRun');
  const built = path.join(folder, 'built');
  if (!existsSync(built)) await build(folder, built);
  return { main: path.join(built, 'bin/ttl-check.js'), compileCache: path.join(folder, 'compiled') };
}

async function build(folder: string, built: string): Promise<void> {
  const own = await mkdtemp(path.join(folder, 'building-'));
  await cp(path.join(ROOT, 'bin'), path.join(own, 'bin'), { recursive: true });
  await cp(path.join(ROOT, 'package.json'), path.join(own, 'package.json'));
  await writeProgram(path.join(own, 'dist'));
  try {
    await rename(own, built);
  } catch (error) {
    // Files of tests that run side by side may build side by side: one is as good as the other.
    if (!existsSync(built)) throw error;
  }
}

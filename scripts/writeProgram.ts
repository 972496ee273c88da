/** Writes the files of the program as they are published into a folder. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { bundle } from './bundle.ts';
import { type PublishedFile, pack } from './pack.ts';

/** What was written, and what esbuild knows of it. */
export interface WrittenProgram {
  readonly files: readonly PublishedFile[];
  readonly metafile: Metafile;
}

/** `dist` is the folder, which comes to hold nothing else. */
export async function writeProgram(dist: string): Promise<WrittenProgram> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  const { metafile, outputFiles } = await bundle();
  const bundled = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const files = await pack(bundled, metafile);
  await Promise.all(files.map(({ name, text }) => writeFile(path.join(dist, name), text)));
  return { files, metafile };
}

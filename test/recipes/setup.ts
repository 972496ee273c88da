/** What all recipes need: the lab as their internet, and a registry with the package as it would be published. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { ROOT } from '../ci/runner.ts';
import { startLab } from '../lab/lab.ts';
import { startRegistry } from '../package/registry.ts';

export interface Recipes {
  /** The key for updates of the lab's primary. */
  readonly keyFile: string;
  /** For `npm_config_registry`. */
  readonly registry: string;
  /** What `npm pack` has written. */
  readonly tarball: string;
  /** The program of the package, installed. */
  readonly program: string;
  /** Gone after the run. */
  readonly folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly recipes: Recipes;
  }
}

const run = promisify(execFile);

/** vitest calls it before all files, and what it returns after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-recipes-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    maxBuffer: 1 << 24,
  });
  const tarball = path.join(folder, JSON.parse(stdout.slice(stdout.indexOf('[\n')))[0].filename);
  await run('npm', ['install', '--prefix', folder, '--no-save', '--offline', '--no-audit', tarball]);
  const program = path.join(folder, 'node_modules/ttl-check/bin/ttl-check.js');
  const { name, version, bin, engines } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const registry = await startRegistry(tarball, { name, version, bin, engines });
  const lab = await startLab({ resolvers: ['unbound'] });
  project.provide('recipes', { keyFile: lab.keyFile, registry: registry.url, tarball, program, folder });
  return async () => {
    await lab.stop();
    await registry[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}

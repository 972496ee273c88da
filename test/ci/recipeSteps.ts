/** The scripts of a workflow, run as a runner runs them; `npx ttl-check@…` is the program of these sources. */
import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { builtProgram } from '../program/builtProgram.ts';
import { ROOT } from './runner.ts';

interface RecipeStep {
  readonly name?: string;
  readonly id?: string;
  readonly run?: string;
  readonly 'working-directory'?: string;
}

export interface Recipe {
  readonly jobs: {
    readonly [job: string]: { readonly steps: readonly RecipeStep[]; readonly env?: object };
  };
}

export interface Ran {
  readonly code: number | null;
  readonly log: string;
}

export async function readRecipe(file: string): Promise<Recipe> {
  return parse(await readFile(path.join(ROOT, file), 'utf8')) as Recipe;
}

/** The text of the step with this name or id. Throws Error where there is none. */
export function stepOf({ jobs }: Recipe, job: string, named: string): RecipeStep & { readonly run: string } {
  const step = jobs[job]?.steps.find(({ name, id }) => name === named || id === named);
  if (step?.run === undefined) throw new Error(`${job} has no step ${named} that runs something`);
  return { ...step, run: step.run };
}

/** A folder for PATH with an `npx` in it that starts the program of these sources. */
export async function npxOfSources(folder: string): Promise<string> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const file = path.join(bin, 'npx');
  const { main, compileCache } = await builtProgram();
  await writeFile(
    file,
    `#!/bin/sh\n[ "$1" = --yes ] || exit 99\ncase "$2" in ttl-check@*) ;; *) exit 99 ;; esac\nshift 2\nexport NODE_COMPILE_CACHE='${compileCache}'\nexec '${process.execPath}' '${main}' "$@"\n`,
  );
  await chmod(file, 0o755);
  return bin;
}

/** As the runner starts a `run` without `shell`: `bash -e`. */
export function runStep(
  { run, 'working-directory': folder = '.' }: RecipeStep & { readonly run: string },
  cwd: string,
  env: { readonly [name: string]: string },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-e', '-c', run], { cwd: path.join(cwd, folder), env });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        log += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, log }));
  });
}

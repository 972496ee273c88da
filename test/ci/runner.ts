/** A runner whose job is the check of the action alone, with the program of these sources. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '../program/builtProgram.ts';
import { runJob, type Texts } from './job.ts';

export type { Texts };

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

export interface StepResult {
  readonly code: number | undefined;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Texts;
}

export interface Runner extends AsyncDisposable {
  /** The checked-out repository. */
  readonly workspace: string;
  /** Uses the action with these inputs. */
  check(inputs: Texts): Promise<StepResult>;
}

export interface RunnerOptions {
  /** The program that the action starts; that of these sources unless given. */
  readonly program?: string;
}

/** A runner whose repository holds `files`. */
export async function startRunner(files: Texts, options: RunnerOptions = {}): Promise<Runner> {
  const root = await mkdtemp(path.join(tmpdir(), 'ttl-check-runner-'));
  const workspace = path.join(root, 'workspace');
  await mkdir(workspace);
  await writeFiles(workspace, files);

  async function check(inputs: Texts): Promise<StepResult> {
    const { main, compileCache } = await builtProgram();
    const PATH = `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`;
    const { log, summary, steps, codes } = await runJob(
      { steps: [{ id: 'ttl', uses: 'OWNER/ttl-check@main', with: inputs }], env: {} },
      {
        ...{ root, workspace, ownAction: ROOT, leaveOut: ['Install ttl-check'] },
        env: { PATH, HOME: root, NODE_COMPILE_CACHE: compileCache, TTL_CHECK_BIN: options.program ?? main },
      },
    );
    return { code: codes.at(-1), log, summary, outputs: steps.ttl?.outputs ?? {} };
  }

  return {
    ...{ workspace, check },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** By their paths from `folder`. */
export async function writeFiles(folder: string, files: Texts): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

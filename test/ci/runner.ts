/** As much of a GitHub runner as a composite action needs: its files, its variables, and its scripts run one by one. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: { readonly [name: string]: string };
}

export interface Action {
  readonly inputs: { readonly [name: string]: { readonly default?: string } };
  readonly outputs: { readonly [name: string]: unknown };
  readonly runs: { readonly steps: readonly Step[] };
}

export async function readAction(): Promise<Action> {
  return parse(await readFile(path.join(ROOT, 'action.yml'), 'utf8')) as Action;
}

export interface StepResult {
  readonly code: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: { readonly [name: string]: string };
}

export interface Runner extends AsyncDisposable {
  /** The checked-out repository. */
  readonly workspace: string;
  /** Runs the step that checks, with these inputs. */
  check(inputs: { readonly [name: string]: string }): Promise<StepResult>;
}

/** A runner whose repository holds `files`. The program is the one of the sources. */
export async function startRunner(files: { readonly [path: string]: string }): Promise<Runner> {
  const root = await mkdtemp(path.join(tmpdir(), 'ttl-check-runner-'));
  const workspace = path.join(root, 'workspace');
  await mkdir(workspace);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
    await writeFile(path.join(workspace, name), text);
  }
  const action = await readAction();

  async function check(given: { readonly [name: string]: string }): Promise<StepResult> {
    const output = path.join(root, 'output');
    const summary = path.join(root, 'summary');
    await Promise.all([writeFile(output, ''), writeFile(summary, '')]);
    const step = action.runs.steps.find(({ name }) => name === 'Check TTLs');
    if (step?.run === undefined) throw new Error('action.yml has no step "Check TTLs"');
    const evaluated = Object.entries(step.env ?? {}).map(([name, text]) => [name, expression(text)]);

    function expression(text: string): string {
      const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(text)?.[1];
      if (name !== undefined) return given[name] ?? action.inputs[name]?.default ?? '';
      if (/^\$\{\{ github\.action_path \}\}$/.test(text)) return ROOT;
      throw new Error(`what is ${text}?`);
    }

    const { code, log } = await bash(step.run, workspace, {
      ...Object.fromEntries(evaluated),
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: root,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: root,
      TTL_CHECK_BIN: path.join(ROOT, 'src/cli/main.ts'),
    });
    return {
      ...{ code, log, summary: await readFile(summary, 'utf8') },
      outputs: outputsOf(await readFile(output, 'utf8')),
    };
  }

  return {
    ...{ workspace, check },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** As the runner starts `shell: bash`. */
function bash(
  script: string,
  cwd: string,
  env: { readonly [name: string]: string },
): Promise<{ readonly code: number | null; readonly log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        log += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, log }));
  });
}

/** `NAME<<END`, the value, `END`, as the runner reads the file. */
function outputsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([a-z-]+)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name = '', , value = '']) => [
      name,
      value,
    ]),
  );
}

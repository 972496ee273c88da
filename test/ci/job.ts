/**
 * As much of a GitHub runner as this project's workflows, recipes and its action need: the runner's files and
 * variables, and its way of starting scripts. Actions of others are what the test says that they are.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { type Contexts, evaluated, isWanted } from './expression.ts';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Texts;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Texts;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: boolean;
}

export interface Texts {
  readonly [name: string]: string;
}

export interface Action {
  readonly inputs: { readonly [name: string]: { readonly default?: string } };
  readonly outputs: { readonly [name: string]: { readonly value: string } };
  readonly runs: { readonly steps: readonly Step[] };
}

/** What an action of others does to the checked-out repository; what it returns is in the environment from then on. */
export type ForeignAction = (inputs: Texts) => Promise<Texts | undefined>;

export interface Surroundings {
  /** A folder for the runner's own files, RUNNER_TEMP among them. */
  readonly root: string;
  /** The checked-out repository. */
  readonly workspace: string;
  /** Everything else that steps find in their environment; nothing of the test's own is passed on. */
  readonly env: Texts;
  readonly secrets?: Texts;
  /** By the name before the `@`. */
  readonly foreign?: { readonly [action: string]: ForeignAction };
  /** Where the project's own action lies when a workflow names it from outside, as OWNER/ttl-check. */
  readonly ownAction?: string;
  /** Names of steps that are not run. */
  readonly leaveOut?: readonly string[];
}

export interface StepOutcome {
  readonly outcome: 'success' | 'failure' | 'skipped';
  readonly outputs: Texts;
}

export interface JobResult {
  readonly conclusion: 'success' | 'failure';
  readonly log: string;
  /** What all steps have written to $GITHUB_STEP_SUMMARY. */
  readonly summary: string;
  /** By their `id`. */
  readonly steps: { readonly [id: string]: StepOutcome };
  /** Exit codes of all scripts, in order. */
  readonly codes: readonly number[];
}

export async function readAction(folder: string): Promise<Action> {
  return parse(await readFile(path.join(folder, 'action.yml'), 'utf8')) as Action;
}

/** The steps of a job of a workflow file, and the environment that workflow and job give them. */
export async function readJob(
  file: string,
  name: string,
): Promise<{ readonly steps: readonly Step[]; readonly env: Texts }> {
  const { env = {}, jobs } = parse(await readFile(file, 'utf8'));
  const job = jobs[name];
  if (job === undefined) throw new Error(`${file} has no job ${name}.`);
  return { steps: job.steps, env: { ...env, ...job.env } };
}

/** Runs steps one after the other. */
export async function runJob(
  { steps, env }: { readonly steps: readonly Step[]; readonly env: Texts },
  surroundings: Surroundings,
): Promise<JobResult> {
  const { root, workspace } = surroundings;
  const own = await mkdtemp(path.join(root, 'job-'));
  const later = new Map<string, string>();
  const codes: number[] = [];
  let log = '';
  let summary = '';

  async function runAll(list: readonly Step[], contexts: Contexts, given: Texts): Promise<Ran> {
    const done: { [id: string]: StepOutcome } = {};
    let soFar: Ran['conclusion'] = 'success';
    for (const step of list) {
      const skipped: StepOutcome = { outcome: 'skipped', outputs: {} };
      const outcome = isWanted(step.if, soFar)
        ? await runStep(step, { ...contexts, steps: done }, given)
        : skipped;
      if (step.id !== undefined) done[step.id] = outcome;
      if (outcome.outcome === 'failure' && step['continue-on-error'] !== true) soFar = 'failure';
    }
    return { conclusion: soFar, steps: done };
  }

  async function runStep(step: Step, before: Contexts, given: Texts): Promise<StepOutcome> {
    const contexts = { ...before, env: { ...given, ...Object.fromEntries(later) } };
    if (step.uses !== undefined) return runAction(step.uses, inContext(step.with, contexts), contexts, given);
    const script = path.join(own, 'script.sh');
    const [output, variables, told] = ['output', 'env', 'summary'].map((name) => path.join(own, name)) as [
      string,
      string,
      string,
    ];
    await Promise.all([
      writeFile(script, evaluated(step.run ?? '', contexts)),
      ...[output, variables, told].map((file) => writeFile(file, '')),
    ]);
    // https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions, `defaults.run.shell`
    const flags = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
    const ended = await bash(
      [...flags, script],
      path.resolve(workspace, evaluated(step['working-directory'] ?? '.', contexts)),
      {
        ...surroundings.env,
        ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, RUNNER_TEMP: root },
        ...{ GITHUB_OUTPUT: output, GITHUB_ENV: variables, GITHUB_STEP_SUMMARY: told, GITHUB_RUN_ID: '17' },
        ...given,
        ...Object.fromEntries(later),
        ...inContext(step.env, contexts),
      },
    );
    codes.push(ended.code);
    log += ended.log;
    summary += await readFile(told, 'utf8');
    for (const [name, value] of pairsOf(await readFile(variables, 'utf8'))) later.set(name, value);
    return {
      outcome: ended.code === 0 ? 'success' : 'failure',
      outputs: Object.fromEntries(pairsOf(await readFile(output, 'utf8'))),
    };
  }

  async function runAction(
    uses: string,
    inputs: Texts,
    contexts: Contexts,
    env: Texts,
  ): Promise<StepOutcome> {
    const [name = ''] = uses.split('@');
    const folder = name.startsWith('./') ? path.join(workspace, name) : surroundings.ownAction;
    if (name.startsWith('./') || /\/ttl-check$/.test(name)) {
      if (folder === undefined) throw new Error(`The test does not say where ${name} lies.`);
      return runComposite(folder, inputs, contexts, env);
    }
    const foreign = surroundings.foreign?.[name];
    if (foreign === undefined) throw new Error(`The test does not say what ${name} does.`);
    for (const [variable, value] of Object.entries((await foreign(inputs)) ?? {})) later.set(variable, value);
    return { outcome: 'success', outputs: {} };
  }

  async function runComposite(
    folder: string,
    given: Texts,
    { github, runner }: Contexts,
    env: Texts,
  ): Promise<StepOutcome> {
    const action = await readAction(folder);
    const unknown = Object.keys(given).find((name) => !(name in action.inputs));
    if (unknown !== undefined) throw new Error(`The action has no input ${unknown}.`);
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']);
    const inputs = { ...Object.fromEntries(defaults), ...given };
    // The cache and another Node are the runner's business.
    const steps = action.runs.steps.filter(
      ({ uses, name = '' }) => uses === undefined && !(surroundings.leaveOut ?? []).includes(name),
    );
    const contexts = { runner, inputs, github: { ...(github as object), action_path: folder } };
    const { conclusion, steps: done } = await runAll(steps, contexts, env);
    const outputs = Object.entries(action.outputs).map(([name, { value }]) => [
      name,
      evaluated(value, { steps: done }),
    ]);
    return { outcome: conclusion, outputs: Object.fromEntries(outputs) };
  }

  const contexts = {
    github: { workspace },
    runner: { os: 'Linux', temp: root },
    secrets: surroundings.secrets ?? {},
  };
  const { conclusion, steps: done } = await runAll(steps, contexts, env);
  return { conclusion, log, summary, steps: done, codes };
}

type Ran = Pick<JobResult, 'conclusion' | 'steps'>;

function inContext(texts: Texts | undefined, contexts: Contexts): Texts {
  return Object.fromEntries(
    Object.entries(texts ?? {}).map(([name, text]) => [name, evaluated(String(text), contexts)]),
  );
}

/** Waits for the script alone: what it has left running may hold its output open. */
function bash(
  args: readonly string[],
  cwd: string,
  env: Texts,
): Promise<{ readonly code: number; readonly log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        log += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 137, log }));
  });
}

/** `NAME=VALUE`, and `NAME<<END`, the value, `END`, as the runner reads its files. */
function pairsOf(text: string): (readonly [string, string])[] {
  const found = text.matchAll(/^([\w-]+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n\3)$/gm);
  return [...found].map(([, name = '', short, , long]) => [name, short ?? long ?? '']);
}

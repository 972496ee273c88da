/** The program over a world inside this process: commands that look at migrations, without a network. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Edges } from '../../src/cli/edges.ts';
import { exitCodeFor } from '../../src/cli/ending.ts';
import type { ExitCode } from '../../src/cli/exitCode.ts';
import { abortRequest, applyRequest, passRequest } from '../../src/cli/passRequest.ts';
import { planRequest } from '../../src/cli/planRequest.ts';
import { reportRequest } from '../../src/cli/reportRequest.ts';
import { runAbort } from '../../src/cli/runAbort.ts';
import { runApply } from '../../src/cli/runApply.ts';
import { runHold, runResume } from '../../src/cli/runHold.ts';
import { runPlan } from '../../src/cli/runPlan.ts';
import { runPreflight } from '../../src/cli/runPreflight.ts';
import { runReport } from '../../src/cli/runReport.ts';
import { runRestore } from '../../src/cli/runRestore.ts';
import { runStatus } from '../../src/cli/runStatus.ts';
import { runWatch } from '../../src/cli/runWatch.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { surveyRequest } from '../../src/cli/surveyRequest.ts';
import { watchRequest } from '../../src/cli/watchRequest.ts';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Journal } from '../../src/model/journal.ts';
import type { Provider } from '../../src/model/provider.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type World, type WorldDescription } from '../../src/world/world.ts';
import { passing } from '../observe/observing.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PlanScene extends AsyncDisposable {
  readonly world: World;
  readonly clock: ManualClock;
  /** A folder of its own; `ttl-check.yaml` in it is the configuration. */
  readonly folder: string;
  plan(flags?: { readonly [flag: string]: unknown }, ...migrations: readonly string[]): Promise<Ran>;
  preflight(migration: string, flags?: { readonly [flag: string]: unknown }): Promise<Ran>;
  apply(flags?: { readonly [flag: string]: unknown }, ...migrations: readonly string[]): Promise<Ran>;
  restore(migration: string, flags?: { readonly [flag: string]: unknown }): Promise<Ran>;
  hold(migration: string, flags?: { readonly [flag: string]: unknown }): Promise<Ran>;
  resume(migration: string, flags?: { readonly [flag: string]: unknown }): Promise<Ran>;
  abort(migration: string, flags?: { readonly [flag: string]: unknown }): Promise<Ran>;
  status(): Promise<Ran>;
  report(flags?: { readonly [flag: string]: unknown }, ...migrations: readonly string[]): Promise<Ran>;
  watch(subjects: readonly string[], flags?: { readonly [flag: string]: unknown }): Promise<Ran>;
}

export interface PlanSceneOptions {
  readonly at: string;
  readonly provider?: (world: World, clock: ManualClock) => Provider | Promise<Provider>;
  readonly columns?: number;
  readonly env?: { readonly [name: string]: string };
  /** Where messages are sent by, and whether one is under way. */
  readonly fetch?: NonNullable<Edges['fetch']>;
  readonly isBusy?: () => boolean;
  /** In place of the usual journal. */
  readonly journal?: (file: string) => Promise<Journal>;
}

export async function planScene(
  description: WorldDescription,
  config: string,
  options: PlanSceneOptions,
): Promise<PlanScene> {
  const clock = manualClock(options.at);
  const world = await startWorld(description, { clock });
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-plan-'));
  const resolvers = world.resolvers.map(
    ({ name, endpoints }) =>
      `  ${name}: { addresses: [${endpoints.map(({ address }) => `"${address}"`).join(', ')}], default: true }`,
  );
  const off = ['google', 'cloudflare', 'quad9'].map((name) => `  ${name}: { default: false }`);
  await writeFile(
    path.join(folder, 'ttl-check.yaml'),
    `${config}\nresolvers:\n${[...off, ...resolvers].join('\n')}\n`,
  );
  const edges: Edges = {
    exchanger: async (own) => createExchanger({ clock: own, dial: world.dial }),
    provider: async () => {
      if (options.provider === undefined) throw new Failure('provider', 'This world has no provider.');
      return options.provider(world, clock);
    },
    journal: (file) => {
      const at = file === ':memory:' ? file : path.resolve(folder, file);
      return options.journal?.(at) ?? openJournal(at, { mode: 'write' });
    },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  };

  async function ran(run: (shell: Shell) => Promise<ExitCode>): Promise<Ran> {
    let stdout = '';
    let stderr = '';
    const shell: Shell = {
      cwd: folder,
      env: { XDG_STATE_HOME: folder, ...options.env },
      stdout: {
        write: (text) => {
          stdout += text;
        },
        columns: options.columns ?? 80,
      },
      stderr: {
        write: (text) => {
          stderr += text;
        },
      },
      clock,
    };
    const code = await passing(
      clock,
      run(shell).catch((error: unknown) => exitCodeFor(error, shell)),
      options.isBusy,
    );
    return { code, stdout, stderr };
  }

  return {
    ...{ world, clock, folder },
    plan: (flags = {}, ...migrations) =>
      ran(async (shell) => runPlan(planRequest(flags, migrations), shell, edges)),
    apply: (flags = {}, ...migrations) =>
      ran(async (shell) => runApply(applyRequest(flags, migrations), shell, edges)),
    restore: (migration, flags = {}) =>
      ran(async (shell) => runRestore({ ...passRequest(flags), migration }, shell, edges)),
    hold: (migration, flags = {}) => ran(async (shell) => runHold(migration, flags, shell)),
    resume: (migration, flags = {}) => ran(async (shell) => runResume(migration, flags, shell)),
    abort: (migration, flags = {}) =>
      ran(async (shell) => runAbort(abortRequest(flags, migration), shell, edges)),
    report: (flags = {}, ...migrations) =>
      ran(async (shell) => runReport(reportRequest(flags, migrations), shell, edges)),
    watch: (subjects, flags = {}) =>
      ran(async (shell) => runWatch(watchRequest(flags, subjects), shell, edges)),
    status: () => ran(async (shell) => runStatus({}, shell)),
    preflight: (migration, flags = {}) =>
      ran(async (shell) =>
        runPreflight(
          { ...surveyRequest(flags), migration, format: flags.format === 'json' ? 'json' : 'table' },
          shell,
          edges,
        ),
      ),
    async [Symbol.asyncDispose]() {
      await world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

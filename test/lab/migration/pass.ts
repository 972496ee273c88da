import { keepWishes } from '../../../src/cli/daemonSignals.ts';
import type { Edges } from '../../../src/cli/edges.ts';
import { exitCodeFor } from '../../../src/cli/ending.ts';
import { passRequest } from '../../../src/cli/passRequest.ts';
import { REAL_EDGES } from '../../../src/cli/realEdges.ts';
import { runApply } from '../../../src/cli/runApply.ts';
import { runRestore } from '../../../src/cli/runRestore.ts';
import { runSchedule } from '../../../src/cli/runSchedule.ts';
import { scheduleRequest } from '../../../src/cli/scheduleRequest.ts';
import type { Shell } from '../../../src/cli/shell.ts';
import { openJournal } from '../../../src/journal/sqlite.ts';
import type { FormerTtl, IntentWithReceipt } from '../../../src/model/journal.ts';
import type { Project } from './project.ts';
import { quietShell } from './quietShell.ts';

export interface Passed {
  readonly code: number;
  readonly said: string;
}

/** `schedule`: the daemon, told to stop when its first look is over. */
export type PassCommand = 'apply' | 'restore' | 'schedule';

/** `ttl-check apply --yes`, `restore --yes` or `schedule --yes` in this process, on a clock that is so many seconds ahead. */
export async function pass(
  command: PassCommand,
  project: Pick<Project, 'name' | 'configFile' | 'policyFile'>,
  { aheadSeconds = 0, edges = REAL_EDGES }: { readonly aheadSeconds?: number; readonly edges?: Edges } = {},
): Promise<Passed> {
  const shell = quietShell(aheadSeconds);
  const request = passRequest({ yes: true, config: project.configFile, policy: project.policyFile });
  const run = (): Promise<number> => {
    switch (command) {
      case 'apply':
        return runApply({ ...request, migrations: [project.name], plan: undefined }, shell, edges);
      case 'restore':
        return runRestore({ ...request, migration: project.name }, shell, edges);
      case 'schedule':
        return oneLook(project, shell, edges);
    }
  };
  try {
    const code = await run();
    return { code, said: shell.said() };
  } catch (error) {
    const code = exitCodeFor(error, shell);
    return { code, said: shell.said() };
  }
}

async function oneLook(
  { name, configFile, policyFile }: Pick<Project, 'name' | 'configFile' | 'policyFile'>,
  shell: Shell,
  edges: Edges,
): Promise<number> {
  const stopping = new AbortController();
  const request = scheduleRequest({ yes: true, config: configFile, policy: policyFile }, [name]);
  return runSchedule(request, shell, {
    edges,
    signals: { stop: stopping.signal, reloads: keepWishes(), end: () => {} },
    startTicker: async () => ({ next: () => new Promise(() => {}), nextAt: () => undefined, stop: () => {} }),
    companions: [
      async () => ({
        onEvent: ({ kind }) => {
          if (kind === 'tick-ended' || kind === 'tick-failed') stopping.abort('SIGTERM');
        },
        [Symbol.asyncDispose]: async () => {},
      }),
    ],
  });
}

/** What the journal of a project knows. */
export async function remembered(project: Project): Promise<{
  readonly formers: readonly FormerTtl[];
  readonly open: readonly IntentWithReceipt[];
}> {
  const journal = await openJournal(project.journalFile, { mode: 'write' });
  try {
    return { formers: await journal.formerTtls(project.name), open: await journal.openIntents() };
  } finally {
    await journal.close();
  }
}

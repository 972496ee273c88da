import type { Edges } from '../../../src/cli/edges.ts';
import { exitCodeFor } from '../../../src/cli/ending.ts';
import { passRequest } from '../../../src/cli/passRequest.ts';
import { REAL_EDGES } from '../../../src/cli/realEdges.ts';
import { runApply } from '../../../src/cli/runApply.ts';
import { runRestore } from '../../../src/cli/runRestore.ts';
import { openJournal } from '../../../src/journal/sqlite.ts';
import type { FormerTtl, IntentWithReceipt } from '../../../src/model/journal.ts';
import type { Project } from './project.ts';
import { quietShell } from './quietShell.ts';

export interface Passed {
  readonly code: number;
  readonly said: string;
}

export type PassCommand = 'apply' | 'restore';

/** `ttl-check apply --yes` or `restore --yes` in this process, on a clock that is so many seconds ahead. */
export async function pass(
  command: PassCommand,
  project: Pick<Project, 'name' | 'configFile' | 'policyFile'>,
  { aheadSeconds = 0, edges = REAL_EDGES }: { readonly aheadSeconds?: number; readonly edges?: Edges } = {},
): Promise<Passed> {
  const shell = quietShell(aheadSeconds);
  const request = passRequest({ yes: true, config: project.configFile, policy: project.policyFile });
  try {
    const code = await (command === 'apply'
      ? runApply({ ...request, migrations: [project.name], plan: undefined }, shell, edges)
      : runRestore({ ...request, migration: project.name }, shell, edges));
    return { code, said: shell.said() };
  } catch (error) {
    const code = exitCodeFor(error, shell);
    return { code, said: shell.said() };
  }
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

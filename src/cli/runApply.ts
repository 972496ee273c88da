import type { Config } from '../config/config.ts';
import type { OnEvent } from '../model/event.ts';
import { approvedMigrations, type Chosen } from './approvedPlans.ts';
import { commandToCarryOut } from './commandLine.ts';
import type { Edges } from './edges.ts';
import type { ExitCode } from './exitCode.ts';
import type { ApplyRequest } from './passRequest.ts';
import { runPasses } from './runPasses.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations } from './surveying.ts';
import { withSurveying } from './withSurveying.ts';

/**
 * `apply`: one pass over the migrations, a dry run unless it is asked to write. Resolves with the exit code; rejects
 * with Failure for bad usage, a bad configuration, and a journal that cannot be used.
 */
export async function runApply(request: ApplyRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  const journal = request.mode === 'write' ? 'needed' : 'if-there';
  // The names of a plan file are looked for where it is read.
  const names = request.plan === undefined ? request.migrations : [];
  return await withSurveying({ request, shell, edges, journal, names }, async (work) => {
    const { config } = work.surveying;
    const chosen =
      request.plan === undefined
        ? toApply(request.migrations, config, work.onEvent)
        : await approvedMigrations(request.plan, request.migrations, config, shell.cwd);
    return await runPasses(
      {
        ...{ request, shell, chosen, command: 'apply', course: 'as-planned' },
        carryOut: commandToCarryOut(['apply', ...request.migrations], request, request.plan),
      },
      work,
    );
  });
}

/** Where none is named, what somebody changes by hand is left to them. */
export function toApply(names: readonly string[], config: Config, onEvent: OnEvent): readonly Chosen[] {
  const migrations = chosenMigrations(names, config);
  const ours = migrations.filter(({ provider }) => provider !== undefined);
  if (names.length > 0 || ours.length === 0) return migrations.map((migration) => ({ migration }));
  for (const { name, provider } of migrations)
    if (provider === undefined)
      onEvent({
        kind: 'notice',
        message: `${name} names no provider: change its TTLs by hand, as \`ttl-check plan ${name}\` dates them.`,
      });
  return ours.map((migration) => ({ migration }));
}

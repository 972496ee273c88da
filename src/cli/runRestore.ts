import { commandToCarryOut } from './commandLine.ts';
import type { Edges } from './edges.ts';
import type { ExitCode } from './exitCode.ts';
import { onHold, stateNow } from './migrationState.ts';
import type { PassRequest } from './passRequest.ts';
import { runPasses } from './runPasses.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations } from './surveying.ts';
import { withSurveying } from './withSurveying.ts';

export interface RestoreRequest extends PassRequest {
  readonly migration: string;
}

/** `restore`: the former TTLs of a migration back now, a dry run unless it is asked to write. Rejects with Failure. */
export async function runRestore(request: RestoreRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  const journal = request.mode === 'write' ? 'needed' : 'if-there';
  return await withSurveying({ request, shell, edges, journal, names: [request.migration] }, async (work) => {
    const { config, at } = work.surveying;
    const [migration] = chosenMigrations([request.migration], config);
    if (migration === undefined || work.surveying.journal === undefined)
      throw new RangeError('a migration and a journal, or a Failure');
    const { name, cutover } = migration;
    const before = await stateNow(work.surveying.journal, name);
    if (before.state === 'held') throw onHold(name, before);
    if (before.state === 'running' && at < cutover.at)
      work.onEvent({
        kind: 'notice',
        message: `The cutover of ${name} is still to come: the next \`ttl-check apply\`, or the daemon, lowers its TTLs again. To call the migration off, \`ttl-check abort ${name}\`.`,
      });
    const carryOut = commandToCarryOut(['restore', name], request);
    return await runPasses(
      { ...{ request, shell, carryOut }, chosen: [{ migration }], command: 'restore', course: 'restore-now' },
      work,
    );
  });
}

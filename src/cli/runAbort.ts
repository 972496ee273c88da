import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { commandToCarryOut } from './commandLine.ts';
import type { Edges } from './edges.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { changeState, sentences, stateJson, stateNow } from './migrationState.ts';
import type { AbortRequest } from './passRequest.ts';
import { runPasses } from './runPasses.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations } from './surveying.ts';
import { withSurveying } from './withSurveying.ts';

/**
 * `abort`: from now on nothing of a migration is lowered. Its former TTLs go back at once if it is asked to write, or
 * with the next pass, or they are kept. Rejects with Failure.
 */
export async function runAbort(request: AbortRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  return await withSurveying(
    { request, shell, edges, journal: 'needed', names: [request.migration] },
    async (work) => {
      const { config, journal } = work.surveying;
      const [migration] = chosenMigrations([request.migration], config);
      if (migration === undefined || journal === undefined)
        throw new RangeError('a migration and a journal, or a Failure');
      const { name } = migration;
      const before = await stateNow(journal, name);
      const state = request.ttls === 'kept' ? 'done' : 'aborted';
      const at = shell.clock.now();
      const said = await changeState(journal, { migration: name, state, at, reason: request.reason });
      if (request.ttls === 'kept') {
        const columns = shell.stdout.columns ?? PLAIN_COLUMNS;
        const text = `${name} is over: nothing of it is changed any more, and its TTLs stay as they are. \`ttl-check restore ${name}\` gives the former ones back whenever you like.`;
        shell.stdout.write(
          request.format === 'json' ? stateJson(said, before.state) : sentences(text, columns),
        );
        return EXIT.ok;
      }
      const carryOut = commandToCarryOut(['abort', name], request);
      return await runPasses(
        { ...{ request, shell, carryOut }, chosen: [{ migration }], command: 'abort', course: 'restore-now' },
        work,
      );
    },
  );
}

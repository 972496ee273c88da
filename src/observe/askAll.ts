import type { Name } from '../model/name.ts';
import type { Answer } from '../model/observation.ts';
import type { RunContext } from './context.ts';
import { interpret } from './interpret.ts';
import type { Server } from './zone.ts';

/** Every address of every server, each type; answers in that order. */
export async function askAll(
  run: RunContext,
  servers: readonly Server[],
  name: Name,
  types: readonly string[],
  zone: Name | undefined,
): Promise<Answer[]> {
  return Promise.all(
    servers.flatMap((server) =>
      server.endpoints.flatMap((endpoint) =>
        types.map(async (type) => {
          const asked = await run.asker.ask(endpoint, { name, type, recursion: 'none' }, 'run', run.patience);
          const of = zone === undefined ? {} : { zone };
          return interpret({ vantage: 'authority', server: server.name, endpoint, name, type, ...of }, asked);
        }),
      ),
    ),
  );
}

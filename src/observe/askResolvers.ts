import type { Name } from '../model/name.ts';
import type { Answer } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { RunContext } from './context.ts';
import type { Errand } from './errand.ts';
import { interpret } from './interpret.ts';

/** What every resolver holds of a name. Called after the authorities were asked: a larger remainder is proof then. */
export async function askResolvers(
  run: RunContext,
  errand: Errand,
  name: Name,
  types: readonly RecordType[],
): Promise<Answer[]> {
  const wanted = types.filter((type) => type !== 'HTTPS');
  return Promise.all(
    run.channels.flatMap((channel) =>
      wanted.map(async (type) => {
        const [endpoint] = channel.resolver.endpoints;
        if (endpoint === undefined)
          throw new RangeError(`the resolver ${channel.resolver.name} has no address`);
        const kind = () => (errand.reason() === 'budget' ? 'timeout' : 'interrupted');
        const over = () => {
          const transport = endpoint.protocol;
          const asked = { kind: kind(), tries: 0, ignored: 0, transport, at: run.clock.now() } as const;
          return { asked, endpoint };
        };
        const reply = await errand.orElse(channel.ask(name, type, 'flight'), over);
        const asking = { vantage: 'resolver', server: channel.resolver.name, name, type } as const;
        return interpret({ ...asking, endpoint: reply.endpoint }, reply.asked);
      }),
    ),
  );
}

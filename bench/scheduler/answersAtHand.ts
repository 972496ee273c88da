/** A zone whose provider and servers answer at once, so that what a survey costs besides waiting can be measured. */
import { createExchanger } from '../../src/dns/exchanger.ts';
import type { Clock } from '../../src/model/clock.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Observer } from '../../src/model/observer.ts';
import type { LiveRrset, Provider } from '../../src/model/provider.ts';
import { ttl } from '../../src/model/ttl.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';

export const APEX: Name = parseName('example.com');
const TTL = 86_400;
const DATA = '203.0.113.1';

export interface AnswersAtHand {
  readonly observer: Pick<Observer, 'observe'>;
  readonly provider: Provider;
}

/** One real observation, told again of each of `owners`; a provider that has an A RRset of each. */
export async function answersAtHand(owners: readonly Name[], clock: Clock): Promise<AnswersAtHand> {
  const seen = await realObservation(clock);
  const { zones } = seen;
  const text = JSON.stringify({ ...seen, zones: [] });
  const sets = owners.map(
    (owner): LiveRrset => ({ zoneId: 'Z1', owner, type: 'A', ttl: ttl(TTL), rdata: [DATA], native: null }),
  );
  return {
    observer: {
      observe: (target) => {
        const told = JSON.parse(text.replaceAll(`www.${APEX}`, target.name)) as Observation;
        return Promise.resolve({ ...told, target, zones });
      },
    },
    provider: {
      kind: 'bench',
      async *listZones() {
        yield { id: 'Z1', apex: APEX, visibility: 'public', nameServers: [] };
      },
      async *readRrsets() {
        yield* sets;
      },
      batchSize: (changes) => changes.length,
      changeTtls: () => Promise.reject(new Error('a survey changes nothing')),
      confirm: () => Promise.reject(new Error('a survey changes nothing')),
      close: () => Promise.resolve(),
    },
  };
}

async function realObservation(clock: Clock): Promise<Observation> {
  const own = zone('example.com', `@ 3600 NS ns1\nns1 3600 A 192.0.2.1\nwww ${TTL} A ${DATA}`);
  await using world = await startWorld(
    {
      authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.1'] }],
    },
    { clock },
  );
  const observer = createObserver({
    ...{ exchanger: createExchanger({ clock, dial: world.dial }), clock, resolvers: world.resolvers },
    ...{ authority: { mode: 'auto' }, timeoutMs: 2000, tries: 3, budgetMs: 10_000 },
  });
  try {
    return await observer.observe({ input: 'www', name: parseName(`www.${APEX}`), types: ['A'] });
  } finally {
    await observer.close();
  }
}

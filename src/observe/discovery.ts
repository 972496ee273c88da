import type { Message } from '../dns/message.ts';
import type { Clock } from '../model/clock.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Channel } from './channel.ts';

/** An answer good enough to find one's way by (NOERROR or NXDOMAIN), or why there is none. */
export type Found =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'nothing'; readonly detail: string };

/** Asks for zone cuts and addresses, through the first resolver that answers. */
export type Discovery = (name: Name, type: RecordType) => Promise<Found>;

/** When the favourite has said nothing for so long, the next resolver is asked as well. */
const HEDGE_MS = 400;

/** A discovery over these resolvers. The one that answered last is asked first from then on. */
export function createDiscovery(channels: readonly Channel[], clock: Clock): Discovery {
  let favourite = 0;

  async function via(channel: Channel, name: Name, type: RecordType): Promise<Found> {
    const { asked } = await channel.ask(name, type, 'run');
    if (asked.kind !== 'message')
      return { kind: 'nothing', detail: `${channel.resolver.name}: ${asked.kind}` };
    const { rcode } = asked.message;
    if (rcode === 0 || rcode === 3) return { kind: 'message', message: asked.message };
    return {
      kind: 'nothing',
      detail: `${channel.resolver.name}: ${rcode === 2 ? 'SERVFAIL' : `RCODE ${rcode}`}`,
    };
  }

  return async (name, type) => {
    const order = channels.map((_, i) => (favourite + i) % channels.length);
    const details: string[] = [];
    const done = new AbortController();
    const under: Promise<Found>[] = [];
    try {
      for (const index of order) {
        const channel = channels[index];
        if (channel === undefined) continue;
        const asked = via(channel, name, type).then((found) => {
          if (found.kind === 'message') favourite = index;
          else details.push(found.detail);
          return found;
        });
        under.push(asked);
        const hedge = clock.wait(HEDGE_MS, done.signal).then(() => undefined);
        const first = await Promise.race([firstMessage(under), hedge]);
        if (first?.kind === 'message') return first;
      }
      const last = await firstMessage(under);
      return last ?? { kind: 'nothing', detail: details.sort().join(', ') || 'no resolver to ask' };
    } finally {
      done.abort();
    }
  };
}

/** The first of these that is a message; undefined when all ended without one. */
async function firstMessage(under: readonly Promise<Found>[]): Promise<Found | undefined> {
  return Promise.any(
    under.map(async (asked) => {
      const found = await asked;
      if (found.kind !== 'message') throw new Error(found.detail);
      return found;
    }),
  ).catch(() => undefined);
}

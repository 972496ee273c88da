import type { Endpoint } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Resolver } from '../model/resolver.ts';
import type { Asked, Asker, Sharing } from './asker.ts';

/** How patient a run is; `--timeout` and DESIGN's figures (2 s a try, 3 tries). */
export interface Patience {
  readonly timeoutMs: number;
  readonly tries: number;
}

/** What came back, and over which address. */
export interface Reply {
  readonly asked: Asked;
  readonly endpoint: Endpoint;
}

/** A resolver and how it is reached in this run. */
export interface Channel {
  readonly resolver: Resolver;
  /** Asks over its addresses in turn, and over its fallback when plain DNS stays silent. */
  ask(name: Name, type: RecordType, sharing: Sharing): Promise<Reply>;
  /** Whether the fallback (DoH) had to serve. */
  fellBack(): boolean;
}

/** Waits between tries: 100 ms, 200 ms, … so that a resolver in trouble is not hammered. */
const BACK_OFF_MS = 100;

/** What UDP did not bring may be too large for the way (RFC 9715 §3.2). */
function overTcp(endpoint: Endpoint): Endpoint {
  return endpoint.protocol === 'udp' && endpoint.only === undefined
    ? { ...endpoint, protocol: 'tcp' }
    : endpoint;
}

export function createChannel(resolver: Resolver, asker: Asker, clock: Clock, patience: Patience): Channel {
  const { fallback } = resolver;
  let usesFallback = false;
  const dead = new Set<Endpoint>();

  async function plain(
    name: Name,
    type: RecordType,
    sharing: Sharing,
    onSilence: () => void,
  ): Promise<Reply> {
    let reply = unreachable();
    let tries = 0;
    let ignored = 0;
    for (let attempt = 0; attempt < patience.tries; attempt++) {
      const alive = resolver.endpoints.filter((e) => !dead.has(e));
      const endpoint = alive[attempt % alive.length];
      if (endpoint === undefined) break;
      if (attempt > 0) await clock.wait(BACK_OFF_MS * 2 ** (attempt - 1));
      const query = { name, type, recursion: 'desired' } as const;
      const way = attempt > 1 && attempt === patience.tries - 1 ? overTcp(endpoint) : endpoint;
      const asked = await asker.ask(way, query, sharing, { timeoutMs: patience.timeoutMs, tries: 1 });
      tries += asked.tries;
      ignored += asked.ignored;
      // A closed door for TCP says less than the silence before it.
      const said = way !== endpoint && asked.kind === 'unreachable' ? reply.asked : asked;
      reply = { asked: { ...said, tries, ignored }, endpoint };
      if (asked.kind === 'message' || asked.kind === 'interrupted') return reply;
      if (asked.kind === 'unreachable') {
        // An address without a route is not tried again in this run, and costs no patience.
        if (asked.noRoute) dead.add(endpoint);
        if (asked.noRoute && alive.length > 1) attempt--;
      }
      if (attempt >= 1) onSilence();
    }
    onSilence();
    return reply;
  }

  /** Plain DNS first; the fallback once plain DNS was silent twice: one lost datagram is no blocked port. */
  async function plainOr(way: Endpoint, name: Name, type: RecordType, sharing: Sharing): Promise<Reply> {
    const silence = Promise.withResolvers<void>();
    const direct = plain(name, type, sharing, silence.resolve);
    const detour = silence.promise.then(() => over(way, name, type, sharing));
    void direct.then((reply) => reply.asked.kind === 'message' || silence.resolve());
    const first = await Promise.race([direct, detour]);
    if (first.asked.kind === 'message') {
      usesFallback = first.endpoint === way;
      return first;
    }
    const replies = await Promise.all([direct, detour]);
    const answered = replies.find((reply) => reply.asked.kind === 'message');
    usesFallback = answered?.endpoint === way;
    return answered ?? replies[0];
  }

  async function over(way: Endpoint, name: Name, type: RecordType, sharing: Sharing): Promise<Reply> {
    const query = { name, type, recursion: 'desired' } as const;
    return { asked: await asker.ask(way, query, sharing, patience), endpoint: way };
  }

  function unreachable(): Reply {
    const [endpoint] = resolver.endpoints;
    if (endpoint === undefined) throw new RangeError(`the resolver ${resolver.name} has no address`);
    const reason = 'none of its addresses can be reached from here';
    const asked = { kind: 'unreachable', reason, noRoute: true, tries: 0, ignored: 0 } as const;
    return { endpoint, asked: { ...asked, transport: endpoint.protocol, at: clock.now() } };
  }

  return {
    resolver,
    fellBack: () => usesFallback,
    ask(name, type, sharing) {
      if (fallback === undefined) return plain(name, type, sharing, () => {});
      return usesFallback ? over(fallback, name, type, sharing) : plainOr(fallback, name, type, sharing);
    },
  };
}

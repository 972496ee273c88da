import type { Ask, AskLimits, Endpoint, Exchanged, Exchanger, FirstLimits, Tried } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import { type RecordType, typeCode } from '../model/recordType.ts';
import { createDeadServers } from './deadServers.ts';
import { createRecent } from './recent.ts';

/** What is asked, in words. */
export interface Query {
  readonly name: Name;
  readonly type: RecordType;
  readonly recursion: 'desired' | 'none';
}

/** How it ended, with the instant at which it ended. */
export type Asked = Exchanged & { readonly at: Instant };

/**
 * - `run`: the answer serves all who ask in this run
 * - `flight`: only those who ask while it is under way; where each name is looked at once, earlier answers serve as well
 * - `chain`: as `run` where each name is looked at once, since many CNAMEs may lead to one name; else as `flight`
 * - `again`: no earlier answer serves
 */
export type Sharing = 'run' | 'flight' | 'chain' | 'again';

export interface Asker {
  /** One question to one endpoint; the same question asked twice goes out once. Never rejects. */
  ask(endpoint: Endpoint, query: Query, sharing: Sharing, limits: AskLimits): Promise<Asked>;
  /** Whether a CNAME led to this name and its answer serves the whole run. */
  knowsEnd(name: Name): boolean;
  /** Whether `tryFirst` can be called for these addresses: all answer what they are asked, and the exchanger knows how. */
  canTryFirst(endpoints: readonly Endpoint[]): boolean;
  /** The first try of a question, as `Exchanger.tryFirst`; `ask` goes on with what it calls `begun`. */
  tryFirst(endpoint: Endpoint, query: Query, limits: FirstLimits, onEnd: (tried: Tried) => void): () => void;
}

/** Answers of a run that are remembered: those of the zones and ancestors that neighbours in a list share. */
const MOST_REMEMBERED = 10_000;
/** And of names that CNAMEs lead to, which are not to push those out. */
const MOST_ENDS_REMEMBERED = 10_000;

const ANSWERED = { kind: 'message' } as const;

/** `looks`: how often a name may be looked at in this run. */
export function createAsker(exchanger: Exchanger, clock: Clock, looks: 'once' | 'many' = 'many'): Asker {
  const underWay = new Map<string, Promise<Asked>>();
  const remembered = createRecent<Promise<Asked>>(MOST_REMEMBERED);
  const ends = createRecent<Promise<Asked>>(MOST_ENDS_REMEMBERED);
  const endNames = createRecent<true>(MOST_ENDS_REMEMBERED);
  const dead = createDeadServers(clock);

  async function send(endpoint: Endpoint, ask: Ask, limits: AskLimits): Promise<Asked> {
    // What was begun was asked, whatever others have found out meanwhile: it gets no second try, but is heard.
    const instead = limits.begun === undefined ? dead.insteadOfAsking(endpoint) : undefined;
    if (instead !== undefined) return { ...instead, at: clock.now() };
    const tries = dead.triesFor(endpoint, limits.tries);
    const exchanged = await exchanger.exchange(endpoint, ask, { ...limits, tries });
    dead.learn(endpoint, exchanged);
    return { ...exchanged, at: clock.now() };
  }

  function recall(key: string, sharing: Sharing): Promise<Asked> | undefined {
    if (sharing === 'run') return remembered.get(key);
    return sharing === 'again' || looks === 'many' ? undefined : (remembered.get(key) ?? ends.get(key));
  }

  return {
    knowsEnd: (name) => endNames.get(name) !== undefined,
    canTryFirst: (endpoints) =>
      exchanger.tryFirst !== undefined &&
      endpoints.every(
        (endpoint) => (endpoint.protocol === 'udp' || endpoint.protocol === 'tcp') && dead.isWell(endpoint),
      ),
    tryFirst(endpoint, query, limits, onEnd) {
      if (exchanger.tryFirst === undefined) throw new Error('this exchanger has no first tries');
      return exchanger.tryFirst(endpoint, askOf(query), limits, (tried) => {
        if (tried.kind !== 'begun') dead.learn(endpoint, ANSWERED);
        onEnd(tried);
      });
    },
    ask(endpoint, query, sharing, limits) {
      const key = keyOf(endpoint, query, sharing);
      const known = underWay.get(key) ?? recall(key, sharing);
      if (known !== undefined) return known;
      const asked = send(endpoint, askOf(query), limits);
      underWay.set(key, asked);
      void asked.then(({ kind }) => {
        underWay.delete(key);
        if (sharing !== 'chain' || looks !== 'once' || kind !== 'message') return;
        ends.set(key, asked);
        endNames.set(query.name, true);
      });
      if (sharing === 'run') remembered.set(key, asked);
      return asked;
    },
  };
}

function askOf({ name, type: mnemonic, recursion }: Query): Ask {
  const type = typeCode(mnemonic);
  if (type === undefined) throw new RangeError(`no such type: ${mnemonic}`);
  return { name, type, recursionDesired: recursion === 'desired' };
}

function keyOf(endpoint: Endpoint, query: Query, sharing: Sharing): string {
  // What a cache held when it showed the way is not what it holds after the authorities were asked.
  const moment = query.recursion === 'desired' ? sharing : '';
  const { protocol, address, port = '', path = '' } = endpoint;
  return `${protocol} ${address} ${port} ${path} ${moment} ${query.type} ${query.name}`;
}

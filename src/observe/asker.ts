import type { Ask, AskLimits, Endpoint, Exchanged, Exchanger } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import { type RecordType, typeCode } from '../model/recordType.ts';

/** What is asked, in words. */
export interface Query {
  readonly name: Name;
  readonly type: RecordType;
  readonly recursion: 'desired' | 'none';
}

/** How it ended, with the instant at which it ended. */
export type Asked = Exchanged & { readonly at: Instant };

/** `run`: the answer serves all who ask in this run. `flight`: only those who ask while it is under way. */
export type Sharing = 'run' | 'flight';

export interface Asker {
  /** One question to one endpoint; the same question asked twice goes out once. Never rejects. */
  ask(endpoint: Endpoint, query: Query, sharing: Sharing, limits: AskLimits): Promise<Asked>;
  /** Questions sent so far, tries included. */
  sent(): number;
}

/**
 * After so many questions in a row that an address left unanswered, it gets one try a question instead of
 * several: a dead server must not cost every name of a long list the whole patience.
 */
const GIVES_UP_AFTER = 2;

export function createAsker(exchanger: Exchanger, clock: Clock): Asker {
  const shared = new Map<string, Promise<Asked>>();
  const unanswered = new Map<string, number>();
  let sent = 0;

  async function send(endpoint: Endpoint, ask: Ask, limits: AskLimits): Promise<Asked> {
    const where = `${endpoint.protocol} ${endpoint.address} ${endpoint.port ?? ''}`;
    const silent = (unanswered.get(where) ?? 0) >= GIVES_UP_AFTER;
    const exchanged = await exchanger.exchange(endpoint, ask, silent ? { ...limits, tries: 1 } : limits);
    sent += exchanged.tries;
    if (exchanged.kind === 'timeout') unanswered.set(where, (unanswered.get(where) ?? 0) + 1);
    else if (exchanged.kind === 'message') unanswered.delete(where);
    return { ...exchanged, at: clock.now() };
  }

  return {
    ask(endpoint, query, sharing, limits) {
      const key = keyOf(endpoint, query, sharing);
      const known = shared.get(key);
      if (known !== undefined) return known;
      const type = typeCode(query.type);
      if (type === undefined) throw new RangeError(`no such type: ${query.type}`);
      const ask: Ask = { name: query.name, type, recursionDesired: query.recursion === 'desired' };
      const asked = send(endpoint, ask, limits);
      shared.set(key, asked);
      if (sharing === 'flight') void asked.finally(() => shared.delete(key));
      return asked;
    },
    sent: () => sent,
  };
}

function keyOf(endpoint: Endpoint, query: Query, sharing: Sharing): string {
  // What a cache held when it showed the way is not what it holds after the authorities were asked.
  const moment = query.recursion === 'desired' ? sharing : '';
  const where = [endpoint.protocol, endpoint.address, endpoint.port, endpoint.path];
  return [...where, moment, query.type, query.name].join(' ');
}

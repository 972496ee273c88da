import type { Clock } from '../../model/clock.ts';

/**
 * Which transport the questions to a plain DNS server take. A server that gets very many in a run is asked over one
 * pipelined TCP connection (RFC 7766), where that turns out to be no slower: it costs a fraction of UDP's CPU
 * (docs/performance.md). It is measured anew in each run, since some servers close or stall such connections.
 */
export interface BusyServers {
  /** For the next question. Whoever calls it calls `ended` afterwards. */
  choose(server: string): 'udp' | 'tcp';
  ended(server: string, transport: 'udp' | 'tcp', outcome: 'answered' | 'failed'): void;
}

/** How a server is asked from now on, and the answers a second that say so; `tcp` is null where TCP gave none. */
export interface TransportNews {
  /** Host and port as dialled. */
  readonly server: string;
  readonly transport: 'udp' | 'tcp';
  readonly pace: { readonly udp: number; readonly tcp: number | null };
}

/**
 * `udp`: counting, or for good · `pilot`: one question tries TCP · `trial`: all go over TCP, and its pace is compared
 * · `tcp`: for as long as it works
 */
type State = 'udp' | 'pilot' | 'trial' | 'tcp' | 'udp-for-good';

interface Server {
  state: State;
  underWay: number;
  /** Answers in this state, and when counting began. */
  answers: number;
  since: number;
  /** Answers a millisecond over UDP. */
  udpPace: number;
  failuresInARow: number;
}

/** Answers by which one transport is compared with the other. */
const COMPARED = 256;
/** With fewer questions on the way there is nothing to pipeline. */
const BUSY = 16;
/** TCP may be somewhat slower than UDP on the wall and is still the cheaper one. */
const NO_SLOWER = 0.7;
/** A connection that was good and fails so often in a row is good no more. */
const MOST_FAILURES = 3;

export function createBusyServers(clock: Clock, onNews: (news: TransportNews) => void): BusyServers {
  const servers = new Map<string, Server>();

  function serverOf(name: string): Server {
    const known = servers.get(name);
    if (known !== undefined) return known;
    const made: Server = {
      ...{ state: 'udp', underWay: 0, answers: 0, since: clock.monotonicMs() },
      ...{ udpPace: 0, failuresInARow: 0 },
    };
    servers.set(name, made);
    return made;
  }

  function enter(server: Server, state: State): void {
    server.state = state;
    server.answers = 0;
    server.since = clock.monotonicMs();
    server.failuresInARow = 0;
  }

  /** The trial is over. */
  function settle(name: string, server: Server, state: 'tcp' | 'udp-for-good', tcp: number | null): void {
    enter(server, state);
    const pace = {
      udp: Math.round(server.udpPace * 1000),
      tcp: tcp === null ? null : Math.round(tcp * 1000),
    };
    onNews({ server: name, transport: state === 'tcp' ? 'tcp' : 'udp', pace });
  }

  function paceOf({ answers, since }: Server): number {
    return answers / Math.max(1, clock.monotonicMs() - since);
  }

  function choose(name: string): 'udp' | 'tcp' {
    const server = serverOf(name);
    server.underWay++;
    if (server.state === 'udp' && server.answers >= COMPARED) {
      server.udpPace = paceOf(server);
      enter(server, 'pilot');
      return 'tcp';
    }
    return server.state === 'trial' || server.state === 'tcp' ? 'tcp' : 'udp';
  }

  function ended(name: string, transport: 'udp' | 'tcp', outcome: 'answered' | 'failed'): void {
    const server = serverOf(name);
    server.underWay--;
    if (transport === 'udp') {
      if (server.state !== 'udp' || outcome === 'failed') return;
      // Only a stretch of busy time says anything of the pace.
      if (server.underWay + 1 < BUSY) enter(server, 'udp');
      else server.answers++;
      return;
    }
    if (outcome === 'answered') onTcpAnswer(name, server);
    else if (server.state === 'pilot' || server.state === 'trial') settle(name, server, 'udp-for-good', null);
    else if (server.state === 'tcp' && ++server.failuresInARow >= MOST_FAILURES)
      settle(name, server, 'udp-for-good', null);
  }

  function onTcpAnswer(name: string, server: Server): void {
    server.failuresInARow = 0;
    server.answers++;
    if (server.state === 'pilot') enter(server, 'trial');
    if (server.state !== 'trial' || server.answers < COMPARED) return;
    const pace = paceOf(server);
    settle(name, server, pace >= NO_SLOWER * server.udpPace ? 'tcp' : 'udp-for-good', pace);
  }

  return { choose, ended };
}

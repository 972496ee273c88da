import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import type { Random } from '../random.ts';
import { type Connection, type Life, openConnection, type StreamQuestion } from './connection.ts';
import { createQuota, type Quota } from './quota.ts';
import type { Tally } from './tally.ts';
import type { Attempt, Destination, Ended, Left, Query, Transport } from './transport.ts';

export interface StreamOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** An unused connection is kept so long. */
  readonly idleMs: number;
  readonly tally: Tally;
  /** Told how many questions a connection to this peer may have on it from now on. */
  readonly onQuota: (peer: string, most: number) => void;
  /** Begins to connect to the destination. */
  readonly open: (destination: Destination) => Promise<Socket>;
  /** The event after which the socket carries questions. */
  readonly readyEvent: 'connect' | 'secureConnect';
}

/** After so many connections in a row that a server closes without an answer, nothing is sent again. */
const MOST_BARREN = 3;

/** Questions over connections that are kept, one per server (RFC 7766 §6.2). */
export function createStreamTransport(options: StreamOptions): Transport {
  /** The connections that take questions. */
  const current = new Map<string, Connection>();
  /** All connections, until their handles are gone. */
  const connections = new Set<Connection>();
  /** Of the peers that have closed connections before they answered. */
  const quotas = new Map<string, Quota>();

  function ask(query: Query, onEnd: (ended: Ended | Left) => void): Attempt {
    const question: StreamQuestion = {
      query,
      onEnd,
      connection: undefined,
      ignored: 0,
      sentAt: Number.POSITIVE_INFINITY,
      id: 0,
      next: undefined,
      sent: undefined,
      malformed: undefined,
      abandon: () => question.connection?.abandon(question),
    };
    const { destination } = query;
    question.connection = current.get(destination.peer) ?? connect(destination);
    question.connection.ask(question);
    return question;
  }

  function connect(destination: Destination): Connection {
    const { peer } = destination;
    const most = quotas.get(peer)?.most() ?? Number.POSITIVE_INFINITY;
    const connection = openConnection({
      clock: options.clock,
      random: options.random,
      idleMs: options.idleMs,
      ...{ tally: options.tally, most },
      readyEvent: options.readyEvent,
      open: () => options.open(destination),
      onLeft: () => {
        if (current.get(peer) === connection) current.delete(peer);
      },
      onFilled: () => {
        const quota = quotas.get(peer);
        quota?.filled();
        if (quota !== undefined) options.onQuota(peer, quota.most());
      },
      onBroken: (questions, cause, life) => leave(peer, questions, cause, life),
    });
    current.set(peer, connection);
    connections.add(connection);
    void connection.gone.then(() => connections.delete(connection));
    return connection;
  }

  /** A server may close a connection at any time (RFC 7766 §6.2.4): the questions on it may be sent again. */
  function leave(peer: string, questions: readonly StreamQuestion[], cause: Ended, life: Life): void {
    if (!life.wasOpen) {
      for (const { onEnd } of questions) onEnd(cause);
      return;
    }
    const quota = quotas.get(peer) ?? createQuota();
    quotas.set(peer, quota);
    quota.broke(life.answered);
    options.onQuota(peer, quota.most());
    const isAlone = life.asked === 1;
    const hope = quota.barren() >= MOST_BARREN ? 'none' : isAlone ? 'alone' : 'others';
    for (const { onEnd } of questions) onEnd({ kind: 'left', cause, hope });
  }

  async function close(): Promise<void> {
    const gone = [...connections].map((connection) => connection.gone);
    for (const connection of connections) connection.destroy();
    await Promise.all(gone);
  }

  return { ask, close };
}

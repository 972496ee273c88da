import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import type { Random } from '../random.ts';
import { type Connection, type Life, openConnection, type StreamQuestion } from './connection.ts';
import type { Attempt, Destination, Ended, Query, Transport } from './transport.ts';

export interface StreamOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** An unused connection is kept so long. */
  readonly idleMs: number;
  /** Begins to connect to the destination. */
  readonly open: (destination: Destination) => Promise<Socket>;
  /** The event after which the socket carries questions. */
  readonly readyEvent: 'connect' | 'secureConnect';
}

/** Questions over connections that are kept, one per server (RFC 7766 §6.2). */
export function createStreamTransport(options: StreamOptions): Transport {
  /** The connections that take questions. */
  const current = new Map<string, Connection>();
  /** All connections, until their handles are gone. */
  const connections = new Set<Connection>();

  function ask(query: Query, onEnd: (ended: Ended) => void): Attempt {
    const question: StreamQuestion = {
      query,
      onEnd,
      connection: undefined,
      moved: false,
      ignored: 0,
      sentAt: 0,
      id: 0,
      next: undefined,
      sent: undefined,
      malformed: undefined,
      abandon: () => question.connection?.abandon(question),
    };
    place(question);
    return question;
  }

  function place(question: StreamQuestion): void {
    const { destination } = question.query;
    question.connection = current.get(destination.peer) ?? connect(destination);
    question.connection.ask(question);
  }

  function connect(destination: Destination): Connection {
    const { peer } = destination;
    const connection = openConnection({
      clock: options.clock,
      random: options.random,
      idleMs: options.idleMs,
      readyEvent: options.readyEvent,
      open: () => options.open(destination),
      onLeft: () => {
        if (current.get(peer) === connection) current.delete(peer);
      },
      onBroken: moveOrEnd,
    });
    current.set(peer, connection);
    connections.add(connection);
    void connection.gone.then(() => connections.delete(connection));
    return connection;
  }

  /**
   * A server may close a connection at any time (RFC 7766 §6.2.4), and some do so after so many questions.
   * What it left unanswered is sent again once, or for as long as each connection gets something answered.
   */
  function moveOrEnd(questions: readonly StreamQuestion[], cause: Ended, life: Life): void {
    for (const question of questions) {
      if (life === 'never-open' || (life === 'silent' && question.moved)) question.onEnd(cause);
      else {
        question.moved = true;
        place(question);
      }
    }
  }

  async function close(): Promise<void> {
    const gone = [...connections].map((connection) => connection.gone);
    for (const connection of connections) connection.destroy();
    await Promise.all(gone);
  }

  return { ask, close };
}

import type { ClientHttp2Session } from 'node:http2';
import { isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { DEFAULT_PORTS } from '../endpointDefaults.ts';
import { lasting, passing, unreachable } from './reason.ts';
import type { ConnectTls } from './tls.ts';
import type { Destination, Ended, Unreachable } from './transport.ts';

/** How far a question came on a connection that is of no more use to it. */
export type Fate = 'never-open' | 'unsent' | 'unprocessed' | 'sent';

/** Somebody who waits for a connection, or for an answer on it. */
export interface HttpUser {
  /** It is this one's turn: send, and call `written` when all of it is on its way or cannot be any more. */
  ready(session: ClientHttp2Session, written: () => void): void;
  /** The connection broke, never came to be (`never-open`), or was retired before this one's turn (`unsent`). */
  broken(cause: Ended, fate: Fate): void;
}

/** One HTTP/2 session to one server; all its questions share it. */
export interface HttpConnection {
  use(user: HttpUser): void;
  /** The user needs it no more. */
  leave(user: HttpUser): void;
  /**
   * The server did nothing with the user's stream (RFC 9113 §8.7): some take only so many at a time. The user gets
   * another turn when others have finished, unless it was alone or the connection is retired: then returns why not.
   */
  refused(user: HttpUser): Unreachable | undefined;
  /** Whether the connection is open and the user waits for others to finish. */
  holdsBack(user: HttpUser): boolean;
  /** Takes no new users; those that were sent go on. */
  retire(): void;
  /** Without another word to anybody. */
  destroy(): void;
  /** Resolves when the handle is gone. */
  readonly gone: Promise<void>;
}

export interface HttpConnectionOptions {
  readonly destination: Destination;
  readonly connectTls: ConnectTls;
  readonly idleMs: number;
  /** It takes no more users. */
  readonly onRetired: () => void;
}

/** BIND 9.18 closes a connection on which about 50 questions come in one go, as a flood (measured in the lab). */
const MOST_STREAMS = 32;

export function openHttpConnection(options: HttpConnectionOptions): HttpConnection {
  const { destination, connectTls, idleMs } = options;
  const users = new Set<HttpUser>();
  /** Those of them that are not on the way, in order. */
  const waiting = new Set<HttpUser>();
  /** How many could be on the way when each was sent. */
  const sentUnder = new Map<HttpUser, number>();
  const gone = Promise.withResolvers<void>();
  let socket: TLSSocket | undefined;
  let session: ClientHttp2Session | undefined;
  let state: 'opening' | 'open' | 'closed' = 'opening';
  let retired: boolean = false;
  /** How many streams at a time the server says it takes (RFC 9113 §5.1.2), and how many it seems to take. */
  let announced = Number.POSITIVE_INFINITY;
  let tolerated = MOST_STREAMS;
  let writing: boolean = false;
  /** Of those whose turn has not come. */
  let fate: Fate = 'unsent';
  let cause: Unreachable = passing('the server closed the connection before it answered');

  connectTls(destination, 'h2').then(attach, (error) => {
    cause = unreachable(error);
    fail();
    gone.resolve();
  });

  function attach(opened: TLSSocket): void {
    socket = opened;
    opened.setNoDelay(true);
    opened.on('error', (error) => {
      cause = unreachable(error);
    });
    opened.on('close', () => {
      fail();
      gone.resolve();
    });
    opened.once('secureConnect', () => {
      if (opened.alpnProtocol === 'h2') void startSession(opened);
      else {
        cause = lasting('the server does not speak HTTP/2');
        fail();
      }
    });
    if (state === 'closed') opened.destroy();
  }

  async function startSession(opened: TLSSocket): Promise<void> {
    const { connect } = await import('node:http2');
    if (state === 'closed') return;
    session = connect(`https://${authorityOf(destination)}`, {
      createConnection: () => opened,
      settings: { enablePush: false },
    });
    session.on('error', (error) => {
      cause = unreachable(error);
    });
    session.on('goaway', retire);
    session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      announced = maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
      sendNext();
    });
    session.on('close', fail);
    session.on('timeout', fail);
    state = 'open';
    sendNext();
  }

  /**
   * One after the other, each whole before the next: Node would send all headers first and then all bodies, and
   * Knot Resolver 5 refuses headers that come while another question lacks its body.
   */
  function sendNext(): void {
    const [user] = waiting;
    const most = Math.min(announced, tolerated);
    if (user === undefined || session === undefined || state !== 'open') return;
    if (writing || users.size - waiting.size >= most) return;
    waiting.delete(user);
    sentUnder.set(user, most);
    writing = true;
    user.ready(session, () => {
      writing = false;
      sendNext();
    });
  }

  function use(user: HttpUser): void {
    if (users.size === 0 && session !== undefined) {
      session.setTimeout(0);
      session.ref();
    }
    users.add(user);
    waiting.add(user);
    sendNext();
  }

  function leave(user: HttpUser): void {
    if (!users.delete(user)) return;
    waiting.delete(user);
    sentUnder.delete(user);
    if (users.size > 0) sendNext();
    else if (state !== 'open' || retired) fail();
    else {
      session?.unref();
      session?.setTimeout(idleMs);
    }
  }

  function refused(user: HttpUser): Unreachable | undefined {
    if (state !== 'open' || retired) return cause;
    if (sentUnder.get(user) === 1) {
      cause = passing('the server refuses to take a question (HTTP/2 code 7)');
      fate = 'unprocessed';
      return cause;
    }
    waiting.add(user);
    tolerated = Math.max(1, Math.min(tolerated, users.size - waiting.size));
    sendNext();
    return undefined;
  }

  function holdsBack(user: HttpUser): boolean {
    return state === 'open' && waiting.has(user);
  }

  function retire(): void {
    if (retired) return;
    retired = true;
    options.onRetired();
    if (state === 'open') {
      // After GOAWAY they could not be sent, and a connection that was given up may be dead.
      const unsent = [...waiting];
      for (const user of unsent) leave(user);
      for (const user of unsent) user.broken(cause, fate);
    }
    if (users.size === 0) fail();
  }

  function fail(): void {
    if (state === 'closed') return;
    const opened = state === 'open';
    state = 'closed';
    retire();
    const left = [...users].map((user) => [user, waiting.has(user) ? fate : 'sent'] as const);
    forget();
    session?.destroy();
    socket?.destroy();
    for (const [user, how] of left) user.broken(cause, opened ? how : 'never-open');
  }

  function forget(): void {
    users.clear();
    waiting.clear();
    sentUnder.clear();
  }

  function destroy(): void {
    forget();
    fail();
  }

  return { use, leave, refused, holdsBack, retire, destroy, gone: gone.promise };
}

/** The server as it knows itself (RFC 8484 §3): by the name on its certificate, with the port unless it is the usual one. */
export function authorityOf({ tlsName, address, endpointPort }: Destination): string {
  const host = tlsName ?? address;
  const port = endpointPort === DEFAULT_PORTS.https ? '' : `:${endpointPort}`;
  return `${isIPv6(host) ? `[${host}]` : host}${port}`;
}

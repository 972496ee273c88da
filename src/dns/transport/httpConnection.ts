import type { ClientHttp2Session } from 'node:http2';
import { isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { DEFAULT_PORTS } from '../endpointDefaults.ts';
import { lasting, passing, unreachable } from './reason.ts';
import type { ConnectTls } from './tls.ts';
import type { Destination, Ended, Unreachable } from './transport.ts';

/** Somebody who waits for a connection, or for an answer on it. */
export interface HttpUser {
  /** The connection is there: send. */
  ready(session: ClientHttp2Session): void;
  /** It broke, or never came to be (`never-open`). */
  broken(cause: Ended, life: 'never-open' | 'open'): void;
}

/** One HTTP/2 session to one server; all its questions share it. */
export interface HttpConnection {
  use(user: HttpUser): void;
  /** The user needs it no more. */
  leave(user: HttpUser): void;
  /** Takes no new users; those that it has go on. */
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

export function openHttpConnection(options: HttpConnectionOptions): HttpConnection {
  const { destination, connectTls, idleMs } = options;
  const users = new Set<HttpUser>();
  const gone = Promise.withResolvers<void>();
  let socket: TLSSocket | undefined;
  let session: ClientHttp2Session | undefined;
  let state: 'opening' | 'open' | 'closed' = 'opening';
  let retired: boolean = false;
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
    session.on('close', fail);
    session.on('timeout', fail);
    state = 'open';
    for (const user of [...users]) user.ready(session);
  }

  function use(user: HttpUser): void {
    if (users.size === 0 && session !== undefined) {
      session.setTimeout(0);
      session.ref();
    }
    users.add(user);
    if (session !== undefined) user.ready(session);
  }

  function leave(user: HttpUser): void {
    if (!users.delete(user) || users.size > 0) return;
    if (state !== 'open' || retired) fail();
    else {
      session?.unref();
      session?.setTimeout(idleMs);
    }
  }

  function retire(): void {
    if (retired) return;
    retired = true;
    options.onRetired();
    if (users.size === 0) fail();
  }

  function fail(): void {
    if (state === 'closed') return;
    const life = state === 'open' ? 'open' : 'never-open';
    state = 'closed';
    retire();
    const left = [...users];
    users.clear();
    session?.destroy();
    socket?.destroy();
    for (const user of left) user.broken(cause, life);
  }

  function destroy(): void {
    users.clear();
    fail();
  }

  return { use, leave, retire, destroy, gone: gone.promise };
}

/** The server as it knows itself (RFC 8484 §3): by the name on its certificate, with the port unless it is the usual one. */
export function authorityOf({ tlsName, address, endpointPort }: Destination): string {
  const host = tlsName ?? address;
  const port = endpointPort === DEFAULT_PORTS.https ? '' : `:${endpointPort}`;
  return `${isIPv6(host) ? `[${host}]` : host}${port}`;
}

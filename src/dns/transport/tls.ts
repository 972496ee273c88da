import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createStreamTransport, type StreamOptions } from './stream.ts';
import type { Destination, Transport } from './transport.ts';

/** Certificate authorities in PEM, instead of those that Node trusts. */
export interface Trust {
  readonly ca?: string | readonly Buffer[];
}

/** Begins to connect; the certificate must be for the endpoint's `tlsName` or its address, wherever it is dialled. */
export type ConnectTls = (destination: Destination, protocol: 'dns' | 'h2') => Promise<TLSSocket>;

/** Remembers each server's last session, so that the next connection is cheaper. */
export function createTlsConnector(trust: Trust): ConnectTls {
  const sessions = new Map<string, Buffer>();

  return async (destination, protocol) => {
    const { checkServerIdentity, connect } = await import('node:tls');
    const name = destination.tlsName ?? destination.address;
    const server = `${protocol} ${destination.host} ${destination.port} ${name}`;
    const session = sessions.get(server);
    const socket = connect({
      host: destination.host,
      port: destination.port,
      // RFC 6066 §3: an address is no server name.
      servername: isIP(name) === 0 ? name : '',
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      // RFC 7858 asks for none, and a server that knows others may refuse.
      ...(protocol === 'h2' ? { ALPNProtocols: ['h2'] } : {}),
      // RFC 8310 §9.1 and RFC 9113 §9.2.
      minVersion: 'TLSv1.2',
      ...(trust.ca === undefined ? {} : { ca: typeof trust.ca === 'string' ? trust.ca : [...trust.ca] }),
      ...(session === undefined ? {} : { session }),
    });
    socket.on('session', (fresh) => sessions.set(server, fresh));
    // A session that the server does not like any more must not spoil the next connection as well.
    socket.on('error', () => sessions.delete(server));
    return socket;
  };
}

/** Questions over TLS (RFC 7858), with the certificate checked always. */
export function createTlsTransport(
  options: Omit<StreamOptions, 'readyEvent' | 'open'>,
  connect: ConnectTls,
): Transport {
  return createStreamTransport({
    ...options,
    readyEvent: 'secureConnect',
    open: (destination) => connect(destination, 'dns'),
  });
}

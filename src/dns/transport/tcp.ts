import { createStreamTransport, type StreamOptions } from './stream.ts';
import type { Transport } from './transport.ts';

/** Questions over TCP (RFC 7766). */
export function createTcpTransport(options: Omit<StreamOptions, 'readyEvent' | 'open'>): Transport {
  return createStreamTransport({
    ...options,
    readyEvent: 'connect',
    open: async ({ host, port }) => {
      const { connect } = await import('node:net');
      return connect({ host, port, noDelay: true });
    },
  });
}

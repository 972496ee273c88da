import type { Clock } from '../../model/clock.ts';
import type { Random } from '../random.ts';
import { createStreamTransport } from './stream.ts';
import type { Transport } from './transport.ts';

/** Questions over TCP (RFC 7766). */
export function createTcpTransport(clock: Clock, random: Random, idleMs: number): Transport {
  return createStreamTransport({
    clock,
    random,
    idleMs,
    readyEvent: 'connect',
    open: async ({ host, port }) => {
      const { connect } = await import('node:net');
      return connect({ host, port, noDelay: true });
    },
  });
}

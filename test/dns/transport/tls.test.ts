import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import type { Endpoint, Exchanger } from '../../../src/dns/exchange.ts';
import { createExchanger } from '../../../src/dns/exchanger.ts';
import { answerTo, askFor, frame, messageOf, ONE_TRY, WWW } from './answers.ts';
import { createFakeClock } from './fakeClock.ts';
import { TEST_CA, tcpServer, tlsServer } from './servers.ts';

/** Whatever address is asked, the server on loopback is dialled. */
function exchangerTo(port: number, ca: string | undefined = TEST_CA): Exchanger & AsyncDisposable {
  const exchanger = createExchanger({
    clock: createFakeClock(),
    dial: () => ({ host: '127.0.0.1', port }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  return { ...exchanger, [Symbol.asyncDispose]: () => exchanger.close() };
}

const BY_NAME: Endpoint = { protocol: 'tls', address: '127.0.0.1', tlsName: 'dns.example.test' };
const BY_ADDRESS: Endpoint = { protocol: 'tls', address: '192.0.2.1' };

test.each([
  ['name', BY_NAME],
  ['address', BY_ADDRESS],
  ['IPv6 address', { protocol: 'tls', address: '2001:db8::1' } as const],
])('a certificate for the %s is accepted, and the connection is reused', async (_what, endpoint) => {
  const server = await tlsServer((query, connection) => connection.write(frame(answerTo(query))), 'server');
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 30 }, (_, i) => askFor(`n${i}.example.com`));
  for (const exchanged of await Promise.all(asks.map((ask) => exchanger.exchange(endpoint, ask, ONE_TRY)))) {
    messageOf(exchanged);
    expect(exchanged.transport).toBe('tls');
  }
  messageOf(await exchanger.exchange(endpoint, WWW, ONE_TRY));
  expect(server.connections).toHaveLength(1);
});

test('a certificate for other names is refused, once, and the names are told', async () => {
  const server = await tlsServer((query, connection) => connection.write(frame(answerTo(query))), 'other');
  await using exchanger = exchangerTo(server.port);
  for (const endpoint of [BY_NAME, BY_ADDRESS])
    expect(await exchanger.exchange(endpoint, WWW, { timeoutMs: 1_000, tries: 3 })).toMatchObject({
      kind: 'unreachable',
      reason: 'the certificate is for other names: other.example.test',
      noRoute: false,
      tries: 1,
    });
  expect(server.queries).toHaveLength(0);
});

test('a certificate of an unknown authority is refused', async () => {
  const server = await tlsServer(() => {}, 'server');
  const exchanger = createExchanger({
    clock: createFakeClock(),
    dial: () => ({ host: '127.0.0.1', port: server.port }),
  });
  expect(await exchanger.exchange(BY_NAME, WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: 'the certificate comes from an authority that is not trusted here',
  });
  await exchanger.close();
});

test('a server without TLS is unreachable', async () => {
  const server = await tcpServer(() => {}, {
    onConnection: (socket) => socket.write('this is no TLS, and long enough to see it\r\n'),
  });
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(BY_NAME, WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: 'the server does not speak TLS',
  });
});

test('the next connection resumes the session', async () => {
  const resumed: boolean[] = [];
  const server = await tlsServer((query, connection) => {
    resumed.push((connection as TLSSocket).isSessionReused());
    connection.end(frame(answerTo(query)));
  }, 'server');
  await using exchanger = exchangerTo(server.port);
  for (let i = 0; i < 3; i++) messageOf(await exchanger.exchange(BY_NAME, WWW, ONE_TRY));
  // Questions that met the closing connection are asked twice.
  expect([resumed[0], resumed.at(-1)]).toEqual([false, true]);
});

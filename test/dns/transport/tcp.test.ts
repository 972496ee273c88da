import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Exchanger } from '../../../src/dns/exchange.ts';
import { createExchanger } from '../../../src/dns/exchanger.ts';
import { answerTo, askFor, frame, messageOf, ONE_TRY, WWW } from './answers.ts';
import { createFakeClock, type FakeClock, turns, until } from './fakeClock.ts';
import { tcpServer } from './servers.ts';

function setUp(idleMs = 60_000): { clock: FakeClock; exchanger: Exchanger & AsyncDisposable } {
  const clock = createFakeClock();
  const exchanger = createExchanger({ clock, idleMs });
  return { clock, exchanger: { ...exchanger, [Symbol.asyncDispose]: () => exchanger.close() } };
}

const at = (port: number, address = '127.0.0.1') => ({ protocol: 'tcp', address, port }) as const;

function namesTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `n${i}.example.com`);
}

test('one connection carries one question after another', async () => {
  const server = await tcpServer((query, connection) => connection.write(frame(answerTo(query))));
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  for (let i = 0; i < 3; i++) {
    const exchanged = await exchanger.exchange(at(server.port), WWW, ONE_TRY);
    expect(messageOf(exchanged).answers).toHaveLength(1);
    expect(exchanged).toMatchObject({ transport: 'tcp', tries: 1, ignored: 0 });
  }
  expect(server.connections).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('IPv6 works the same', async (context) => {
  const server = await tcpServer((query, connection) => connection.write(frame(answerTo(query))), {
    host: '::1',
  }).catch(() => context.skip('this machine has no IPv6'));
  const { exchanger } = setUp();
  await using _ = exchanger;
  messageOf(await exchanger.exchange(at(server.port, '::1'), WWW, ONE_TRY));
});

test('questions at the same time share a connection, and answers may come in any order', async () => {
  const held: Buffer[] = [];
  const server = await tcpServer((query, connection) => {
    held.push(frame(answerTo(query)));
    if (held.length === 50) connection.write(Buffer.concat(held.reverse()));
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const names = namesTo(50);
  const all = await Promise.all(
    names.map((name) => exchanger.exchange(at(server.port), askFor(name), ONE_TRY)),
  );
  expect(all.map((exchanged) => messageOf(exchanged).answers[0]?.owner)).toEqual(
    names.map((name) => `${name}.`),
  );
  expect(server.connections).toHaveLength(1);
});

test('an answer that comes octet by octet is put together', async () => {
  const server = await tcpServer((query, connection) => {
    connection.setNoDelay(true);
    void (async () => {
      for (const octet of frame(answerTo(query))) {
        connection.write(Uint8Array.of(octet));
        await turns(1);
      }
    })();
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
});

test('a dribble that never ends does not outlive the deadline', async () => {
  const server = await tcpServer((_query, connection) => {
    connection.write(Uint8Array.of(255));
    const dribble = setInterval(() => connection.write(Uint8Array.of(255)), 1);
    connection.on('close', () => clearInterval(dribble));
  });
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const deadlineMs = clock.monotonicMs() + 1_000;
  const asked = exchanger.exchange(at(server.port), WWW, { timeoutMs: 5_000, tries: 3, deadlineMs });
  await until(() => server.queries.length === 1);
  await clock.advance(1_000);
  expect(await asked).toMatchObject({ kind: 'timeout', tries: 1 });
  await until(() => server.open.size === 0);
});

test.each([0, 11])('messages of %i octets are malformed, and nothing waits for more', async (length) => {
  const server = await tcpServer((_query, connection) => connection.write(frame(new Uint8Array(length))));
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'malformed',
    reason: `a message of ${length} octets`,
  });
  expect(server.connections).toHaveLength(2);
});

test('an unreadable answer is malformed at once', async () => {
  const server = await tcpServer((query, connection) =>
    connection.write(frame(answerTo(query).subarray(0, -1))),
  );
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'malformed',
    transport: 'tcp',
  });
});

test('messages for somebody else are counted and not believed', async () => {
  const server = await tcpServer((query, connection) => {
    const stray = answerTo(query, { rcode: 5 });
    stray[0] = (stray[0] ?? 0) ^ 1;
    connection.write(frame(stray));
    connection.write(
      frame(answerTo(query, { rcode: 5, questions: [{ name: askFor('x.test').name, type: 1, class: 1 }] })),
    );
    connection.write(frame(answerTo(query)));
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const exchanged = await exchanger.exchange(at(server.port), WWW, ONE_TRY);
  expect(messageOf(exchanged).rcode).toBe(0);
  expect(exchanged.ignored).toBe(2);
});

test('what a closing server left unanswered is asked again on a new connection', async () => {
  const server = await tcpServer((query, connection, number) => {
    if (number > 0) connection.write(frame(answerTo(query)));
    else if (server.queries.length === 1) connection.end(frame(answerTo(query)));
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const names = namesTo(20);
  const all = await Promise.all(
    names.map((name) => exchanger.exchange(at(server.port), askFor(name), ONE_TRY)),
  );
  for (const exchanged of all) messageOf(exchanged);
  expect(server.connections).toHaveLength(2);
});

test('a server that closes after some answers is worked through', async () => {
  const answered = new Map<number, number>();
  const server = await tcpServer((query, connection, number) => {
    const count = (answered.get(number) ?? 0) + 1;
    answered.set(number, count);
    if (count < 10) connection.write(frame(answerTo(query)));
    else if (count === 10) connection.end(frame(answerTo(query)));
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const all = await Promise.all(
    namesTo(95).map((name) => exchanger.exchange(at(server.port), askFor(name), ONE_TRY)),
  );
  for (const exchanged of all) messageOf(exchanged);
  expect(server.connections.length).toBeLessThanOrEqual(11);
});

test('a server that closes in the middle of every answer is unreachable after two connections', async () => {
  const server = await tcpServer((query, connection) =>
    connection.end(frame(answerTo(query)).subarray(0, 9)),
  );
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: 'the server closed the connection before it answered',
    noRoute: false,
  });
  expect(server.connections).toHaveLength(2);
});

test('a kept connection that the server has closed meanwhile is replaced', async () => {
  const server = await tcpServer((query, connection) => connection.write(frame(answerTo(query))));
  const { exchanger } = setUp();
  await using _ = exchanger;
  messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
  server.connections[0]?.resetAndDestroy();
  messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
  expect(server.connections).toHaveLength(2);
});

test('after silence the next try gets a new connection', async () => {
  const server = await tcpServer((query, connection, number) => {
    if (number === 1) connection.write(frame(answerTo(query)));
  });
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const asked = exchanger.exchange(at(server.port), WWW, { timeoutMs: 1_000, tries: 2 });
  await until(() => server.queries.length === 1);
  await clock.advance(1_000);
  await clock.advance(100);
  const exchanged = await asked;
  messageOf(exchanged);
  expect(exchanged.tries).toBe(2);
  await until(() => server.open.size === 1);
});

test('an unused connection is closed', async () => {
  const server = await tcpServer((query, connection) => connection.write(frame(answerTo(query))));
  const { exchanger } = setUp(1);
  await using _ = exchanger;
  messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
  await until(() => server.open.size === 0);
});

test('a server that talks unasked on an unused connection loses it', async () => {
  const server = await tcpServer((query, connection) => connection.write(frame(answerTo(query))));
  const { exchanger } = setUp();
  await using _ = exchanger;
  messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
  server.connections[0]?.write(new Uint8Array(1_000));
  await until(() => server.open.size === 0);
});

test('interruption lets go of a connection that is not there yet or not used any more', async () => {
  const server = await tcpServer(() => {});
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const stop = new AbortController();
  const asked = exchanger.exchange(at(server.port), WWW, { ...ONE_TRY, signal: stop.signal });
  stop.abort();
  expect(await asked).toMatchObject({ kind: 'interrupted', tries: 1 });
  await turns(20);
  expect(server.open.size).toBe(0);
  expect(clock.pending).toBe(0);
});

test('closing closes connections', async () => {
  const server = await tcpServer((query, connection) => {
    if (server.queries.length === 1) connection.write(frame(answerTo(query)));
  });
  const { exchanger } = setUp();
  messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
  const asked = exchanger.exchange(at(server.port), WWW, ONE_TRY);
  await until(() => server.queries.length === 2);
  await exchanger.close();
  expect(await asked).toMatchObject({ kind: 'interrupted' });
  await until(() => server.open.size === 0);
});

test('a connection that is kept does not keep the process alive', async () => {
  const server = await tcpServer((query, connection) => connection.write(frame(answerTo(query))));
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', ASK_AND_FORGET], {
    env: { ...process.env, PORT: String(server.port) },
    cwd: new URL('../../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  expect([output, code]).toEqual(['message', 0]);
});

const ASK_AND_FORGET = `
  import { createExchanger } from './src/dns/exchanger.ts';
  import { systemClock } from './src/cli/systemClock.ts';
  const exchanger = createExchanger({ clock: systemClock(), idleMs: 3_600_000 });
  const ask = { name: 'example.com.', type: 1, recursionDesired: true };
  const endpoint = { protocol: 'tcp', address: '127.0.0.1', port: Number(process.env.PORT) };
  const { kind } = await exchanger.exchange(endpoint as any, ask as any, { timeoutMs: 3_600_000, tries: 1 });
  process.stdout.write(kind);
`;

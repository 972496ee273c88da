import { expect, test } from 'vitest';
import type { Exchanger } from '../../../src/dns/exchange.ts';
import { createExchanger } from '../../../src/dns/exchanger.ts';
import { A, answerTo, askFor, frame, messageOf, ONE_TRY, WWW } from './answers.ts';
import { createFakeClock, type FakeClock, turns, until } from './fakeClock.ts';
import { tcpServer, udpServer } from './servers.ts';

function setUp(): { clock: FakeClock; exchanger: Exchanger & AsyncDisposable } {
  const clock = createFakeClock();
  const exchanger = createExchanger({ clock });
  return { clock, exchanger: { ...exchanger, [Symbol.asyncDispose]: () => exchanger.close() } };
}

const at = (port: number, address = '127.0.0.1') => ({ protocol: 'udp', address, port }) as const;

test('a question gets its answer, asked with EDNS of 1232 octets and DO', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query)));
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const exchanged = await exchanger.exchange(at(server.port), WWW, ONE_TRY);
  expect(messageOf(exchanged).answers[0]).toMatchObject({ owner: 'www.example.com.', type: A, ttl: 300 });
  expect(exchanged).toMatchObject({ tries: 1, ignored: 0, transport: 'udp', rttMs: 0 });
  const [query] = server.queries;
  expect(Buffer.from(query?.bytes ?? []).toString('hex')).toMatch(/0000 ?2904d0000080000000$/);
  expect(clock.pending).toBe(0);
});

test('IPv6 works the same', async (context) => {
  const server = await udpServer((query, reply) => reply(answerTo(query)), { host: '::1' }).catch(() =>
    context.skip('this machine has no IPv6'),
  );
  const { exchanger } = setUp();
  await using _ = exchanger;
  messageOf(await exchanger.exchange(at(server.port, '::1'), WWW, ONE_TRY));
});

test('IDs and source ports of questions one after the other differ', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query)));
  const { exchanger } = setUp();
  await using _ = exchanger;
  for (let i = 0; i < 20; i++) messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY));
  const ids = new Set(server.queries.map(({ bytes }) => `${bytes[0]} ${bytes[1]}`));
  const ports = new Set(server.queries.map(({ from }) => from.port));
  expect(ids.size).toBeGreaterThan(17);
  expect(ports.size).toBeGreaterThan(10);
});

test('answers with a wrong ID, question or QR bit and junk are counted and do not end the wait', async () => {
  const server = await udpServer((query, reply) => {
    const forged = answerTo(query);
    reply(Uint8Array.of(...forged.subarray(0, 1), (forged[1] ?? 0) ^ 1, ...forged.subarray(2)));
    reply(answerTo(query, { questions: [{ name: askFor('other.example.com').name, type: A, class: 1 }] }));
    reply(answerTo(query, { questions: [{ name: WWW.name, type: 28, class: 1 }] }));
    reply(answerTo(query, { questions: [{ name: WWW.name, type: A, class: 3 }] }));
    reply(answerTo(query, { questions: [] }));
    reply(answerTo(query, { opcode: 5 }));
    reply(query);
    reply(Uint8Array.of(1, 2, 3));
    reply(forged.subarray(0, forged.length - 1));
    reply(answerTo(query, { rcode: 3, answers: [] }));
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const exchanged = await exchanger.exchange(at(server.port), WWW, ONE_TRY);
  expect(messageOf(exchanged).rcode).toBe(3);
  expect(exchanged.ignored).toBe(9);
});

test('an answer from another port does not reach us', async () => {
  const stranger = await udpServer(() => {});
  const server = await udpServer((query, reply, from) => {
    stranger.socket.send(answerTo(query, { rcode: 5 }), from.port, from.address, () =>
      reply(answerTo(query)),
    );
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).rcode).toBe(0);
});

test('a flood of forged answers is ignored', async () => {
  const server = await udpServer((query, reply) => {
    const forged = answerTo(query);
    for (let i = 1; i <= 300; i++) {
      forged[0] = (query[0] ?? 0) ^ (i & 0xff || 1);
      reply(forged.slice());
    }
    reply(answerTo(query));
  });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const exchanged = await exchanger.exchange(at(server.port), WWW, ONE_TRY);
  messageOf(exchanged);
  expect(exchanged.ignored).toBe(300);
});

test('silence is a timeout after all tries, with pauses between them', async () => {
  const server = await udpServer(() => {});
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const asked = exchanger.exchange(at(server.port), WWW, { timeoutMs: 2_000, tries: 3 });
  await until(() => server.queries.length === 1);
  await clock.advance(1_999);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  expect(server.queries).toHaveLength(1);
  await clock.advance(100);
  await until(() => server.queries.length === 2);
  await clock.advance(2_000);
  await clock.advance(200);
  expect(await asked).toEqual({ kind: 'timeout', tries: 3, ignored: 0, transport: 'udp' });
  expect(server.queries).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('what UDP did not bring twice is asked over TCP', async () => {
  const tcp = await tcpServer((query, connection) => connection.write(frame(answerTo(query))));
  const server = await udpServer(() => {}, { port: tcp.port });
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const asked = exchanger.exchange(at(server.port), WWW, { timeoutMs: 2_000, tries: 3 });
  for (const tries of [1, 2]) {
    await until(() => server.queries.length === tries);
    await clock.advance(2_000);
    await clock.advance(200);
  }
  const exchanged = await asked;
  messageOf(exchanged);
  expect(exchanged).toMatchObject({ tries: 3, transport: 'tcp' });
});

test('a late answer to the first try does no harm to the second', async () => {
  const first: { late?: () => void } = {};
  const server = await udpServer((query, reply) => {
    if (server.queries.length === 1) first.late = () => reply(answerTo(query, { rcode: 2 }));
    else {
      first.late?.();
      reply(answerTo(query));
    }
  });
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const asked = exchanger.exchange(at(server.port), WWW, { timeoutMs: 2_000, tries: 2 });
  await until(() => server.queries.length === 1);
  await clock.advance(2_000);
  await clock.advance(100);
  const exchanged = await asked;
  expect(messageOf(exchanged).rcode).toBe(0);
  expect(exchanged.tries).toBe(2);
});

test('the deadline ends all tries', async () => {
  const server = await udpServer(() => {});
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const deadlineMs = clock.monotonicMs() + 500;
  const asked = exchanger.exchange(at(server.port), WWW, { timeoutMs: 2_000, tries: 3, deadlineMs });
  await until(() => server.queries.length === 1);
  await clock.advance(500);
  expect(await asked).toMatchObject({ kind: 'timeout', tries: 1 });
  const after = await exchanger.exchange(at(server.port), WWW, { timeoutMs: 2_000, tries: 3, deadlineMs });
  expect(after).toMatchObject({ kind: 'timeout', tries: 0 });
});

test('where only unreadable answers came, the exchange is malformed', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query).subarray(0, -1)));
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const asked = exchanger.exchange(at(server.port), WWW, ONE_TRY);
  await until(() => server.queries.length === 1);
  await turns(20);
  await clock.advance(2_000);
  expect(await asked).toMatchObject({
    kind: 'malformed',
    ignored: 1,
    reason: expect.stringMatching(/octet/),
  });
});

test('a refused datagram is unreachable, in words', async () => {
  const gone = await udpServer(() => {});
  await gone.close();
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(await exchanger.exchange(at(gone.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: 'connection refused',
    noRoute: false,
  });
});

test('interruption ends the wait, and a signal that is aborted already ends it before', async () => {
  const server = await udpServer(() => {});
  const { clock, exchanger } = setUp();
  await using _ = exchanger;
  const stop = new AbortController();
  const asked = exchanger.exchange(at(server.port), WWW, { ...ONE_TRY, signal: stop.signal });
  await until(() => server.queries.length === 1);
  stop.abort();
  expect(await asked).toEqual({ kind: 'interrupted', tries: 1, ignored: 0, transport: 'udp' });
  expect(clock.pending).toBe(0);
  const again = await exchanger.exchange(at(server.port), WWW, { ...ONE_TRY, signal: stop.signal });
  expect(again).toMatchObject({ kind: 'interrupted', tries: 0 });
});

test('closing interrupts what is under way and all that follows', async () => {
  const server = await udpServer(() => {});
  const { clock, exchanger } = setUp();
  const asked = exchanger.exchange(at(server.port), WWW, ONE_TRY);
  await until(() => server.queries.length === 1);
  await exchanger.close();
  expect(await asked).toMatchObject({ kind: 'interrupted' });
  expect(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'interrupted',
    tries: 0,
  });
  expect(clock.pending).toBe(0);
});

test('a truncated answer is asked for again over TCP at once', async () => {
  const tcp = await tcpServer((query, connection) => {
    const answer = answerTo(query);
    connection.write(Uint8Array.of(0, answer.length, ...answer));
  });
  await udpServer((query, reply) => reply(answerTo(query, { tc: true, answers: [] })), { port: tcp.port });
  const { exchanger } = setUp();
  await using _ = exchanger;
  const exchanged = await exchanger.exchange(at(tcp.port), WWW, ONE_TRY);
  expect(messageOf(exchanged).answers).toHaveLength(1);
  expect(exchanged).toMatchObject({ transport: 'tcp', tries: 2 });
});

test('a truncated answer that is cut inside a record counts as truncated', async () => {
  const tcp = await tcpServer((query, connection) => {
    const answer = answerTo(query);
    connection.write(Uint8Array.of(0, answer.length, ...answer));
  });
  await udpServer((query, reply) => reply(answerTo(query, { tc: true }).subarray(0, -2)), { port: tcp.port });
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(await exchanger.exchange(at(tcp.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'message',
    transport: 'tcp',
  });
});

test('a truncated answer with nothing on TCP is unreachable there', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query, { tc: true })));
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: 'connection refused',
    transport: 'tcp',
  });
});

test.each([
  ['FORMERR', 1],
  ['NOTIMP', 4],
])('a server that answers %s to EDNS is asked once more without', async (_name, rcode) => {
  const server = await udpServer((query, reply) =>
    reply(
      server.queries.length === 1
        ? answerTo(query, { rcode, answers: [], questions: [] })
        : answerTo(query, { rcode: 0 }),
    ),
  );
  const { exchanger } = setUp();
  await using _ = exchanger;
  const exchanged = await exchanger.exchange(at(server.port), WWW, ONE_TRY);
  expect(messageOf(exchanged).answers).toHaveLength(1);
  expect(exchanged.tries).toBe(2);
  expect(server.queries[1]?.bytes).toHaveLength((server.queries[0]?.bytes.length ?? 0) - 11);
});

test('a server that answers FORMERR to everything is believed', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query, { rcode: 1, answers: [] })));
  const { exchanger } = setUp();
  await using _ = exchanger;
  expect(messageOf(await exchanger.exchange(at(server.port), WWW, ONE_TRY)).rcode).toBe(1);
  expect(server.queries).toHaveLength(2);
});

test('more questions than a server may have at a time wait for their turn', async () => {
  const answers: (() => void)[] = [];
  const server = await udpServer((query, reply) => {
    answers.push(() => reply(answerTo(query)));
  });
  const clock = createFakeClock();
  const exchanger = createExchanger({ clock, maxOutstandingPerServer: 3 });
  const stop = new AbortController();
  const asked = Array.from({ length: 8 }, (_, i) =>
    exchanger.exchange(at(server.port), askFor(`n${i}.example.com`), ONE_TRY),
  );
  const waiting = exchanger.exchange(at(server.port), WWW, { ...ONE_TRY, signal: stop.signal });
  await until(() => answers.length === 3);
  await turns();
  expect(answers).toHaveLength(3);
  stop.abort();
  expect(await waiting).toMatchObject({ kind: 'interrupted', tries: 0 });
  for (let i = 0; i < 8; i++) {
    await until(() => answers.length > i);
    answers[i]?.();
  }
  for (const exchanged of await Promise.all(asked)) messageOf(exchanged);
  await exchanger.close();
});

test('many questions at a time each get their own answer', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query)));
  const { exchanger } = setUp();
  await using _ = exchanger;
  const names = Array.from({ length: 1_000 }, (_, i) => `n${i}.example.com`);
  const all = await Promise.all(
    names.map((name) => exchanger.exchange(at(server.port), askFor(name), ONE_TRY)),
  );
  expect(all.map((exchanged) => messageOf(exchanged).answers[0]?.owner)).toEqual(
    names.map((name) => `${name}.`),
  );
});

test('under load the port changes after 256 questions, and the IDs are spread over all there are', async () => {
  const server = await udpServer((query, reply) => reply(answerTo(query)));
  const { exchanger } = setUp();
  await using _ = exchanger;
  const names = Array.from({ length: 2_000 }, (_, i) => `n${i}.example.com`);
  await Promise.all(names.map((name) => exchanger.exchange(at(server.port), askFor(name), ONE_TRY)));
  const byPort = Map.groupBy(server.queries, ({ from }) => from.port);
  for (const queries of byPort.values()) expect(queries.length).toBeLessThanOrEqual(256);
  const ids = server.queries.map(({ bytes }) => ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));
  // Of 16 parts each gets 125 of 2,000 on average; fewer than 60 or more than 200 is no chance any more.
  const parts = Map.groupBy(ids, (id) => id >> 12);
  expect(parts.size).toBe(16);
  for (const part of parts.values()) {
    expect(part.length).toBeGreaterThan(60);
    expect(part.length).toBeLessThan(200);
  }
});

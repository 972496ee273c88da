import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { expect, test } from 'vitest';
import type { Endpoint, Exchanger } from '../../../src/dns/exchange.ts';
import { createExchanger } from '../../../src/dns/exchanger.ts';
import { answerTo, askFor, messageOf, ONE_TRY, WWW } from './answers.ts';
import { createFakeClock, type FakeClock, until } from './fakeClock.ts';
import { type HttpServer, httpServer, TEST_CA, tlsServer } from './servers.ts';

const DOH: Endpoint = { protocol: 'https', address: '192.0.2.1', tlsName: 'dns.example.test', path: '/q' };
const TYPE = 'application/dns-message';
/** RFC 9113 §7. */
const REFUSED_STREAM = 7;

function exchangerTo(port: number, clock: FakeClock = createFakeClock()): Exchanger & AsyncDisposable {
  const exchanger = createExchanger({
    clock,
    dial: () => ({ host: '127.0.0.1', port }),
    tls: { ca: TEST_CA },
    idleMs: 60_000,
  });
  return { ...exchanger, [Symbol.asyncDispose]: () => exchanger.close() };
}

type OnRequest = (
  stream: ServerHttp2Stream,
  body: Buffer,
  headers: IncomingHttpHeaders,
  count: number,
) => void;

async function dohServer(
  onRequest: OnRequest,
  certificate: 'server' | 'other' = 'server',
): Promise<HttpServer> {
  const server = await httpServer(certificate);
  let count = 0;
  server.server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => onRequest(stream, Buffer.concat(chunks), headers, ++count));
  });
  return server;
}

function answer(
  stream: ServerHttp2Stream,
  body: Uint8Array,
  headers: object = { 'content-type': TYPE },
): void {
  stream.respond({ ':status': 200, ...headers });
  stream.end(body);
}

test('a question is a POST with ID 0, and one session carries them all', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const ids = new Set<number>();
  const server = await dohServer((stream, body, headers) => {
    seen.push(headers);
    ids.add(body.readUInt16BE(0));
    answer(stream, answerTo(body));
  });
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 30 }, (_, i) => askFor(`n${i}.example.com`));
  const all = await Promise.all(asks.map((ask) => exchanger.exchange(DOH, ask, ONE_TRY)));
  expect(all.map((exchanged) => messageOf(exchanged).answers[0]?.owner)).toEqual(
    asks.map(({ name }) => name),
  );
  messageOf(await exchanger.exchange(DOH, WWW, ONE_TRY));
  expect([...ids]).toEqual([0]);
  expect(server.sessions).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    ':method': 'POST',
    ':path': '/q',
    ':authority': 'dns.example.test',
    'content-type': TYPE,
    accept: TYPE,
  });
});

test.each([
  [500, {}, 'unreachable', 'HTTP status 500', 3],
  [404, {}, 'unreachable', 'HTTP status 404', 1],
  [302, { location: '/other' }, 'unreachable', 'HTTP status 302 (redirects are not followed)', 1],
] as const)('status %i is an outcome', async (status, headers, kind, reason, tries) => {
  const server = await dohServer((stream) => {
    stream.respond({ ':status': status, ...headers });
    stream.end('no');
  });
  const clock = createFakeClock();
  await using exchanger = exchangerTo(server.port, clock);
  let done = false;
  const asked = exchanger.exchange(DOH, WWW, { timeoutMs: 60_000, tries: 3 }).finally(() => {
    done = true;
  });
  while (!done) await clock.advance(10);
  expect(await asked).toMatchObject({ kind, reason, tries, transport: 'https' });
});

test('another content type is malformed', async () => {
  const server = await dohServer((stream, body) =>
    answer(stream, answerTo(body), { 'content-type': 'text/html' }),
  );
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(DOH, WWW, ONE_TRY)).toMatchObject({
    kind: 'malformed',
    reason: 'the content type is "text/html", not application/dns-message',
  });
});

test('a body that never ends is cut off', async () => {
  const server = await dohServer((stream) => {
    stream.respond({ ':status': 200, 'content-type': TYPE });
    const more = () => {
      while (!stream.destroyed && stream.write(new Uint8Array(16_384)));
    };
    stream.on('drain', more);
    more();
  });
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(DOH, WWW, ONE_TRY)).toMatchObject({
    kind: 'malformed',
    reason: 'a body of more than 65535 octets',
  });
});

test.each([
  ['an empty body', () => new Uint8Array(0)],
  ['an unreadable body', (body: Buffer) => answerTo(body).subarray(0, -1)],
  ['an answer to another question', (body: Buffer) => answerTo(body, { questions: [] })],
])('%s is malformed', async (_what, make) => {
  const server = await dohServer((stream, body) => answer(stream, make(body)));
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(DOH, WWW, ONE_TRY)).toMatchObject({ kind: 'malformed' });
});

test('a reset stream is asked again once, on a new session', async () => {
  const server = await dohServer((stream, body, _headers, count) => {
    if (count === 1) stream.close(2);
    else answer(stream, answerTo(body));
  });
  await using exchanger = exchangerTo(server.port);
  expect(messageOf(await exchanger.exchange(DOH, WWW, ONE_TRY)).answers).toHaveLength(1);
  expect(server.sessions).toHaveLength(2);
  expect(exchanger.questionsSent()).toBe(2);
});

test('a server that resets every stream is unreachable', async () => {
  const server = await dohServer((stream) => stream.close(2));
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(DOH, WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: expect.stringMatching(/^the server broke the answer off/),
  });
  expect(server.sessions).toHaveLength(2);
});

test.each([0, 11])('after GOAWAY with code %i the next question gets a new session', async (code) => {
  const server = await dohServer((stream, body, _headers, count) => {
    if (count === 1) stream.session?.goaway(code);
    answer(stream, answerTo(body));
  });
  await using exchanger = exchangerTo(server.port);
  messageOf(await exchanger.exchange(DOH, WWW, ONE_TRY));
  messageOf(await exchanger.exchange(DOH, WWW, ONE_TRY));
  expect(server.sessions.length).toBeGreaterThan(1);
});

test('a session that dies under questions is replaced once', async () => {
  const server = await dohServer((stream, body) => {
    if (server.sessions.length === 1) stream.session?.destroy();
    else answer(stream, answerTo(body));
  });
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 10 }, (_, i) => askFor(`n${i}.example.com`));
  for (const exchanged of await Promise.all(asks.map((ask) => exchanger.exchange(DOH, ask, ONE_TRY))))
    messageOf(exchanged);
});

test('a silent server is a timeout, and the next try gets a new session', async () => {
  const server = await dohServer((stream, body, _headers, count) => {
    if (count === 2) answer(stream, answerTo(body));
  });
  const clock = createFakeClock();
  await using exchanger = exchangerTo(server.port, clock);
  const asked = exchanger.exchange(DOH, WWW, { timeoutMs: 1_000, tries: 2 });
  await until(() => server.sessions.length === 1);
  await clock.advance(1_000);
  await clock.advance(100);
  messageOf(await asked);
  expect(server.sessions).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('a certificate for other names is refused', async () => {
  const server = await dohServer((stream, body) => answer(stream, answerTo(body)), 'other');
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(DOH, WWW, ONE_TRY)).toMatchObject({
    kind: 'unreachable',
    reason: 'the certificate is for other names: other.example.test',
  });
});

test('a server without HTTP/2 is unreachable', async () => {
  const server = await tlsServer(() => {}, 'server');
  await using exchanger = exchangerTo(server.port);
  expect(await exchanger.exchange(DOH, WWW, { timeoutMs: 1_000, tries: 3 })).toMatchObject({
    kind: 'unreachable',
    reason: 'the server does not speak HTTP/2',
    tries: 1,
  });
});

test('interruption and closing end what is under way', async () => {
  const server = await dohServer(() => {});
  const clock = createFakeClock();
  const exchanger = exchangerTo(server.port, clock);
  const stop = new AbortController();
  const first = exchanger.exchange(DOH, WWW, { ...ONE_TRY, signal: stop.signal });
  const second = exchanger.exchange(DOH, WWW, ONE_TRY);
  await until(() => server.sessions.length === 1);
  stop.abort();
  expect(await first).toMatchObject({ kind: 'interrupted' });
  await exchanger.close();
  expect(await second).toMatchObject({ kind: 'interrupted' });
  expect(clock.pending).toBe(0);
});

/** Streams whose question has come and whose answer has not gone out, and the most there were. */
interface Load {
  now: number;
  most: number;
}

/** Answers a turn later; refuses what comes while `most` questions are under way. */
async function dohServerFor(most: number, load: Load = { now: 0, most: 0 }): Promise<HttpServer> {
  const server = await httpServer();
  server.server.on('stream', (stream) => {
    stream.on('error', () => {});
    if (load.now >= most) {
      stream.close(REFUSED_STREAM);
      return;
    }
    load.now++;
    load.most = Math.max(load.most, load.now);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () =>
      setImmediate(() => {
        load.now--;
        answer(stream, answerTo(Buffer.concat(chunks)));
      }),
    );
  });
  return server;
}

test.each([1, 3])('a server that refuses more than %i at a time answers all in the end', async (most) => {
  const server = await dohServerFor(most);
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 40 }, (_, i) => askFor(`n${i}.example.com`));
  const all = await Promise.all(asks.map((ask) => exchanger.exchange(DOH, ask, ONE_TRY)));
  expect(all.map((exchanged) => messageOf(exchanged).answers[0]?.owner)).toEqual(
    asks.map(({ name }) => name),
  );
  expect(server.sessions).toHaveLength(1);
});

test('a server that refuses every stream is unreachable, after a few sessions', async () => {
  const server = await dohServerFor(0);
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 10 }, (_, i) => askFor(`n${i}.example.com`));
  for (const exchanged of await Promise.all(asks.map((ask) => exchanger.exchange(DOH, ask, ONE_TRY))))
    expect(exchanged).toMatchObject({
      kind: 'unreachable',
      reason: 'the server refuses to take a question (HTTP/2 code 7)',
    });
  expect(server.sessions.length).toBeLessThan(10);
});

test('no more questions are under way than the server allows', async () => {
  const load: Load = { now: 0, most: 0 };
  const server = await dohServerFor(100, load);
  server.server.updateSettings({ maxConcurrentStreams: 2 });
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 20 }, (_, i) => askFor(`n${i}.example.com`));
  for (const exchanged of await Promise.all(asks.map((ask) => exchanger.exchange(DOH, ask, ONE_TRY))))
    messageOf(exchanged);
  expect(load.most).toBeLessThanOrEqual(2);
  expect(server.sessions).toHaveLength(1);
});

test('what a GOAWAY leaves out is asked again on a new session', async () => {
  const server = await dohServer((stream, body, _headers, count) => {
    // RFC 9113 §6.8: it did nothing with the streams above this one.
    if (count === 1) stream.session?.goaway(0, stream.id);
    answer(stream, answerTo(body));
  });
  await using exchanger = exchangerTo(server.port);
  const asks = Array.from({ length: 10 }, (_, i) => askFor(`n${i}.example.com`));
  for (const exchanged of await Promise.all(asks.map((ask) => exchanger.exchange(DOH, ask, ONE_TRY))))
    messageOf(exchanged);
  expect(server.sessions).toHaveLength(2);
});

test('a question that waits for others in vain is a timeout, and the session stays', async () => {
  const held: { readonly stream: ServerHttp2Stream; readonly body: Buffer }[] = [];
  const server = await httpServer();
  server.server.on('stream', (stream) => {
    stream.on('error', () => {});
    if (held.length === 1) {
      stream.close(REFUSED_STREAM);
      return;
    }
    stream.once('data', (body: Buffer) => held.push({ stream, body }));
  });
  const clock = createFakeClock();
  await using exchanger = exchangerTo(server.port, clock);
  const patient = exchanger.exchange(DOH, WWW, { timeoutMs: 5_000, tries: 1 });
  await until(() => held.length === 1);
  const hasty = exchanger.exchange(DOH, WWW, { timeoutMs: 1_000, tries: 1 });
  await clock.advance(1_000);
  expect(await hasty).toMatchObject({ kind: 'timeout' });
  for (const { stream, body } of held) answer(stream, answerTo(body));
  messageOf(await patient);
  expect(server.sessions).toHaveLength(1);
});

/** Answers that are well formed, and lies. The truth is a TTL of 86400 s; every lie would make the name ready. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { OutgoingMessage } from '../../src/dns/encode.ts';
import { parseName } from '../../src/model/name.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { answerTo, frame } from '../dns/transport/answers.ts';
import { type Act, type HostileServer, type Script, startHostileServer } from './hostileServer.ts';
import { BUDGET_MS, NAME, wholeCheck } from './wholeCheck.ts';

const ADDRESS = { type: 1, class: 1, rdata: Uint8Array.of(192, 0, 2, 66) };

function lie(query: Uint8Array, more: Partial<OutgoingMessage> = {}): Uint8Array {
  return answerTo(query, { answers: [{ owner: NAME, ttl: 60, ...ADDRESS }], ...more });
}

function truth(query: Uint8Array): Uint8Array {
  return answerTo(query, { answers: [{ owner: NAME, ttl: 86_400, ...ADDRESS }] });
}

function changed(bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  change(bytes);
  return bytes;
}

const other = parseName('other.example.com');

/** Each answers another question than ours, or is no answer. */
const FORGERIES: readonly (readonly [what: string, forged: (query: Uint8Array) => Uint8Array])[] = [
  ['another ID', (query) => changed(lie(query), (bytes) => bytes.set([(bytes[0] ?? 0) ^ 0x80], 0))],
  ['another name', (query) => lie(query, { questions: [{ name: other, type: 1, class: 1 }] })],
  ['another type', (query) => lie(query, { questions: [{ name: NAME, type: 28, class: 1 }] })],
  ['another class', (query) => lie(query, { questions: [{ name: NAME, type: 1, class: 3 }] })],
  [
    'two questions',
    (query) => lie(query, { questions: [1, 1].map((type) => ({ name: NAME, type, class: 1 })) }),
  ],
  ['no question', (query) => lie(query, { questions: [] })],
  ['a query', (query) => lie(query, { qr: false })],
  ['a NOTIFY', (query) => lie(query, { opcode: 4 })],
];

let server: HostileServer;
let impostor: HostileServer;
beforeAll(async () => {
  server = await startHostileServer();
  impostor = await startHostileServer({ certificate: 'other' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await impostor[Symbol.asyncDispose]();
});

describe.each(FORGERIES)('an answer to %s', (_what, forged) => {
  test.each(['udp', 'tcp', 'tls'] as const)(
    'before the true one over %s changes nothing and is told',
    async (transport) => {
      const script: Script = (query) => [forged(query), truth(query)];
      const { report, observation } = await wholeCheck(server, script, { transport });
      expect(report.verdict).toBe('not-ready');
      expect(report.rrsets[0]?.configuredTtl).toEqual({ min: 86_400, max: 86_400 });
      expect(observation.answers.some(({ ignored }) => ignored === 1)).toBe(true);
      expect(report.findings.map(({ rule }) => rule)).toContain('ignored-answers');
    },
  );

  test.each(['udp', 'tcp', 'tls', 'https'] as const)('alone over %s leaves it unknown', async (transport) => {
    const { report, tookMs } = await wholeCheck(server, (query) => [forged(query)], { transport });
    expect(report.verdict).toBe('unknown');
    expect(tookMs).toBeLessThanOrEqual(BUDGET_MS);
  });
});

describe('what its sender does not have the say in', () => {
  test.each<readonly [string, Partial<OutgoingMessage>]>([
    ['another name', { answers: [{ owner: other, ttl: 60, ...ADDRESS }] }],
    ['another class', { answers: [{ owner: NAME, ttl: 60, ...ADDRESS, class: 3 }] }],
    [
      'another type',
      { answers: [{ owner: NAME, ttl: 60, ...ADDRESS, type: 28, rdata: new Uint8Array(16) }] },
    ],
    ['the authority section', { answers: [], authority: [{ owner: NAME, ttl: 60, ...ADDRESS }] }],
    ['the additional section', { answers: [], additional: [{ owner: NAME, ttl: 60, ...ADDRESS }] }],
    ['a server without authority', { aa: false, answers: [{ owner: NAME, ttl: 60, ...ADDRESS }] }],
    ['a cut message', { tc: true, answers: [{ owner: NAME, ttl: 60, ...ADDRESS }] }],
    ['a refusal', { rcode: 5, answers: [{ owner: NAME, ttl: 60, ...ADDRESS }] }],
  ])('a low TTL of %s does not make the name ready', async (_what, parts) => {
    for (const transport of ['udp', 'tcp', 'tls', 'https'] as const) {
      const { report } = await wholeCheck(server, (query) => [answerTo(query, parts)], { transport });
      expect(report.verdict, transport).not.toBe('ready');
    }
  });

  test('a TTL with the top bit set is kept, and never passes', async () => {
    for (const ttl of [0x80000000, 0x8000003c, 0xffffffff]) {
      const script: Script = (query) => [answerTo(query, { answers: [{ owner: NAME, ttl, ...ADDRESS }] })];
      const { report, observation } = await wholeCheck(server, script, { transport: 'udp' });
      expect(report.verdict).toBe('not-ready');
      expect(observation.answers.flatMap(({ rrsets }) => rrsets).map((set) => set.ttl)).toContain(ttl);
    }
  });

  test('an answer from another port, or another address, does not arrive', async () => {
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      const stranger = createSocket('udp4');
      onTestFinished(() => void stranger.close());
      await new Promise<void>((resolve) => stranger.bind(0, host, resolve));
      const forge = (query: Uint8Array) => ({
        datagram: ({ port, address }: RemoteInfo) => stranger.send(lie(query), port, address),
      });
      const { report } = await wholeCheck(server, (query) => [forge(query)], { transport: 'udp' });
      expect(report.verdict).toBe('unknown');
    }
  });

  test('over TLS and DoH a certificate for somebody else is the end of it', async () => {
    for (const transport of ['tls', 'https'] as const) {
      const before = impostor.asked();
      const { report, observation } = await wholeCheck(impostor, (query) => [lie(query)], { transport });
      expect(report.verdict).toBe('unknown');
      expect(impostor.asked()).toBe(before);
      expect(JSON.stringify(observation.circumstances)).toContain('zone');
    }
  });
});

/** Streams and responses that are not what they should be; `script` says it to the question. */
const BAD_STREAMS: readonly (readonly [
  what: string,
  transports: readonly ('udp' | 'tcp' | 'tls')[],
  script: Script,
])[] = [
  ['TC, and silence over TCP', ['udp'], (query, transport) => (transport === 'udp' ? [cut(query)] : [])],
  [
    'TC, and TCP that is closed',
    ['udp'],
    (query, transport) => [transport === 'udp' ? cut(query) : closing()],
  ],
  ['TC again over TCP', ['udp'], (query) => [cut(query)]],
  ['a length of 0', ['tcp', 'tls'], () => [raw([0, 0])]],
  ['a length of 11', ['tcp', 'tls'], () => [raw([0, 11, ...new Uint8Array(11)])]],
  ['half a length', ['tcp', 'tls'], () => [raw([0])]],
  ['a reset', ['tcp'], () => [{ stream: (socket) => void socket.resetAndDestroy() }]],
  [
    'an end in the middle',
    ['tcp', 'tls'],
    (query) => [{ stream: (s) => void s.end(frame(lie(query)).subarray(0, 20)) }],
  ],
  ['zeros without end', ['tcp', 'tls'], () => [raw(new Uint8Array(200_000))]],
  ['an HTTP response', ['tcp', 'tls'], () => [raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))]],
];

describe.each(BAD_STREAMS)('%s', (_what, transports, script) => {
  test.each(transports)('over %s leaves it unknown, in time', async (transport) => {
    const { report, tookMs } = await wholeCheck(server, script, { transport });
    expect(report.verdict).toBe('unknown');
    expect(tookMs).toBeLessThanOrEqual(BUDGET_MS);
  });
});

function cut(query: Uint8Array): Uint8Array {
  return answerTo(query, { tc: true, answers: [] });
}

function raw(octets: ArrayLike<number>): Act {
  return { stream: (socket) => void socket.write(Uint8Array.from(octets)) };
}

function closing(): Act {
  return { stream: (socket) => void socket.destroy() };
}

describe('65,535 octets, one a second', () => {
  test.each(['tcp', 'tls'] as const)('over %s do not outlast the budget', async (transport) => {
    const clock = manualClock('2026-12-01T00:00:00Z');
    let sent = 0;
    const dribble: Act = {
      stream(socket) {
        socket.write(Uint8Array.of(0xff, 0xff));
        void (async () => {
          while (!socket.destroyed && sent < 65_535) {
            await clock.wait(1000);
            socket.write(Uint8Array.of(0));
            sent++;
          }
        })();
      },
    };
    const { report, tookMs } = await wholeCheck(server, () => [dribble], { transport, clock });
    expect(report.verdict).toBe('unknown');
    expect(tookMs).toBeLessThanOrEqual(BUDGET_MS);
    expect(sent).toBeLessThan(30);
  });
});

const TYPE = { 'content-type': 'application/dns-message' };

interface BadResponse {
  readonly what: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Of the lie, unless given. */
  readonly body?: (lie: Uint8Array) => Uint8Array;
  /** Instead of a response. */
  readonly act?: (stream: ServerHttp2Stream) => void;
}

const BAD_RESPONSES: readonly BadResponse[] = [
  { what: 'a page', headers: { ':status': 200, 'content-type': 'text/html' } },
  { what: 'no type', headers: { ':status': 200 } },
  ...[204, 302, 404, 429, 500].map((status) => ({
    what: `status ${status}`,
    headers: { ':status': status, ...TYPE },
  })),
  { what: 'an empty body', body: () => new Uint8Array(0) },
  { what: 'half a message', body: (whole) => whole.subarray(0, 20) },
  { what: 'more than a message', body: () => new Uint8Array(70_000) },
  { what: 'a length that is too large', headers: { ':status': 200, ...TYPE, 'content-length': 9999 } },
  { what: 'a length that is too small', headers: { ':status': 200, ...TYPE, 'content-length': 5 } },
  { what: 'an ID that is not 0', body: (whole) => changed(whole, (bytes) => bytes.set([1], 1)) },
  { what: 'headers alone', act: (stream) => stream.respond({ ':status': 200, ...TYPE }) },
  {
    what: 'a body without end',
    act(stream) {
      stream.respond({ ':status': 200, ...TYPE });
      stream.write(new Uint8Array(100));
    },
  },
  ...[1, 2, 7, 8, 11, 13].map((code) => ({
    what: `a reset with code ${code}`,
    act: (stream: ServerHttp2Stream) => stream.close(code),
  })),
  { what: 'a GOAWAY', act: (stream) => stream.session?.goaway(0, 0) },
  { what: 'a session that is torn down', act: (stream) => stream.session?.destroy() },
];

describe('over DoH', () => {
  test.each(BAD_RESPONSES)('$what leaves it unknown, in time', async ({ headers, body, act }) => {
    const script: Script = (query) => [
      {
        http(stream) {
          if (act !== undefined) return act(stream);
          stream.respond(headers ?? { ':status': 200, ...TYPE });
          stream.end(body === undefined ? lie(query) : body(lie(query)));
        },
      },
    ];
    const { report, tookMs } = await wholeCheck(server, script, { transport: 'https' });
    expect(report.verdict).toBe('unknown');
    expect(tookMs).toBeLessThanOrEqual(BUDGET_MS);
  });

  test('the same way of asking gets a true answer', async () => {
    const { report } = await wholeCheck(server, (query) => [lie(query)], { transport: 'https' });
    expect(report.verdict).toBe('ready');
  });
});

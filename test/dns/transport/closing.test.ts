/** Servers that close TCP connections early (RFC 7766 §6.2.3), and what becomes of the questions on them. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Endpoint, Exchanged, Exchanger } from '../../../src/dns/exchange.ts';
import { createExchanger, type ExchangerOptions } from '../../../src/dns/exchanger.ts';
import { answerTo, askFor, frame, ONE_TRY } from './answers.ts';
import { createFakeClock, type FakeClock, turns, until } from './fakeClock.ts';
import { type StreamServer, tcpServer, udpServer } from './servers.ts';

/** How a connection ends: in order, or with what was not read thrown away. */
type Ending = 'end' | 'reset';

/** How many questions may be on the way to a server at a time, where nothing narrows that. */
const WINDOW = 100;

/** Answers so many questions on each connection (by its number), and closes it then. */
function closingServer(answers: (connection: number) => number, ending: Ending): Promise<StreamServer> {
  const given = new Map<number, number>();
  return tcpServer((query, connection, number) => {
    const most = answers(number);
    const count = (given.get(number) ?? 0) + 1;
    given.set(number, count);
    if (count <= most) connection.write(frame(answerTo(query)));
    if (count !== Math.max(1, most)) return;
    if (ending === 'end') connection.end();
    else connection.resetAndDestroy();
  });
}

function setUp(options: Partial<ExchangerOptions> = {}): { clock: FakeClock; exchanger: Exchanger } {
  const clock = createFakeClock();
  const exchanger = createExchanger({ clock, ...options });
  onTestFinished(() => exchanger.close());
  return { clock, exchanger };
}

function askAll(exchanger: Exchanger, port: number, count: number): Promise<Exchanged[]> {
  const endpoint: Endpoint = { protocol: 'tcp', address: '127.0.0.1', port };
  const names = Array.from({ length: count }, (_, i) => `n${i}.example.com`);
  return Promise.all(names.map((name) => exchanger.exchange(endpoint, askFor(name), ONE_TRY)));
}

function kindsOf(all: readonly Exchanged[]): { readonly [kind: string]: number } {
  return Object.fromEntries(
    [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]),
  );
}

/** What docs/performance.md promises where each connection brings at least one answer. */
function mostSent(questions: number): number {
  return 2 * questions + 2 * WINDOW;
}

describe('a server that closes each connection', () => {
  test.each([
    [1, 'end'],
    [10, 'end'],
    [100, 'end'],
    [1, 'reset'],
    [10, 'reset'],
    [100, 'reset'],
  ] as const)('after %i answers (%s) answers 1,000 questions', async (each, ending) => {
    const server = await closingServer(() => each, ending);
    const { exchanger } = setUp();
    const all = await askAll(exchanger, server.port, 1000);
    expect(kindsOf(all)).toEqual({ message: 1000 });
    expect(all.every(({ tries }) => tries === 1)).toBe(true);
    expect(exchanger.questionsSent()).toBeLessThanOrEqual(mostSent(1000));
    if (ending === 'reset') return;
    await exchanger.close();
    await until(() => server.open.size === 0);
    expect(exchanger.questionsSent()).toBe(server.queries.length);
    // Where the habit is known, few are sent in vain.
    expect(server.queries.length).toBeLessThan(1000 + 2 * WINDOW + 1000 / 8);
  });

  test('is worked through whatever it answers on each, within the bound that is told', async () => {
    const plans = fc.record({
      each: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
      questions: fc.integer({ min: 1, max: 150 }),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ each, questions }) => {
        const server = await closingServer((number) => each[number % each.length] ?? 1, 'end');
        const { exchanger } = setUp();
        const all = await askAll(exchanger, server.port, questions);
        expect(kindsOf(all)).toEqual({ message: questions });
        await exchanger.close();
        await until(() => server.open.size === 0);
        expect(exchanger.questionsSent()).toBe(server.queries.length);
        expect(server.queries.length).toBeLessThanOrEqual(mostSent(questions));
      }),
      { numRuns: 30, seed: 20261126 },
    );
  });

  test.each(['end', 'reset'] as const)('without an answer (%s) is given up soon', async (ending) => {
    const server = await closingServer(() => 0, ending);
    const { exchanger } = setUp();
    const all = await askAll(exchanger, server.port, 50);
    expect(kindsOf(all)).toEqual({ unreachable: 50 });
    expect(all[0]).toMatchObject({
      reason: expect.stringMatching(/^the server (closed|reset) the connection/),
    });
    expect(server.connections.length).toBeLessThanOrEqual(52);
  });

  test('about one name alone does not take the others with it', async () => {
    const bad = askFor('n7.example.com').name;
    const server = await tcpServer((query, connection) => {
      if (Buffer.from(query).includes('\x02n7')) connection.end();
      else connection.write(frame(answerTo(query)));
    });
    const { exchanger } = setUp();
    const all = await askAll(exchanger, server.port, 60);
    const lost = all.flatMap(({ kind }, i) => (kind === 'message' ? [] : [`n${i}.example.com.`]));
    expect(lost).toEqual([bad]);
  });

  test('gets what it left at the rate that holds for all questions', async () => {
    const server = await closingServer(() => 1, 'end');
    const { clock, exchanger } = setUp({ rateOf: () => 10 });
    const at: number[] = [];
    let over = false;
    const asked = askAll(exchanger, server.port, 25).finally(() => {
      over = true;
    });
    while (!over) {
      while (at.length < server.queries.length) at.push(clock.monotonicMs());
      await turns(20);
      await clock.advance(50);
    }
    expect(kindsOf(await asked)).toEqual({ message: 25 });
    for (const from of at)
      expect(at.filter((t) => t >= from && t < from + 1000).length).toBeLessThanOrEqual(10);
  });
});

test('a question that finds no connection is not counted as sent', async () => {
  const { port, close } = await udpServer(() => {});
  await close();
  const { exchanger } = setUp();
  expect(kindsOf(await askAll(exchanger, port, 3))).toEqual({ unreachable: 3 });
  expect(exchanger.questionsSent()).toBe(0);
});

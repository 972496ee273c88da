import { expect, it } from 'vitest';
import type { AskLimits, Begun, Endpoint, Exchanged, Exchanger, Tried } from '../../src/dns/exchange.ts';
import { createLookalikes } from '../../src/dns/lookalikes.ts';
import { parseName } from '../../src/model/name.ts';
import { createAsker } from '../../src/observe/asker.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { passing } from './observing.ts';
import { type Said, scriptedExchanger } from './scriptedExchanger.ts';

const SERVER: Endpoint = { protocol: 'udp', address: '192.0.2.1' };
const ZONE = parseName('example.com');
const LIMITS = { timeoutMs: 2000, tries: 3 };
const FIRST = { timeoutMs: 2000, lookalikes: createLookalikes(ZONE) };
const LOST: Begun = { kind: 'begun', sent: { kind: 'timeout' }, tries: 1, ignored: 0, transport: 'udp' };

/** Nobody ever answers; first tries end as `tried`. */
function silent(tried: () => Tried): Exchanger & { readonly limits: readonly AskLimits[] } {
  const limits: AskLimits[] = [];
  return {
    limits,
    async exchange(_endpoint, _ask, given): Promise<Exchanged> {
      limits.push(given);
      return { kind: 'timeout', tries: given.tries, ignored: 0, transport: 'udp' };
    },
    tryFirst(_endpoint, _ask, _limits, onEnd) {
      queueMicrotask(() => onEnd(tried()));
      return () => {};
    },
    questionsSent: () => limits.length,
    heldBackMs: () => 0,
    close: () => Promise.resolve(),
  };
}

function about(i: number) {
  return { name: parseName(`host${i}.example.com`), type: 'A', recursion: 'none' } as const;
}

it('hears out what a server has begun to say that was taken for dead meanwhile', async () => {
  const exchanger = silent(() => LOST);
  const asker = createAsker(exchanger, manualClock('2026-12-01T00:00:00Z'));
  for (let i = 0; i < 20; i++) await asker.ask(SERVER, about(i), 'flight', LIMITS);
  expect(await asker.ask(SERVER, about(20), 'flight', LIMITS)).toMatchObject({ tries: 0 });
  const begun: Begun = { ...LOST, sent: { kind: 'truncated' } };
  await asker.ask(SERVER, about(21), 'flight', { ...LIMITS, begun });
  expect(exchanger.limits.at(-1)).toEqual({ ...LIMITS, tries: 1, begun });
});

it('forgets the silence of a server that answered a first try', async () => {
  const message: Tried = {
    ...{ kind: 'message', shape: undefined, rttMs: 1, ignored: 0, transport: 'udp' },
    message: {
      ...{ id: 1, qr: true, opcode: 0, aa: true, tc: false, rd: false, ra: false, ad: false, cd: false },
      ...{ rcode: 0, questions: [], answers: [], authority: [], additional: [], edns: null },
    },
  };
  const asker = createAsker(
    silent(() => message),
    manualClock('2026-12-01T00:00:00Z'),
  );
  await asker.ask(SERVER, about(1), 'flight', LIMITS);
  expect(asker.canTryFirst([SERVER])).toBe(false);
  const ended = Promise.withResolvers<Tried>();
  asker.tryFirst(SERVER, about(2), FIRST, ended.resolve);
  await ended.promise;
  expect(asker.canTryFirst([SERVER])).toBe(true);
});

it.each([
  ['refused connection', 'unreachable', '20 questions in a row came to nothing (connection refused)'],
  ['silence', 'timeout', 'it left 20 questions in a row unanswered'],
] as const)('asks a server that has nothing but %s once in ten seconds', async (trouble, kind, why) => {
  const clock = manualClock('2026-12-01T00:00:00Z');
  let said: Said = trouble;
  const exchanger = scriptedExchanger(clock, () => said);
  const asker = createAsker(exchanger, clock);
  let i = 0;
  const next = () => passing(clock, asker.ask(SERVER, about(i++), 'flight', LIMITS));
  for (let n = 0; n < 20; n++) expect(await next()).toMatchObject({ kind });
  expect(exchanger.asked.map(({ tries }) => tries)).toEqual([3, 3, ...Array(18).fill(1)]);
  const reason = `not asked again so soon: ${why}`;
  for (let n = 0; n < 30; n++) expect(await next()).toMatchObject({ kind, reason, tries: 0 });
  expect(exchanger.asked).toHaveLength(20);
  await clock.advance(10);
  expect(await next()).toMatchObject({ kind, tries: 1 });
  expect(await next()).toMatchObject({ kind, reason: expect.stringContaining('21 questions'), tries: 0 });
  expect(exchanger.asked).toHaveLength(21);
  expect(asker.canTryFirst([SERVER])).toBe(false);
  said = { rcode: 0 };
  await clock.advance(10);
  for (let n = 0; n < 5; n++) expect(await next()).toMatchObject({ kind: 'message' });
});

it('knows the door that is closed from the one beside it, and an address without a route from a dead server', async () => {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const exchanger = scriptedExchanger(clock, ({ protocol }) =>
    protocol === 'tcp' ? 'refused connection' : 'no route',
  );
  const asker = createAsker(exchanger, clock);
  for (let i = 0; i < 40; i++) {
    await asker.ask({ ...SERVER, protocol: 'tcp' }, about(i), 'flight', LIMITS);
    await asker.ask(SERVER, about(i), 'flight', LIMITS);
  }
  const asked = Map.groupBy(exchanger.asked, ({ endpoint }) => endpoint.protocol);
  expect([asked.get('tcp')?.length, asked.get('udp')?.length]).toEqual([20, 40]);
});

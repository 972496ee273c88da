import { expect, it } from 'vitest';
import type { AskLimits, Begun, Endpoint, Exchanged, Exchanger, Tried } from '../../src/dns/exchange.ts';
import { createLookalikes } from '../../src/dns/lookalikes.ts';
import { parseName } from '../../src/model/name.ts';
import { createAsker } from '../../src/observe/asker.ts';
import { manualClock } from '../../src/world/manualClock.ts';

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

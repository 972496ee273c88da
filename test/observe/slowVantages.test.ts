/** Who is slow is waited for as long as patience lasts, is said to be slow, and changes nothing about the others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { parseName } from '../../src/model/name.ts';
import type { Answer } from '../../src/model/observation.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { startDelayProxy } from '../../src/world/delayProxy.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { fixedDelay, type Passage } from '../../src/world/passage.ts';
import { startWorld, type WorldDescription } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { passing } from './observing.ts';

const TIMEOUT_MS = 2_000;
const TRIES = 3;
/** All tries, with the pauses between them. */
const PATIENCE_MS = TRIES * TIMEOUT_MS + 500;
/** Four round trips without a delay, by a clock that goes in steps of 50 ms, and what a change of resolver costs. */
const REST_MS = 1_000;

const example = zone(
  'example.com',
  `@      3600 NS ns1
   @      3600 NS ns2
   ns1    3600 A 192.0.2.1
   ns2    3600 A 192.0.2.2
   www     300 CNAME origin
   origin   60 A 203.0.113.10`,
);
const FIRST_RESOLVER = '198.51.100.1';
const SECOND_RESOLVER = '198.51.100.2';
const AUTHORITY = '192.0.2.2';
const ADDRESSES = ['192.0.2.1', AUTHORITY, FIRST_RESOLVER, SECOND_RESOLVER, '198.51.100.3'];
const WORLD: WorldDescription = {
  authorities: [
    { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] },
    { name: 'ns2.example.com', addresses: [AUTHORITY], zones: [example] },
  ],
  resolvers: [
    { name: 'one', addresses: [FIRST_RESOLVER] },
    { name: 'two', addresses: [SECOND_RESOLVER] },
    { name: 'three', addresses: ['198.51.100.3'] },
  ],
};

type Delay = number | 'for ever';

interface Seen {
  readonly answers: readonly Answer[];
  readonly tookMs: number;
}

/** Observes www.example.com from cold, with so many milliseconds more for each round trip to an address. */
async function observed(delays: ReadonlyMap<string, Delay>): Promise<Seen> {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const world = await startWorld(WORLD, { clock });
  const proxies = new Map<string, Awaited<ReturnType<typeof startDelayProxy>>>();
  for (const [address, delay] of delays) {
    const passage: Passage =
      delay === 'for ever' ? { cross: () => new Promise(() => {}) } : fixedDelay(delay / 2, clock);
    proxies.set(address, await startDelayProxy({ addresses: [address], dial: world.dial, passage }));
  }
  const observer = createObserver({
    exchanger: createExchanger({
      clock,
      dial: (address, port) => (proxies.get(address) ?? world).dial(address, port),
    }),
    ...{ clock, resolvers: world.resolvers, authority: { mode: 'auto' } },
    ...{ timeoutMs: TIMEOUT_MS, tries: TRIES, budgetMs: 10_000 },
  });
  const before = clock.monotonicMs();
  const target = {
    input: 'www.example.com',
    name: parseName('www.example.com'),
    types: ['A', 'CNAME'],
  } as const;
  const { answers } = await passing(clock, observer.observe(target));
  const tookMs = clock.monotonicMs() - before;
  await observer.close();
  for (const proxy of proxies.values()) await proxy.stop();
  await world.stop();
  return { answers, tookMs };
}

/** What was said, without when; what caches have left depends on when they first heard of it. */
function said(answers: readonly Answer[]): string[] {
  return answers.map(({ vantage, server, question, outcome, rrsets }) => {
    const sets = rrsets.map(({ owner, type, ttl, rdata }) =>
      [owner, type, vantage === 'resolver' ? '' : ttl, ...rdata].join(' '),
    );
    return [vantage, server, question.name, question.type, outcome, ...sets].join(' | ');
  });
}

describe('somebody who never answers', () => {
  it.each([
    ['the first resolver', FIRST_RESOLVER],
    ['another resolver', SECOND_RESOLVER],
    ['an authority', AUTHORITY],
  ])('is marked as timed out and holds nobody back longer than that: %s', async (_, address) => {
    const healthy = await observed(new Map());
    const seen = await observed(new Map([[address, 'for ever']]));
    const silent = seen.answers.filter((answer) => answer.address === address);
    expect(silent.length).toBeGreaterThan(0);
    expect(new Set(silent.map(({ outcome }) => outcome))).toEqual(new Set(['timeout']));
    const others = (answers: readonly Answer[]) => answers.filter((answer) => answer.address !== address);
    expect(said(others(seen.answers))).toEqual(said(others(healthy.answers)));
    // One question each, as many as from somebody who answers.
    expect(silent.length).toBe(healthy.answers.length - others(healthy.answers).length);
    expect(seen.tookMs).toBeGreaterThanOrEqual(TRIES * TIMEOUT_MS);
    expect(seen.tookMs).toBeLessThanOrEqual(PATIENCE_MS + REST_MS);
  });
});

describe('somebody who answers late, but in time', () => {
  it('is heard, whoever it is', async () => {
    for (const address of ADDRESSES) {
      const seen = await observed(new Map([[address, TIMEOUT_MS - 300]]));
      const late = seen.answers.filter((answer) => answer.address === address);
      expect([address, ...new Set(late.map(({ outcome }) => outcome))]).not.toContain('timeout');
      for (const answer of late) expect(answer.rttMs).toBeGreaterThanOrEqual(TIMEOUT_MS - 300);
    }
  });
});

describe('what is told', () => {
  it('is the same, in the same order, whoever was faster', async () => {
    const expected = said((await observed(new Map())).answers);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...ADDRESSES.map(() => fc.integer({ min: 0, max: TIMEOUT_MS - 200 }))),
        async (delays) => {
          const { answers } = await observed(
            new Map(ADDRESSES.map((address, i) => [address, delays[i] ?? 0])),
          );
          expect(said(answers)).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });
});

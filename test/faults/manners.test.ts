/** What servers get from a long list: never more than their rate, less when they refuse, and nothing twice. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ManualClock } from '../../src/world/manualClock.ts';
import { busiestSecond, type Checked, startFaultyInternet } from './faultyInternet.ts';
import type { SeenQuestion, Weather } from './faultyProxy.ts';
import { printTable, seconds } from './printTable.ts';
import { mostQuestions } from './questionBound.ts';
import { fair, limiting, lossy } from './weather.ts';

const RATE = 100;
const LIMIT = 50;
const NAMES = Array.from({ length: 300 }, (_, i) => `host${i}`);
const LINES = NAMES.map((name, i) => `${name} 300 A 198.51.100.${i % 250}`).join('\n');
const LIST = NAMES.map((name) => `${name}.example.com`);

const isResolver = (address: string) => address.startsWith('198.51.100.');
const isAuthority = (address: string) => !isResolver(address);

interface Case {
  readonly what: string;
  readonly weather: (clock: ManualClock) => Weather;
  readonly atOnce: number;
  /** Of 300 names. */
  readonly mostUnknown: number;
}

const CASES: readonly Case[] = [
  { what: 'none', weather: () => fair(), atOnce: 8, mostUnknown: 0 },
  { what: 'none, 64 names at a time', weather: () => fair(), atOnce: 64, mostUnknown: 0 },
  { what: '5 % loss', weather: () => lossy(0.05, 1), atOnce: 8, mostUnknown: 3 },
  {
    what: `resolvers refuse above ${LIMIT} questions a second`,
    weather: (clock) => limiting(clock, LIMIT, 'refused', isResolver),
    atOnce: 8,
    mostUnknown: 0,
  },
  {
    what: `resolvers drop above ${LIMIT} questions a second`,
    weather: (clock) => limiting(clock, LIMIT, 'dropped', isResolver),
    atOnce: 8,
    mostUnknown: 0,
  },
  {
    what: `authorities refuse above ${LIMIT} questions a second`,
    weather: (clock) => limiting(clock, LIMIT, 'refused', isAuthority),
    atOnce: 8,
    mostUnknown: 5,
  },
  {
    what: `authorities drop above ${LIMIT} questions a second`,
    weather: (clock) => limiting(clock, LIMIT, 'dropped', isAuthority),
    atOnce: 8,
    mostUnknown: 5,
  },
];

const rows: string[][] = [];

describe(`300 names at ${RATE} questions a second`, () => {
  it.each(CASES)(
    '$what: no server gets more in any second',
    async ({ what, weather, atOnce, mostUnknown }) => {
      await using internet = await startFaultyInternet({ weather, more: LINES, rate: RATE });
      const checked = await internet.check(LIST, atOnce);
      const { seen, clock } = internet;
      const count = (verdict: string) => checked.filter(({ report }) => report.verdict === verdict).length;
      rows.push([
        ...[what, String(count('ready')), String(count('unknown')), String(count('not-ready'))],
        ...[seconds(clock.monotonicMs()), String(seen.length), String(busiestSecond(seen))],
      ]);
      expect(busiestSecond(seen)).toBeLessThanOrEqual(RATE);
      expect(count('not-ready')).toBe(0);
      expect(count('unknown')).toBeLessThanOrEqual(mostUnknown);
    },
  );
});

afterAll(() => {
  printTable(['fault', 'ready', 'unknown', 'wrong', 'took', 'queries', 'busiest second of a server'], rows);
});

describe('60 names at 40 questions a second in all', () => {
  it.each([
    ['none', () => fair()],
    ['5 % loss', () => lossy(0.05, 1)],
  ])('%s: all servers together get no more in any second', async (what, weather) => {
    await using internet = await startFaultyInternet({ weather, more: LINES, rate: RATE, totalRate: 40 });
    const checked = await internet.check(LIST.slice(0, 60), 8);
    // What waits for a connection to open leaves when it had its turn and arrives later, among others.
    const udp = internet.seen.filter(({ transport }) => transport === 'udp');
    const all = udp.map((question) => ({ ...question, address: 'all' }));
    const count = (verdict: string) => checked.filter(({ report }) => report.verdict === verdict).length;
    rows.push([
      ...[`${what}, 60 names, 40 a second in all`, String(count('ready')), String(count('unknown'))],
      ...[String(count('not-ready')), seconds(internet.clock.monotonicMs())],
      ...[String(all.length), `${busiestSecond(all)} of all`],
    ]);
    expect(busiestSecond(all)).toBeLessThanOrEqual(40);
    expect(busiestSecond(all)).toBeGreaterThan(20);
    expect(count('not-ready')).toBe(0);
  });
});

describe('a question', () => {
  it('goes to each server once, whoever wants the answer', async () => {
    await using internet = await startFaultyInternet({ weather: () => fair(), more: LINES });
    await internet.check([...LIST.slice(0, 40), 'www.example.com', 'alias.example.com'], 16);
    expect(askedTwice(internet.seen.filter(({ address }) => isAuthority(address)))).toEqual([]);
    // What a resolver said to show the way is not what it holds after the authorities were asked.
    for (const [, times] of timesAsked(internet.seen)) expect(times).toBeLessThanOrEqual(2);
  });
});

function timesAsked(seen: readonly SeenQuestion[]): [string, number][] {
  const groups = Map.groupBy(
    seen.filter(({ transport }) => transport === 'udp'),
    ({ address, question }) => `${address} ${question}`,
  );
  return [...groups].map(([what, times]) => [what, times.length]);
}

function askedTwice(seen: readonly SeenQuestion[]): string[] {
  return timesAsked(seen)
    .filter(([, times]) => times > 1)
    .map(([what]) => what);
}

const BEHAVIOURS = ['normal', 'silent', 'lame', 'intercepted', 'refusing', 'failing', 'truncating'] as const;
const RESOLVER_BEHAVIOURS = ['normal', 'silent', 'refusing', 'failing', 'truncating'] as const;

describe('whatever servers do', () => {
  it('no more questions are sent than the bound of docs/reliability.md', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          authorities: fc.array(fc.constantFrom(...BEHAVIOURS), { minLength: 4, maxLength: 4 }),
          resolvers: fc.array(fc.constantFrom(...RESOLVER_BEHAVIOURS), { minLength: 3, maxLength: 3 }),
          loss: fc.constantFrom(0, 0.05, 0.3),
          seed: fc.integer(),
          names: fc.integer({ min: 1, max: 12 }),
        }),
        async ({ authorities, resolvers, loss, seed, names }) => {
          await using internet = await startFaultyInternet({
            weather: () => lossy(loss, seed),
            more: LINES,
            prepare(world) {
              for (const [i, kind] of authorities.entries())
                world.authority(`ns${i + 1}.example.com`).behave({ kind });
              for (const [i, kind] of resolvers.entries()) world.resolver(`cache-${i + 1}`).behave(kind);
            },
          });
          const checked: readonly Checked[] = await internet.check(
            [...LIST.slice(0, names), 'alias.example.com', 'absent.example.com'],
            4,
          );
          expect(checked.filter(({ report, name }) => isWrong(name, report.verdict))).toEqual([]);
          const atAuthorities = internet.seen.filter(({ address }) => isAuthority(address));
          for (const [, all] of Map.groupBy(atAuthorities, (s) => `${s.address} ${s.question}`))
            expect(all.length).toBeLessThanOrEqual(2 * 7);
          expect(internet.seen.length).toBeLessThanOrEqual(
            mostQuestions({ names: names + 3, types: 2, ...{ addresses: 8, servers: 4, resolvers: 3 } }),
          );
        },
      ),
      { numRuns: Number(process.env.TTL_CHECK_FAULT_RUNS ?? 40), seed: 20261124 },
    );
  });
});

/** A resolver alone may prove that a name is not there; nothing but the authorities proves that it is ready. */
function isWrong(name: string, verdict: string): boolean {
  return verdict === (name === 'absent.example.com' ? 'ready' : 'not-ready');
}

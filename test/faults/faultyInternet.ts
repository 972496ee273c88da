/** A small internet whose ways are faulty, the program's observer and judge in front of it, and a clock of its own. */
import { createExchanger } from '../../src/dns/exchanger.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type { TargetReport } from '../../src/model/report.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { type Zone, zone } from '../../src/world/zone.ts';
import { judged } from '../judge/context.ts';
import { passing } from '../observe/observing.ts';
import { type SeenQuestion, startFaultyProxy, type Weather } from './faultyProxy.ts';

/** Milliseconds for one name all in all, as the program has it. */
export const BUDGET_MS = 10_000;

/** 40 addresses fit into a datagram of 1232 octets and not into one of 512; 90 fit into neither. */
const SOME_ADDRESSES = Array.from({ length: 40 }, (_, i) => `some 300 A 203.0.113.${i + 1}`).join('\n');
const MANY_ADDRESSES = Array.from({ length: 90 }, (_, i) => `many 300 A 203.0.113.${i + 1}`).join('\n');

/** Four servers with two addresses each; one of them still has a day for `mixed`. */
function exampleZone(mixedTtl: number, more = ''): Zone {
  return zone(
    'example.com',
    `@ 3600 NS ns1
     @ 3600 NS ns2
     @ 3600 NS ns3
     @ 3600 NS ns4
     ns1 3600 A 192.0.2.1
     ns1 3600 AAAA 2001:db8::1
     ns2 3600 A 192.0.2.2
     ns2 3600 AAAA 2001:db8::2
     ns3 3600 A 192.0.2.3
     ns3 3600 AAAA 2001:db8::3
     ns4 3600 A 192.0.2.4
     ns4 3600 AAAA 2001:db8::4
     www 300 A 203.0.113.1
     www 300 AAAA 2001:db8:1::1
     alias 300 CNAME www
     old 86400 A 203.0.113.2
     mixed ${mixedTtl} A 203.0.113.3
     ${SOME_ADDRESSES}
     ${MANY_ADDRESSES}
     ${more}`,
  );
}

/** What the servers say, when all of them are heard: the only verdict besides unknown. */
export const TRUTHS: { readonly [name: string]: 'ready' | 'not-ready' } = {
  'www.example.com': 'ready',
  'alias.example.com': 'ready',
  'some.example.com': 'ready',
  'many.example.com': 'ready',
  'old.example.com': 'not-ready',
  'mixed.example.com': 'not-ready',
  'absent.example.com': 'not-ready',
};

export interface FaultyInternet extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly world: World;
  readonly seen: readonly SeenQuestion[];
  /** Observes these names, so many at a time, and judges them as on the day of the cutover. */
  check(names: readonly string[], atOnce: number): Promise<readonly Checked[]>;
  queriesSent(): number;
}

export interface Checked {
  readonly name: string;
  readonly report: TargetReport;
  readonly tookMs: number;
}

export interface FaultyInternetOptions {
  readonly weather: (clock: ManualClock) => Weather;
  /** Lines of the zone besides those of `TRUTHS`. */
  readonly more?: string;
  /** Questions a second to each server; no bound unless given. */
  readonly rate?: number;
  /** Questions a second to all servers together. */
  readonly totalRate?: number;
  /** Ways of being broken that servers have, and not ways to them. */
  readonly prepare?: (world: World) => void;
}

export async function startFaultyInternet(options: FaultyInternetOptions): Promise<FaultyInternet> {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const authorities = [1, 2, 3, 4].map((n) => ({
    name: `ns${n}.example.com`,
    addresses: [`192.0.2.${n}`, `2001:db8::${n}`],
    zones: [exampleZone(n === 4 ? 86_400 : 300, options.more)],
  }));
  const resolvers = [1, 2, 3].map((n) => ({ name: `cache-${n}`, addresses: [`198.51.100.${n}`] }));
  const world = await startWorld({ authorities, resolvers }, { clock });
  options.prepare?.(world);
  const weather = options.weather(clock);
  const proxy = await startFaultyProxy({ addresses: world.addresses, dial: world.dial, clock, weather });
  const { rate, totalRate } = options;
  const observer = createObserver({
    exchanger: createExchanger({
      ...{ clock, dial: proxy.dial },
      ...(rate === undefined ? {} : { rateOf: () => rate }),
      ...(totalRate === undefined ? {} : { totalRate }),
    }),
    ...{ clock, resolvers: world.resolvers, authority: { mode: 'auto' } },
    ...{ timeoutMs: 2000, tries: 3, budgetMs: BUDGET_MS },
  });

  async function checkOne(name: string): Promise<Checked> {
    const types = ['A', 'AAAA', 'CNAME', 'NS'] as const;
    const target = { input: name, name: parseName(name) as Name, types };
    const before = clock.monotonicMs();
    const observation = await observer.observe(target);
    const tookMs = clock.monotonicMs() - before;
    return { name, tookMs, report: judged(observation, { stage: 'day-of', at: clock.now() }) };
  }

  async function check(names: readonly string[], atOnce: number): Promise<readonly Checked[]> {
    const left = [...names];
    const done: Checked[] = [];
    async function worker(): Promise<void> {
      for (let name = left.shift(); name !== undefined; name = left.shift()) done.push(await checkOne(name));
    }
    await passing(clock, Promise.all(Array.from({ length: atOnce }, worker)));
    return done;
  }

  return {
    ...{ clock, world, seen: proxy.seen, check },
    queriesSent: () => observer.queriesSent(),
    async [Symbol.asyncDispose]() {
      await observer.close();
      await proxy.stop();
      await world.stop();
    },
  };
}

/** The most that any one address was asked within a second. */
export function busiestSecond(seen: readonly SeenQuestion[]): number {
  const byAddress = Map.groupBy(seen, ({ address }) => address);
  let most = 0;
  for (const questions of byAddress.values())
    for (let from = 0, to = 0; to < questions.length; to++) {
      while ((questions[to]?.atMs ?? 0) - (questions[from]?.atMs ?? 0) >= 1000) from++;
      most = Math.max(most, to - from + 1);
    }
  return most;
}

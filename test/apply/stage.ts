/** A migration on a world in the process, for passes one after the other on a clock that is moved by hand. */
import { type PassOptions, passMigration } from '../../src/apply/passMigration.ts';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import { DEFAULT_GUARDS } from '../../src/model/guards.ts';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { Journal } from '../../src/model/journal.ts';
import type { Migration, RecordSelector } from '../../src/model/migration.ts';
import { parseName } from '../../src/model/name.ts';
import type { Observer } from '../../src/model/observer.ts';
import type { PassReport } from '../../src/model/pass.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { datedStages } from '../../src/policy/calendar.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { passing } from '../observe/observing.ts';
import { SHIPPED_POLICY as shippedPolicy } from '../policy/shippedPolicy.ts';
import { type WorldProvider, worldProvider } from './worldProvider.ts';

export const DAY = 86_400;
export const CUTOVER: Instant = instant(Date.UTC(2026, 11, 12, 12));

/** Shipped, but a pass waits only 20 s for the servers. */
export const POLICY: Policy = {
  ...shippedPolicy,
  figures: { ...shippedPolicy.figures, propagation: 20 },
};

export function named(name: string, ...types: string[]): RecordSelector {
  return { kind: 'name', name: parseName(name), types, origin: { file: 'test', line: 1 } };
}

export function migration(changes: Partial<Migration> = {}): Migration {
  return {
    name: 'move',
    cutover: { at: CUTOVER, timezone: 'UTC' },
    records: [named('www.example.com', 'A')],
    provider: 'world',
    freezes: [],
    acknowledge: [],
    origin: { file: 'test', line: 1 },
    ...changes,
  };
}

export interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly clock: ManualClock;
  readonly journal: Journal;
  readonly provider: WorldProvider;
  /** A pass now. */
  pass(
    changes?: Partial<PassOptions> & { readonly observerOf?: (o: Observer) => Observer },
  ): Promise<PassReport>;
  /** Moves the clock so that so many seconds are left to the cutover (negative: after it). */
  at(secondsBefore: number): Promise<void>;
  /** TTL and data at the provider, as `300 192.0.2.10`. */
  live(owner?: string, type?: string): string;
  /** Somebody else's hand. */
  edit(
    change: { readonly ttl?: number; readonly rdata?: readonly string[] },
    owner?: string,
    type?: string,
  ): void;
  former(): Promise<string[]>;
}

const ZONE_TEXT = `@    3600 NS ns1
  @    3600 NS ns2
  ns1  3600 A 192.0.2.1
  ns2  3600 A 192.0.2.2`;

/** `records` are lines of the zone example.com; the clock starts 20 days before the cutover. */
export async function stage(
  records: string,
  changes: { readonly migration?: Partial<Migration> } = {},
): Promise<Stage> {
  const clock = manualClock(plusSeconds(CUTOVER, -20 * DAY));
  const own = zone('example.com', `${ZONE_TEXT}\n${records}`);
  const world = await startWorld(
    {
      authorities: [
        { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] },
        { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [own] },
      ],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.53'] }],
    },
    { clock },
  );
  const journal = await openJournal(':memory:', { mode: 'write' });
  const provider = worldProvider(world, 'ns1.example.com', clock.now);
  const moved = migration(changes.migration);
  const absolute = (owner: string) => parseName(owner === '@' ? 'example.com' : `${owner}.example.com`);
  return {
    ...{ world, clock, journal, provider },
    async pass({ observerOf, ...more } = {}) {
      const mine = more.migration ?? moved;
      const exchanger = createExchanger({ clock, dial: world.dial });
      const observer = createObserver({
        ...{ exchanger, clock, timeoutMs: 500, tries: 1, budgetMs: 5000 },
        ...{ resolvers: world.resolvers, authority: { mode: 'auto' } },
      });
      const options: PassOptions = {
        ...{ migration: mine, policy: POLICY, stages: datedStages(POLICY, mine.cutover) },
        ...{ provider, journal, observer: observerOf?.(observer) ?? observer, clock, guards: DEFAULT_GUARDS },
        ...{ mode: 'write', digestOf: (plan) => `digest-of-${plan.rrsets.length}` },
        ...more,
      };
      try {
        return await passing(clock, passMigration(options));
      } finally {
        await observer.close();
      }
    },
    async at(secondsBefore) {
      await clock.advance(Math.max(0, (plusSeconds(CUTOVER, -secondsBefore) - clock.now()) / 1000));
    },
    live(owner = 'www', type = 'A') {
      const [z] = world.authority('ns1.example.com').zones();
      const found = z?.records.filter((r) => r.owner === absolute(owner) && r.type === type) ?? [];
      return found.length === 0 ? 'gone' : `${found[0]?.ttl} ${found.map((r) => r.rdata).join(',')}`;
    },
    edit(change, owner = 'www', type = 'A') {
      world.change('example.com', absolute(owner), type, change);
    },
    async former() {
      const all = await journal.formerTtls(moved.name);
      return all.map((f) => `${f.owner} ${f.type} ${f.ttl}${f.restoredAt === undefined ? '' : ' restored'}`);
    },
    async [Symbol.asyncDispose]() {
      await journal.close();
      await world.stop();
    },
  };
}

/** `www.example.com. A one-week verified`, one line a result. */
export function outcomes(report: PassReport): string[] {
  return report.results.map((r) => `${r.owner} ${r.type} ${r.step.id} ${r.outcome}`);
}

/** An object whose k-th call of any method (all of `objects` counted together) does not return; `after` it was done. */
export interface Fault {
  readonly when: 'before' | 'after';
  readonly call: number;
}

export class Killed extends Error {}

/** Counts the calls over several objects, so that a pass can be killed at each of them. */
export function faulty(fault: Fault): {
  readonly of: <T extends object>(object: T) => T;
  readonly calls: () => number;
} {
  let calls = 0;
  function guard<T>(call: () => Promise<T>): Promise<T> {
    const mine = ++calls;
    if (mine > fault.call || (mine === fault.call && fault.when === 'before'))
      return Promise.reject(new Killed(`killed before call ${mine}`));
    if (mine < fault.call) return call();
    return call().then(() => Promise.reject(new Killed(`killed after call ${mine}`)));
  }
  return {
    calls: () => calls,
    of: (object) =>
      new Proxy(object, {
        get(target, property) {
          const value: unknown = Reflect.get(target, property);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const run = (): unknown => Reflect.apply(value, target, args);
            if (property === 'batchSize' || property === 'queriesSent') return run();
            if (property === 'listZones' || property === 'readRrsets')
              return (async function* () {
                await guard(async () => undefined);
                yield* run() as AsyncIterable<unknown>;
              })();
            return guard(async () => await run());
          };
        },
      }),
  };
}

import { vi } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import type { Seen } from '../../src/model/lookalike.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Target } from '../../src/model/target.ts';
import type { AuthorityChoice } from '../../src/observe/context.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { atOnce } from '../../src/sources/atOnce.ts';
import { targetsFromNames } from '../../src/sources/names.ts';
import { hurried } from '../../src/world/hurried.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type World, type WorldDescription } from '../../src/world/world.ts';

const TYPES = ['A', 'AAAA', 'CNAME', 'NS'] as const;

/** A world, an observer over it, and a clock that moves only while everybody waits. */
export interface Scene extends AsyncDisposable {
  readonly world: World;
  readonly clock: ManualClock;
  observe(name: string, more?: Partial<Target>): Promise<Observation>;
  /** The same for a list, with an observer of its own, which learns as it goes. */
  observeMany(names: readonly string[], more?: Partial<Target>): Promise<readonly Seen[]>;
  queriesSent(): number;
}

export interface SceneOptions {
  readonly authority?: AuthorityChoice;
  readonly budgetMs?: number;
  readonly dial?: (world: World) => World['dial'];
  readonly signal?: AbortSignal;
  readonly withoutResolvers?: true;
}

export async function scene(description: WorldDescription, options: SceneOptions = {}): Promise<Scene> {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const world = await startWorld(description, { clock });
  const exchanger = createExchanger({ clock, dial: options.dial?.(world) ?? world.dial });
  const settings = {
    ...{ clock, timeoutMs: 2000, tries: 3 },
    resolvers: options.withoutResolvers ? [] : world.resolvers,
    authority: options.authority ?? { mode: 'auto' as const },
    budgetMs: options.budgetMs ?? 10_000,
  };
  const observer = createObserver({ ...settings, exchanger });
  return {
    world,
    clock,
    observe(name, more) {
      const [target] = targetsFromNames([name], { types: TYPES });
      if (target === undefined) throw new Error('no target');
      return passing(clock, observer.observe({ ...target, ...more }, options.signal));
    },
    async observeMany(names, more) {
      const targets = targetsFromNames(names, { types: TYPES }).map((target) => ({ ...target, ...more }));
      const many = createObserver({
        ...settings,
        exchanger: createExchanger({ clock, dial: options.dial?.(world) ?? world.dial }),
      });
      const seen = many.observeMany(atOnce(targets), { ...options, concurrency: 2 });
      try {
        return (await passing(clock, Array.fromAsync(seen))).flat();
      } finally {
        await many.close();
      }
    },
    queriesSent: () => observer.queriesSent(),
    async [Symbol.asyncDispose]() {
      await observer.close();
      await world.stop();
    },
  };
}

/**
 * `promise`, with the clock moving on whenever nothing in this process has anything to do. While `isBusy`,
 * something is under way that this process does not see, and the clock stands still.
 */
export function passing<T>(clock: ManualClock, promise: Promise<T>, isBusy?: () => boolean): Promise<T> {
  return hurried(clock, promise, {
    // Modules come from another thread.
    settled: vi.dynamicImportSettled,
    ...(isBusy === undefined ? {} : { isBusy }),
  });
}

/** One line an answer, for assertions that read like a transcript. */
export function transcript(observation: Observation, vantage: string): string[] {
  return observation.answers
    .filter((a) => a.vantage === vantage)
    .map((a) => {
      const sets = a.rrsets.map((s) => `${s.owner} ${s.ttl} ${s.type} ${s.rdata.join(',')}`);
      const asked = `${a.server} ${a.question.name} ${a.question.type}`;
      return [asked, a.outcome, ...(a.again ? ['again'] : []), ...sets].join(' | ');
    });
}

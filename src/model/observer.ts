import type { Seen } from './lookalike.ts';
import type { Observation } from './observation.ts';
import type { Target } from './target.ts';

export interface ManyOptions {
  /** Targets under way at a time. */
  readonly concurrency: number;
  /** After it aborts no target is begun; those under way end at once, as interrupted. */
  readonly signal?: AbortSignal;
  /** A target was begun. */
  readonly onBegun?: (target: Target) => void;
}

/** Sees what there is to see of a target. `cli`, `plan` and `schedule` call it; `observe/observer.ts` is the real one. */
export interface Observer {
  /**
   * Asks authorities, parent and resolvers. Never rejects for what the network does. After `signal`
   * aborts it resolves at once with what is known so far (circumstance `interrupted`).
   */
  observe(target: Target, signal?: AbortSignal): Promise<Observation>;
  /**
   * The same for a list of any length, so many at a time; what was seen in their order, as many at once as are known.
   * Throws what `targets` throws, when its turn comes.
   */
  observeMany(
    targets: AsyncIterable<readonly Target[]>,
    options: ManyOptions,
  ): AsyncGenerator<readonly Seen[], void>;
  /** How many questions were sent so far, tries included. */
  queriesSent(): number;
  close(): Promise<void>;
}

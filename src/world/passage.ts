import type { Clock } from '../model/clock.ts';
import { openStillness } from './stillness.ts';

/** The way between the program and a server, in one direction. */
export interface Passage {
  /** Resolves when what was sent now has arrived. */
  cross(): Promise<void>;
}

/** Every crossing takes `ms` of the clock: 25 each way is a round trip of 50 ms. */
export function fixedDelay(ms: number, clock: Clock): Passage {
  return { cross: () => clock.wait(ms) };
}

/** A passage that takes no time and counts what it would have taken. */
export interface RoundCounter extends Passage {
  /** How many round trips one after the other there were so far; a way without a way back is half of one. */
  rounds(): number;
  /** Begins to count anew. */
  reset(): void;
}

/**
 * Holds everything that is under way until nothing more comes, then lets it all arrive at once: one crossing.
 * With the program, its servers and this passage in one process and no real waiting in between, that is a
 * simulation in which every way takes the same time and work takes none, so crossings are the latency.
 */
export function roundCounter(): RoundCounter {
  let crossings = 0;
  let held: (() => void)[] = [];

  async function letArrive(): Promise<void> {
    await using stillness = await openStillness();
    await stillness.reached(() => false);
    crossings++;
    const arriving = held;
    held = [];
    for (const arrive of arriving) arrive();
  }

  return {
    cross: () =>
      new Promise((resolve) => {
        held.push(resolve);
        if (held.length === 1) void letArrive();
      }),
    rounds: () => crossings / 2,
    reset: () => {
      crossings = 0;
    },
  };
}

import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';
import { type Instant, instant } from '../model/instant.ts';

export interface AcceleratedClockOptions {
  /** What the clock shows when it starts. */
  readonly start: Instant;
  /** Seconds of the clock for one real second, above 0. */
  readonly factor: number;
  /**
   * Waits of up to this many milliseconds last as long as they say (default 10 000): they are time-outs of
   * real sockets, and a loopback does not get faster with the calendar.
   */
  readonly realTimeUpToMs?: number;
}

/** A clock that runs `factor` times as fast as the real one: two weeks of a migration while somebody watches. */
export function acceleratedClock(options: AcceleratedClockOptions): Clock {
  const { start, factor, realTimeUpToMs = 10_000 } = options;
  if (!(factor > 0)) throw new RangeError(`a clock cannot run ${factor} times as fast`);
  const startedMs = performance.now();
  return {
    now: () => instant(Math.round(start + (performance.now() - startedMs) * factor)),
    monotonicMs: () => performance.now(),
    wait: async (ms, signal) => {
      // Timers have whole milliseconds and may be one early; a wait must not be shorter than it says.
      const realMs = ms <= realTimeUpToMs ? ms : Math.ceil(ms / factor) + 1;
      try {
        await setTimeout(Math.max(0, realMs), undefined, signal === undefined ? {} : { signal });
      } catch {
        // Aborted: a Clock's wait then ends without an error.
      }
    },
  };
}

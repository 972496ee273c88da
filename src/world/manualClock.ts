import type { Clock } from '../model/clock.ts';
import { type Instant, instant } from '../model/instant.ts';
import { loopTurns } from './loopTurns.ts';

/** A clock that stands still until it is told to move. For tests: nothing in it depends on real time. */
export interface ManualClock extends Clock {
  /**
   * Moves on by `seconds`, releasing the waits on the way one after the other, the earliest first; waits
   * that begin meanwhile and are due in time are released too. Resolves when what they set off in this process
   * has had its turn. The time is already the first due instant (or the end) when the call returns.
   */
  advance(seconds: number): Promise<void>;
  /** How many waits are pending. */
  waiting(): number;
  /** Milliseconds to the first instant that somebody waits for; undefined where nobody does. */
  msToNext(): number | undefined;
  /** How many waits have ended so far. */
  released(): number;
  /** Resolves as soon as at least `count` waits are pending (1 unless given). */
  whenWaiting(count?: number): Promise<void>;
}

interface Wait {
  readonly due: number;
  readonly release: () => void;
}

/** A manual clock that shows `start`: an instant, or an ISO 8601 text such as `2026-12-01T00:00:00Z`. */
export function manualClock(start: Instant | string): ManualClock {
  const startedAt = instant(typeof start === 'string' ? Date.parse(start) : start);
  let now: number = startedAt;
  let released = 0;
  let waits: Wait[] = [];
  let watchers: { readonly count: number; readonly tell: () => void }[] = [];

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true || !(ms > 0)) return Promise.resolve();
    return new Promise((resolve) => {
      const pending: Wait = {
        due: now + ms,
        release: () => {
          released++;
          signal?.removeEventListener('abort', pending.release);
          waits = waits.filter((other) => other !== pending);
          resolve();
        },
      };
      signal?.addEventListener('abort', pending.release, { once: true });
      waits.push(pending);
      for (const watcher of watchers) if (waits.length >= watcher.count) watcher.tell();
      watchers = watchers.filter((watcher) => waits.length < watcher.count);
    });
  }

  async function advance(seconds: number): Promise<void> {
    if (!(seconds >= 0)) throw new RangeError(`a clock cannot advance by ${seconds} s`);
    const end = Math.round(now + seconds * 1000);
    for (;;) {
      // Array.prototype.sort keeps the order of beginning among waits that are due together.
      const next = waits.toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      now = next.due;
      next.release();
      await loopTurns(2);
    }
    now = end;
    await loopTurns(2);
  }

  return {
    now: () => instant(Math.round(now)),
    monotonicMs: () => now - startedAt,
    wait,
    advance,
    waiting: () => waits.length,
    released: () => released,
    msToNext: () => (waits.length === 0 ? undefined : Math.min(...waits.map(({ due }) => due)) - now),
    whenWaiting: (count = 1) =>
      waits.length >= count
        ? Promise.resolve()
        : new Promise((tell) => {
            watchers.push({ count, tell });
          }),
  };
}

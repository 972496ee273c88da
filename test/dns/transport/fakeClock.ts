import type { Clock } from '../../../src/model/clock.ts';
import { instant } from '../../../src/model/instant.ts';

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /** Moves on, and lets everything that was due run. */
  advance(ms: number): Promise<void>;
  /** How many waits are pending. */
  readonly pending: number;
}

export function createFakeClock(): FakeClock {
  const waits = new Set<{ readonly due: number; readonly end: () => void }>();
  let time = 1_000;

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const entry = {
        due: time + ms,
        end: () => {
          waits.delete(entry);
          resolve();
        },
      };
      if (signal?.aborted) {
        resolve();
        return;
      }
      waits.add(entry);
      signal?.addEventListener('abort', entry.end, { once: true });
    });
  }

  async function advance(ms: number): Promise<void> {
    const end = time + ms;
    for (;;) {
      const [next] = [...waits].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      time = Math.max(time, next.due);
      next.end();
      await turns();
    }
    time = end;
    await turns();
  }

  return {
    now: () => instant(Math.round(time)),
    monotonicMs: () => time,
    wait,
    advance,
    get pending() {
      return waits.size;
    },
  };
}

/** Lets the event loop go round, so that what has already arrived on loopback is read. */
export async function turns(count: number = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Goes round until it holds; the test's own time-out ends it otherwise. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turns(1);
}

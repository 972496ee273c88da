import type { Clock } from '../model/clock.ts';
import { instant } from '../model/instant.ts';

/** Node's timers hold at most so many milliseconds (about 24.8 days); above, they fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. Made once at the door; everything else receives it. */
export function systemClock(): Clock {
  return { now: () => instant(Date.now()), monotonicMs, wait };
}

/** A short run notices that `performance.now()` loads all of perf_hooks, a long one that `hrtime()` makes an array. */
const READINGS_OF_A_SHORT_RUN = 1_000;
let readings = 0;
/** What `performance.now()` lacks of the same clock's reading. */
let offsetMs = 0;

function monotonicMs(): number {
  if (readings > READINGS_OF_A_SHORT_RUN) return performance.now() + offsetMs;
  const [seconds, nanoseconds] = process.hrtime();
  const now = seconds * 1e3 + nanoseconds / 1e6;
  if (++readings > READINGS_OF_A_SHORT_RUN) offsetMs = now - performance.now();
  return now;
}

async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  const end = monotonicMs() + ms;
  // A timer counts from when the loop last looked at the clock, and so may end a millisecond or two early.
  for (let left = ms; left > 0 && !signal?.aborted; left = end - monotonicMs())
    await timer(Math.min(left, LONGEST_TIMER_MS), signal);
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(handle);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const handle = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

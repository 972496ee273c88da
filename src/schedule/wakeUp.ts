import type { Clock } from '../model/clock.ts';
import type { Instant } from '../model/instant.ts';
import type { WakeCause } from '../model/schedulerEvent.ts';
import type { Ticker } from './ticker.ts';

/** Wishes for the configuration to be read anew. One that comes while nobody waits is kept. */
export interface ReloadWishes {
  /** Resolves at the next wish, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>;
}

export interface WakeOptions {
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly reloads: ReloadWishes;
  /** When something is due, whatever the ticker says. */
  readonly dueAt: Instant | undefined;
  readonly signal: AbortSignal;
}

/**
 * A timer counts time that a suspended machine does not spend, and knows nothing of a clock that was set: the calendar
 * is looked at again at least so often.
 */
const LONGEST_SLEEP_MS = 60_000;

/** Sleeps until something wakes the scheduler, and says what; undefined if the signal aborted. */
export async function wakeUp(options: WakeOptions): Promise<WakeCause | undefined> {
  const { clock, ticker, reloads, dueAt, signal } = options;
  const awake = new AbortController();
  const asleep = AbortSignal.any([signal, awake.signal]);
  try {
    const cause = await Promise.race([
      reloads.next(asleep).then((): WakeCause => 'reload'),
      ticker.next(asleep).then((): WakeCause => 'cron'),
      ...(dueAt === undefined ? [] : [sleepUntil(dueAt, clock, asleep).then((): WakeCause => 'step')]),
    ]);
    return signal.aborted ? undefined : cause;
  } finally {
    awake.abort();
  }
}

async function sleepUntil(at: Instant, clock: Clock, signal: AbortSignal): Promise<void> {
  while (clock.now() < at && !signal.aborted)
    await clock.wait(Math.min(at - clock.now(), LONGEST_SLEEP_MS), signal);
}

import type { Instant } from './instant.ts';

/** Time, for whoever waits. Handed in at the door; tests and the demo hand in their own. */
export interface Clock {
  /** The instant now, UTC. */
  now(): Instant;
  /** Milliseconds of a clock that never jumps; only differences mean anything (round trips). */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (it does not reject: look at the signal). */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

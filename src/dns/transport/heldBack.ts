import type { Clock } from '../../model/clock.ts';

/**
 * For how long rates have held questions back in a run, all in all: whoever waits for that is not slow. A pace that is
 * below the rate, because a server fails, does not count: that is the server's doing.
 */
export interface HeldBack {
  begin(): void;
  /** As often as `begin`. */
  end(): void;
  /** Milliseconds so far; what is held back at two servers at a time counts once. */
  ms(): number;
}

export function createHeldBack(clock: Clock): HeldBack {
  let holding = 0;
  let since = 0;
  let before = 0;
  return {
    begin() {
      if (holding++ === 0) since = clock.monotonicMs();
    },
    end() {
      if (--holding === 0) before += clock.monotonicMs() - since;
    },
    ms: () => before + (holding === 0 ? 0 : clock.monotonicMs() - since),
  };
}

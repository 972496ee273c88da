import { setTimeout } from 'node:timers/promises';
import { loopTurns } from './loopTurns.ts';
import type { ManualClock } from './manualClock.ts';

/** Milliseconds of real time in which an answer over loopback comes, if one comes. */
const PATIENCE_MS = 2;

/**
 * Runs `work` with the clock moving on whenever everybody only waits for it: half an hour of waiting between real
 * sockets in a second.
 */
export async function hurried<Result>(clock: ManualClock, work: Promise<Result>): Promise<Result> {
  let over = false;
  const end = () => {
    over = true;
  };
  void work.then(end, end);
  for (;;) {
    await loopTurns(25);
    if (!over) await setTimeout(PATIENCE_MS);
    if (over) return work;
    if (clock.waiting() > 0) await clock.advance(0.25);
  }
}

import type { ManualClock } from './manualClock.ts';
import { openStillness } from './stillness.ts';

/** What else may be under way. */
export interface Surroundings {
  /** Waits for what shows nowhere in the process until it comes. */
  readonly settled?: () => Promise<void>;
  /** While it is, the clock stands still. */
  readonly isBusy?: () => boolean;
}

/** Milliseconds that the clock moves on first, and twice as far each time that nothing came of it. */
const STEP_MS = 50;

/**
 * Runs `work` with the clock moving on whenever everybody only waits for it: half an hour of waiting between real
 * sockets in a second.
 */
export async function hurried<Result>(
  clock: ManualClock,
  work: Promise<Result>,
  surroundings: Surroundings = {},
): Promise<Result> {
  let over = false;
  const end = () => {
    over = true;
  };
  void work.then(end, end);
  await hurriedUntil(clock, () => over, surroundings);
  return await work;
}

/** The same until `isOver`. The clock passes no instant that somebody waits for without stopping there. */
export async function hurriedUntil(
  clock: ManualClock,
  isOver: () => boolean,
  { settled, isBusy }: Surroundings = {},
): Promise<void> {
  await using stillness = await openStillness({
    ...(settled === undefined ? {} : { settled }),
    stirrings: clock.released,
  });
  for (let step = STEP_MS; ; ) {
    await stillness.reached(isOver);
    if (isOver()) return;
    // Where nobody waits for the clock, something else is waited for, and time would only run away from it.
    const left = isBusy?.() === true ? undefined : clock.msToNext();
    if (left === undefined) continue;
    await clock.advance(Math.ceil(Math.min(step, left)) / 1000);
    step = step < left ? step * 2 : STEP_MS;
  }
}

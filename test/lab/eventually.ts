import { setTimeout as pause } from 'node:timers/promises';

/** How often a condition of the lab is looked at again. */
const LOOK_EVERY_MS = 40;

/**
 * Looks until `complaint` resolves to undefined.
 * Throws after `withinMs`, with the last complaint: what was waited for is then the message.
 */
export async function eventually(
  withinMs: number,
  complaint: () => Promise<string | undefined>,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const last = await complaint();
    if (last === undefined) return;
    if (performance.now() > deadline) throw new Error(`${last} (after ${withinMs} ms)`);
    await pause(LOOK_EVERY_MS);
  }
}

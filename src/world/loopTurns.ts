import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop go round `turns` times without waiting for anything: everything that is ready now, and
 * what follows from it without the outside, has run by then. A setImmediate keeps the loop from sleeping.
 */
export async function loopTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}

import { expect, test } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';

test('a wait never ends before its time has passed', async () => {
  const clock = systemClock();
  const before = clock.monotonicMs();
  await clock.wait(5);
  expect(clock.monotonicMs() - before).toBeGreaterThanOrEqual(5);
});

test.each([60_000, 2 ** 40])('a wait of %i ms ends at once when its signal aborts', async (ms) => {
  const clock = systemClock();
  const stop = new AbortController();
  let ended = false;
  const wait = clock.wait(ms, stop.signal).then(() => {
    ended = true;
  });
  await clock.wait(5);
  expect(ended).toBe(false);
  stop.abort();
  await wait;
  await clock.wait(60_000, stop.signal);
});

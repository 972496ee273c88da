import { expect, test } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { acceleratedClock } from '../../src/world/acceleratedClock.ts';
import { manualClock } from '../../src/world/manualClock.ts';

test('advance releases waits in the order in which they are due, each at its instant', async () => {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const seen: string[] = [];
  const after = async (ms: number, what: string) => {
    await clock.wait(ms);
    seen.push(`${what} at ${new Date(clock.now()).toISOString().slice(14, 23)}`);
  };
  const late = after(5000, 'five');
  const early = after(1500, 'one and a half').then(() => after(2000, 'begun on the way'));
  const later = after(5001, 'not yet');
  await clock.advance(5);
  expect(seen).toEqual(['one and a half at 00:01.500', 'begun on the way at 00:03.500', 'five at 00:05.000']);
  expect(clock.waiting()).toBe(1);
  await clock.advance(1);
  await Promise.all([late, early, later]);
  expect(seen.at(-1)).toBe('not yet at 00:05.001');
  expect(clock.monotonicMs()).toBe(6000);
});

test('an aborted wait ends at once, without an error, and is forgotten', async () => {
  const clock = manualClock(instant(0));
  const abort = new AbortController();
  const waited = clock.wait(1000, abort.signal);
  await clock.whenWaiting();
  abort.abort();
  await waited;
  await clock.wait(1000, abort.signal);
  expect(clock.waiting()).toBe(0);
});

test('an accelerated clock shows more time than went by, and ends a long wait early', async () => {
  const start = instant(Date.parse('2026-12-01T00:00:00Z'));
  const clock = acceleratedClock({ start, factor: 1e9 });
  await clock.wait(14 * 86_400_000);
  expect(clock.now() - start).toBeGreaterThanOrEqual(14 * 86_400_000);
  await clock.wait(86_400_000, AbortSignal.abort());
  expect(() => acceleratedClock({ start, factor: 0 })).toThrow(RangeError);
});

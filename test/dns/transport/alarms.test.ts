import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAlarms } from '../../../src/dns/transport/alarms.ts';
import { backoffMs } from '../../../src/dns/transport/backoff.ts';
import { createFakeClock } from './fakeClock.ts';

test('alarms of one duration share a wait, ring in order, and leave nothing behind', async () => {
  const clock = createFakeClock();
  const alarms = createAlarms(clock);
  const rung: string[] = [];
  alarms.set(100, () => rung.push('a'));
  const b = alarms.set(100, () => rung.push('b'));
  await clock.advance(50);
  alarms.set(100, () => rung.push('c'));
  expect(clock.pending).toBe(1);
  alarms.cancel(b);
  await clock.advance(49);
  expect(rung).toEqual([]);
  await clock.advance(1);
  expect(rung).toEqual(['a']);
  await clock.advance(50);
  expect(rung).toEqual(['a', 'c']);
  expect(clock.pending).toBe(0);
});

test('an alarm may set and cancel others', async () => {
  const clock = createFakeClock();
  const alarms = createAlarms(clock);
  const rung: string[] = [];
  alarms.set(10, () => {
    alarms.cancel(never);
    alarms.set(10, () => rung.push('later'));
  });
  const never = alarms.set(10, () => rung.push('never'));
  await clock.advance(10);
  expect(rung).toEqual([]);
  await clock.advance(10);
  expect(rung).toEqual(['later']);
  expect(clock.pending).toBe(0);
});

test('a clock whose waits end early does not make it spin', async () => {
  const alarms = createAlarms({ ...createFakeClock(), wait: () => Promise.resolve() });
  await new Promise<void>((resolve) => alarms.set(100, resolve));
});

test('cancelling everything ends the wait', () => {
  const clock = createFakeClock();
  const alarms = createAlarms(clock);
  const all = [10, 10, 20].map((ms) => alarms.set(ms, () => {}));
  for (const alarm of [...all, ...all]) alarms.cancel(alarm);
  expect(clock.pending).toBe(0);
});

test('pauses double with jitter, up to two seconds', () => {
  expect([1, 2, 3].map((n) => backoffMs(n, 0))).toEqual([50, 100, 200]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, fraction) => {
        const pause = backoffMs(n, fraction);
        expect(pause).toBeGreaterThanOrEqual(50);
        expect(pause).toBeLessThanOrEqual(2_000);
      },
    ),
  );
});

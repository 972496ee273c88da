import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createAlarms } from '../../../src/dns/transport/alarms.ts';
import { createHeldBack } from '../../../src/dns/transport/heldBack.ts';
import { createTurns } from '../../../src/dns/transport/turns.ts';
import { createFakeClock } from './fakeClock.ts';

function setUp(most = 100) {
  const clock = createFakeClock();
  const heldBack = createHeldBack(clock);
  const turns = createTurns({ clock, alarms: createAlarms(clock), most, heldBack });
  return { clock, turns, heldBack };
}

describe('a server with a rate', () => {
  it('gets that many questions at once, and then no more in any second', async () => {
    const { clock, turns } = setUp();
    const granted: number[] = [];
    for (let i = 0; i < 25; i++) turns.take('a', 10, () => granted.push(clock.monotonicMs()));
    expect(granted).toHaveLength(10);
    await clock.advance(1099);
    expect(granted).toHaveLength(10);
    await clock.advance(1);
    expect(granted).toHaveLength(20);
    await clock.advance(1100);
    expect(granted).toHaveLength(25);
  });

  it('has what it holds back counted, once for all servers, and not where it is slowed down for its failures', async () => {
    const { clock, turns, heldBack } = setUp();
    const take = (server: string, count: number): void => {
      for (let i = 0; i < count; i++) turns.take(server, 10, () => {});
    };
    take('a', 10);
    await clock.advance(500);
    expect(heldBack.ms()).toBe(0);
    take('a', 5);
    take('b', 15);
    await clock.advance(400);
    expect(heldBack.ms()).toBe(400);
    await clock.advance(2000);
    expect(heldBack.ms()).toBe(1100);
    for (let i = 0; i < 10; i++) turns.release('a', 'lost');
    await clock.advance(2000);
    take('a', 10);
    await clock.advance(5000);
    expect(heldBack.ms()).toBe(1100);
  });

  it('does not hold back another one', () => {
    const { turns } = setUp();
    const granted: string[] = [];
    for (const server of ['a', 'a', 'b', 'b', 'c']) turns.take(server, 1, () => granted.push(server));
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  it('never gets more in any second, whatever comes when, and every question has its turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(
          fc.record({ after: fc.integer({ min: 0, max: 700 }), questions: fc.integer({ min: 1, max: 30 }) }),
          { maxLength: 12 },
        ),
        async (rate, bursts) => {
          const { clock, turns } = setUp(1000);
          const granted: number[] = [];
          let asked = 0;
          for (const { after, questions } of bursts) {
            await clock.advance(after);
            asked += questions;
            for (let i = 0; i < questions; i++)
              turns.take('a', rate, () => {
                granted.push(clock.monotonicMs());
                turns.release('a', 'answered');
              });
          }
          await clock.advance(1100 * Math.ceil(asked / rate) + 1100);
          expect(granted).toHaveLength(asked);
          for (const [i, at] of granted.entries()) {
            const earlier = granted[i - rate];
            if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(1000);
          }
        },
      ),
      { numRuns: 60, seed: 20261124 },
    );
  });
});

describe('the way to a server', () => {
  /** How many are let through at once. */
  function width(turns: ReturnType<typeof setUp>['turns']): number {
    let granted = 0;
    const taken = Array.from({ length: 200 }, () => turns.take('a', undefined, () => granted++));
    for (const turn of taken) if (turn !== undefined) turns.giveUp('a', turn);
    for (let i = 0; i < granted; i++) turns.release('a', 'neither');
    return granted;
  }

  it('is as wide as allowed until something is lost, halves then, and never closes', () => {
    const { turns } = setUp(100);
    expect(width(turns)).toBe(100);
    turns.take('a', undefined, () => {});
    turns.release('a', 'lost');
    expect(width(turns)).toBe(50);
    for (let i = 0; i < 2000; i++) {
      turns.take('a', undefined, () => {});
      turns.release('a', 'lost');
    }
    expect(width(turns)).toBe(4);
  });

  it('halves once for what one full queue lost', () => {
    const { turns } = setUp(100);
    for (let i = 0; i < 100; i++) turns.take('a', undefined, () => {});
    for (let i = 0; i < 50; i++) turns.release('a', 'lost');
    for (let i = 0; i < 50; i++) turns.release('a', 'neither');
    expect(width(turns)).toBe(50);
  });

  it('widens by one for each round of answers', () => {
    const { turns } = setUp(100);
    turns.take('a', undefined, () => {});
    turns.release('a', 'lost');
    for (let i = 0; i < 50; i++) {
      turns.take('a', undefined, () => {});
      turns.release('a', 'neither');
    }
    for (let i = 0; i < 52; i++) {
      turns.take('a', undefined, () => {});
      turns.release('a', 'answered');
    }
    expect(width(turns)).toBe(51);
  });
});

test('who gives up waiting is not called, and holds nobody up', async () => {
  const { clock, turns } = setUp(1);
  const granted: string[] = [];
  turns.take('a', undefined, () => granted.push('first'));
  const second = turns.take('a', undefined, () => granted.push('second'));
  turns.take('a', undefined, () => granted.push('third'));
  if (second === undefined) throw new Error('it had its turn');
  turns.giveUp('a', second);
  turns.release('a', 'answered');
  expect(granted).toEqual(['first', 'third']);
  expect(clock.pending).toBe(0);
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { hurried } from '../../src/world/hurried.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { openStillness } from '../../src/world/stillness.ts';

const never = () => false;

/** Sends itself a datagram, and another when it comes, so many times. */
async function datagrams(count: number): Promise<{ readonly left: () => number; close(): void }> {
  let left = count;
  const socket = createSocket('udp4', () => {
    if (--left > 0) send();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const send = () => socket.send('hop', socket.address().port, '127.0.0.1');
  send();
  return { left: () => left, close: () => socket.close() };
}

describe('stillness comes', () => {
  it('at once where nothing is under way', async () => {
    await using stillness = await openStillness();
    await stillness.reached(never);
  });

  it('after the last of two hundred datagrams that follow one another', async () => {
    await using stillness = await openStillness();
    const hops = await datagrams(200);
    await stillness.reached(never);
    expect(hops.left()).toBe(0);
    hops.close();
  });

  it('after a connection was opened, used and closed', async () => {
    await using stillness = await openStillness();
    const server = createServer((socket) => socket.end('there'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    let said = '';
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    socket.on('data', (piece) => {
      said += piece.toString();
    });
    await stillness.reached(never);
    expect(said).toBe('there');
    expect(socket.closed).toBe(true);
    server.close();
  });

  it('after the last of fifty files was looked up', async () => {
    await using stillness = await openStillness();
    let found = 0;
    void (async () => {
      while (found < 50) {
        await stat(import.meta.filename);
        found++;
      }
    })();
    await stillness.reached(never);
    expect(found).toBe(50);
  });

  it('after what nothing in the process tells of, again for whatever sets it off', async () => {
    let stirrings = 0;
    let settled = 0;
    await using stillness = await openStillness({
      stirrings: () => stirrings,
      settled: async () => {
        settled = stirrings;
      },
    });
    for (stirrings = 1; stirrings <= 3; stirrings++) {
      await stillness.reached(never);
      expect(settled).toBe(stirrings);
    }
  });

  it('to several who look for it at a time', async () => {
    await using one = await openStillness();
    await using other = await openStillness();
    await Promise.all([one.reached(never), other.reached(never)]);
  });

  it('never while it is not over, and at once when it is', async () => {
    await using stillness = await openStillness();
    const hops = await datagrams(1_000_000);
    let looks = 0;
    await stillness.reached(() => ++looks > 20);
    expect(hops.left()).toBeGreaterThan(0);
    hops.close();
  });
});

it('a hurried clock stops at every instant that somebody waits for, and passes no time meanwhile', async () => {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const stops: number[] = [];
  async function waiting(ms: number): Promise<void> {
    await clock.wait(ms);
    stops.push(clock.monotonicMs());
    await stat(import.meta.filename);
    stops.push(clock.monotonicMs());
  }
  await hurried(clock, Promise.all([waiting(0.5), waiting(70), waiting(3_600_000)]));
  expect(stops.map(Math.ceil)).toEqual([1, 1, 70, 70, 3_600_000, 3_600_000]);
});

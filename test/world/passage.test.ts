import { expect, test } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { parseName } from '../../src/model/name.ts';
import { startDelayProxy } from '../../src/world/delayProxy.ts';
import { DEMO_WORLD } from '../../src/world/demoWorld.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { fixedDelay, roundCounter } from '../../src/world/passage.ts';
import { startWorld } from '../../src/world/world.ts';

async function behindRounds() {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const world = await startWorld(DEMO_WORLD, { clock });
  const passage = roundCounter();
  const proxy = await startDelayProxy({ addresses: world.addresses, dial: world.dial, passage });
  const exchanger = createExchanger({ clock, dial: proxy.dial });
  const ask = (address: string, name: string, protocol: 'udp' | 'tcp' = 'udp') =>
    exchanger.exchange(
      { protocol, address },
      { name: parseName(name), type: 1, recursionDesired: false },
      { timeoutMs: 2000, tries: 1 },
    );
  return {
    ...{ clock, world, passage, ask },
    [Symbol.asyncDispose]: async () => {
      await exchanger.close();
      await proxy.stop();
      await world.stop();
    },
  };
}

test('counts what comes one after the other, not what goes side by side', async () => {
  await using w = await behindRounds();
  const all = await Promise.all(
    ['192.0.2.1', '192.0.2.2', '2001:db8::2', '198.51.100.1'].map((address) =>
      w.ask(address, 'www.example.com'),
    ),
  );
  expect(all.map((e) => e.kind)).toEqual(['message', 'message', 'message', 'message']);
  expect(w.passage.rounds()).toBe(1);
  await w.ask('192.0.2.1', 'www.example.com');
  await w.ask('192.0.2.1', 'api.example.com');
  expect(w.passage.rounds()).toBe(3);
  w.passage.reset();
  expect(w.passage.rounds()).toBe(0);
});

test('a question over a new TCP connection is two round trips, the next one on it is one', async () => {
  await using w = await behindRounds();
  await w.ask('192.0.2.1', 'www.example.com', 'tcp');
  expect(w.passage.rounds()).toBe(2);
  await w.ask('192.0.2.1', 'api.example.com', 'tcp');
  expect(w.passage.rounds()).toBe(3);
});

test('a truncated answer costs a round trip and a connection', async () => {
  await using w = await behindRounds();
  w.world.authority('ns1.example.com').behave({ kind: 'truncating' });
  expect((await w.ask('192.0.2.1', 'www.example.com')).transport).toBe('tcp');
  expect(w.passage.rounds()).toBe(3);
});

test('a fixed delay passes on the clock that it is given', async () => {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const world = await startWorld(DEMO_WORLD, { clock });
  const proxy = await startDelayProxy({
    addresses: ['192.0.2.1'],
    dial: world.dial,
    passage: fixedDelay(25, clock),
  });
  // The exchanger's own clock stands: what it waits for here is the proxy.
  const exchanger = createExchanger({ clock: manualClock('2026-12-01T00:00:00Z'), dial: proxy.dial });
  const exchanged = exchanger.exchange(
    { protocol: 'udp', address: '192.0.2.1' },
    { name: parseName('www.example.com'), type: 1, recursionDesired: false },
    { timeoutMs: 2000, tries: 1 },
  );
  await clock.whenWaiting();
  await clock.advance(0.025);
  await clock.whenWaiting();
  await clock.advance(0.025);
  expect((await exchanged).kind).toBe('message');
  expect(clock.monotonicMs()).toBe(50);
  await exchanger.close();
  await proxy.stop();
  await world.stop();
});

import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/dns/exchange.ts';
import { parseName } from '../../src/model/name.ts';
import type { Resolver } from '../../src/model/resolver.ts';
import { createAsker } from '../../src/observe/asker.ts';
import { createChannel } from '../../src/observe/channel.ts';
import { findCut } from '../../src/observe/cuts.ts';
import { createDiscovery } from '../../src/observe/discovery.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { passing } from './observing.ts';
import { type Said, scriptedExchanger } from './scriptedExchanger.ts';

const name = parseName('www.example.com');
const v4: Endpoint = { protocol: 'udp', address: '192.0.2.53' };
const v6: Endpoint = { protocol: 'udp', address: '2001:db8::53' };
const doh: Endpoint = { protocol: 'https', address: '192.0.2.53', path: '/dns-query' };
const resolver: Resolver = { name: 'one', endpoints: [v4, v6], fallback: doh };

function asking(script: (endpoint: Endpoint) => Said, of: Resolver = resolver) {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const exchanger = scriptedExchanger(clock, script);
  const asker = createAsker(exchanger, clock);
  const channel = createChannel(of, asker, clock, { timeoutMs: 2000, tries: 3 });
  return { clock, exchanger, channel, ask: () => passing(clock, channel.ask(name, 'A', 'flight')) };
}

describe('a resolver', () => {
  it('is asked once when it answers', async () => {
    const { ask, exchanger } = asking(() => ({}));
    expect((await ask()).asked.kind).toBe('message');
    expect(exchanger.asked).toHaveLength(1);
  });

  it('is asked at its other address when the first has no route, without losing time', async () => {
    const { ask, exchanger, clock } = asking((e) => (e === v4 ? 'no route' : {}));
    expect((await ask()).endpoint).toBe(v6);
    expect(clock.monotonicMs()).toBeLessThan(1000);
    await ask();
    expect(exchanger.asked.map((a) => a.endpoint)).toEqual([v4, v6, v6]);
  });

  it('is asked over DoH when port 53 stays silent, and from then on at once', async () => {
    const { ask, channel, clock } = asking((e) => (e === doh ? {} : 'silence'));
    const { asked, endpoint } = await ask();
    expect([asked.kind, endpoint]).toEqual(['message', doh]);
    expect(channel.fellBack()).toBe(true);
    expect(clock.monotonicMs()).toBeLessThan(6000);
    const before = clock.monotonicMs();
    await ask();
    expect(clock.monotonicMs() - before).toBeLessThan(100);
  });

  it('is not moved to DoH by one lost datagram', async () => {
    let first = true;
    const { ask, channel } = asking((e) => {
      if (e === doh || !first) return {};
      first = false;
      return 'silence';
    });
    expect((await ask()).asked).toMatchObject({ kind: 'message', tries: 2, transport: 'udp' });
    expect(channel.fellBack()).toBe(false);
  });

  it('that nobody can reach is unreachable, not an error', async () => {
    const { ask } = asking(() => 'refused connection');
    expect((await ask()).asked.kind).toBe('unreachable');
  });

  it('that stays silent everywhere is a time-out after its tries', async () => {
    const { ask, exchanger } = asking(() => 'silence', { name: 'one', endpoints: [v4, v6] });
    expect((await ask()).asked).toMatchObject({ kind: 'timeout', tries: 3 });
    expect(exchanger.asked).toHaveLength(3);
  });
});

describe('discovery', () => {
  const other: Endpoint = { protocol: 'udp', address: '198.51.100.53' };

  it('goes on with the next resolver when the first is slow, and stays with it', async () => {
    const clock = manualClock('2026-12-01T00:00:00Z');
    const exchanger = scriptedExchanger(clock, (e) => (e === other ? {} : 'silence'));
    const asker = createAsker(exchanger, clock);
    const patience = { timeoutMs: 2000, tries: 3 };
    const channels = [
      createChannel({ name: 'one', endpoints: [v4] }, asker, clock, patience),
      createChannel({ name: 'two', endpoints: [other] }, asker, clock, patience),
    ];
    const discover = createDiscovery(channels, clock);
    expect((await passing(clock, discover(name, 'NS'))).kind).toBe('message');
    expect(clock.monotonicMs()).toBeLessThan(1000);
    const before = clock.monotonicMs();
    await passing(clock, discover(parseName('example.com'), 'NS'));
    expect(clock.monotonicMs() - before).toBeLessThan(200);
  });

  it('says who was asked and how it ended when nobody knows', async () => {
    const clock = manualClock('2026-12-01T00:00:00Z');
    const exchanger = scriptedExchanger(clock, (e) => (e === other ? { rcode: 2 } : 'silence'));
    const asker = createAsker(exchanger, clock);
    const patience = { timeoutMs: 2000, tries: 1 };
    const channels = [
      createChannel({ name: 'one', endpoints: [v4] }, asker, clock, patience),
      createChannel({ name: 'two', endpoints: [other] }, asker, clock, patience),
    ];
    const found = await passing(clock, createDiscovery(channels, clock)(name, 'NS'));
    expect(found).toEqual({ kind: 'nothing', detail: 'one: timeout, two: SERVFAIL' });
  });
});

describe('an address that never answers', () => {
  it('gets one try a question after two questions in vain', async () => {
    const clock = manualClock('2026-12-01T00:00:00Z');
    const exchanger = scriptedExchanger(clock, () => 'silence');
    const asker = createAsker(exchanger, clock);
    for (const label of ['a', 'b', 'c']) {
      const query = { name: parseName(`${label}.example.com`), type: 'A', recursion: 'none' } as const;
      await passing(clock, asker.ask(v4, query, 'flight', { timeoutMs: 2000, tries: 3 }));
    }
    expect(exchanger.asked.map((a) => a.tries)).toEqual([3, 3, 1]);
  });
});

describe('the zone of a name', () => {
  async function nowhere(script: () => Said): Promise<string> {
    const clock = manualClock('2026-12-01T00:00:00Z');
    const asker = createAsker(scriptedExchanger(clock, script), clock);
    const channel = createChannel({ name: 'one', endpoints: [v4] }, asker, clock, {
      timeoutMs: 2000,
      tries: 1,
    });
    const cut = await passing(clock, findCut(createDiscovery([channel], clock), name));
    return cut.kind === 'nowhere' ? cut.detail : cut.apex;
  }

  it('that cannot be found says once what every question met', async () => {
    expect(await nowhere(() => 'refused connection')).toBe('one: unreachable');
    expect(await nowhere(() => ({ rcode: 2 }))).toBe('one: SERVFAIL');
  });

  it('is not believed to be nowhere because a resolver denies even the root', async () => {
    expect(await nowhere(() => ({ rcode: 3 }))).toContain('neither it nor any name above it has NS');
  });
});

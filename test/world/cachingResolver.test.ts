import { describe, expect, test } from 'vitest';
import type { ResolverDescription } from '../../src/world/cachingResolver.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ask } from './ask.ts';

const CACHE = '198.51.100.1';

async function worldWith(settings: Partial<ResolverDescription> = {}) {
  const clock = manualClock('2026-12-01T00:00:00.400Z');
  const world = await startWorld(
    {
      authorities: [
        {
          name: 'ns1.example.com',
          addresses: ['192.0.2.1'],
          zones: [
            {
              ...zone(
                'example.com',
                `@ 3600 SOA ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 120
                 @ 7200 NS ns1
                 ns1 7200 A 192.0.2.1
                 www 300 A 203.0.113.1
                 zero 0 A 203.0.113.2
                 long 700000 A 203.0.113.3
                 alias 40 CNAME www
                 gone 40 CNAME nothing
                 loop 40 CNAME loop
                 old 500 DNAME example.net.`,
              ),
              signed: true,
            },
          ],
        },
        {
          name: 'ns1.example.net',
          addresses: ['192.0.2.2'],
          zones: [zone('example.net', '@ 60 NS ns1\nns1 60 A 192.0.2.2\nwww 90 A 203.0.113.9')],
        },
      ],
      resolvers: [{ name: 'cache', addresses: [CACHE], ...settings }],
    },
    { clock },
  );
  const resolver = world.resolver('cache');
  /** The answer without signatures; the RCODE where there is none. */
  const told = (name: string, type: string) => {
    const reply = resolver.resolve(name, type);
    const records = reply.answers
      .filter((r) => r.type !== 'RRSIG')
      .map((r) => `${r.ttl} ${r.type} ${r.rdata}`);
    return records.length > 0 && reply.rcode === 'NOERROR' ? records : [...records, reply.rcode];
  };
  return { clock, world, resolver, told, [Symbol.asyncDispose]: () => world.stop() };
}

describe('a caching resolver of a world', () => {
  test('counts down, keeps the old data until the TTL has passed, then has the new', async () => {
    await using w = await worldWith();
    expect(w.told('www.example.com', 'A')).toEqual(['300 A 203.0.113.1']);
    w.world.change('example.com', 'www', 'A', { ttl: 60, rdata: ['203.0.113.200'] });
    await w.clock.advance(100);
    expect(w.told('www.example.com', 'A')).toEqual(['200 A 203.0.113.1']);
    await w.clock.advance(200.5);
    // A clock of whole seconds: 300.5 s later it still counts 300.
    expect(w.told('www.example.com', 'A')).toEqual(['0 A 203.0.113.1']);
    await w.clock.advance(0.1);
    expect(w.told('www.example.com', 'A')).toEqual(['60 A 203.0.113.200']);
  });

  test('caches each hop of a chain by itself', async () => {
    await using w = await worldWith();
    expect(w.told('alias.example.com', 'A')).toEqual(['40 CNAME www.example.com.', '300 A 203.0.113.1']);
    await w.clock.advance(30);
    expect(w.told('www.example.com', 'A')).toEqual(['270 A 203.0.113.1']);
    await w.clock.advance(20);
    expect(w.told('alias.example.com', 'A')).toEqual(['40 CNAME www.example.com.', '250 A 203.0.113.1']);
  });

  test('caches absence for min(SOA TTL, MINIMUM), a missing name for all types', async () => {
    await using w = await worldWith();
    expect(w.told('new.example.com', 'A')).toEqual(['NXDOMAIN']);
    w.world.change('example.com', 'new', 'AAAA', { ttl: 60, rdata: ['2001:db8::9'] });
    await w.clock.advance(120);
    expect(w.told('new.example.com', 'AAAA')).toEqual(['NXDOMAIN']);
    expect(w.resolver.resolve('new.example.com', 'A').authority[0]?.ttl).toBe(0);
    await w.clock.advance(1);
    expect(w.told('new.example.com', 'AAAA')).toEqual(['60 AAAA 2001:db8::9']);
    expect(w.told('www.example.com', 'AAAA')).toEqual(['NOERROR']);
    expect(w.told('gone.example.com', 'A')).toEqual(['40 CNAME nothing.example.com.', 'NXDOMAIN']);
    expect(w.told('loop.example.com', 'A')).toEqual(['SERVFAIL']);
  });

  test('makes a CNAME from a DNAME, across zones', async () => {
    await using w = await worldWith();
    const chain = ['500 DNAME example.net.', '500 CNAME www.example.net.', '90 A 203.0.113.9'];
    expect(w.told('www.old.example.com', 'A')).toEqual(chain);
    await w.clock.advance(10);
    expect(w.told('www.old.example.com', 'A')).toEqual(
      chain.map((r) => r.replace(/^\d+/, (t) => `${+t - 10}`)),
    );
  });

  test('has a floor and a cap, and does not keep a TTL of 0', async () => {
    await using w = await worldWith({ cap: 3600 });
    expect(w.told('long.example.com', 'A')).toEqual(['3600 A 203.0.113.3']);
    expect(w.told('zero.example.com', 'A')).toEqual(['0 A 203.0.113.2']);
    w.world.change('example.com', 'zero', 'A', { rdata: ['203.0.113.22'] });
    expect(w.told('zero.example.com', 'A')).toEqual(['0 A 203.0.113.22']);
    await using floored = await worldWith({ floor: 5 });
    expect(floored.told('zero.example.com', 'A')).toEqual(['5 A 203.0.113.2']);
  });

  test('goes on from the cache when no authority answers, then fails', async () => {
    await using w = await worldWith();
    w.told('www.example.com', 'A');
    for (const kind of ['silent', 'lame', 'failing', 'refusing', 'intercepted'] as const) {
      w.world.authority('ns1.example.com').behave({ kind });
      expect([kind, ...w.told('www.example.com', 'A')]).toEqual([kind, '300 A 203.0.113.1']);
      expect([kind, ...w.told('long.example.com', 'A')]).toEqual([kind, 'SERVFAIL']);
    }
  });

  test('goes by the child’s NS set, or the parent’s', async () => {
    await using w = await worldWith();
    expect(w.told('example.com', 'NS')).toEqual(['7200 NS ns1.example.com.']);
    for (const delegations of ['child', 'parent'] as const) {
      await using x = await worldWith({ delegations, cap: 1_000_000 });
      x.told('www.example.com', 'A');
      x.world
        .authority('tld.infrastructure.test')
        .change('com', 'example.com.', 'NS', { rdata: ['ns1.example.net.'] });
      // The child's set has run out after 7200 s, the parent's holds for two days.
      await x.clock.advance(7300);
      expect([delegations, ...x.told('www.example.com', 'A')]).toEqual([
        delegations,
        delegations === 'child' ? 'SERVFAIL' : '300 A 203.0.113.1',
      ]);
    }
  });

  test('may be two caches behind one address: a TTL that goes down and up again', async () => {
    await using w = await worldWith({ caches: 2 });
    w.told('www.example.com', 'A');
    await w.clock.advance(50);
    expect(w.told('www.example.com', 'A')).toEqual(['300 A 203.0.113.1']);
    expect(w.told('www.example.com', 'A')).toEqual(['250 A 203.0.113.1']);
  });

  test('through sockets: RA, no AA, the original TTL while the remaining one counts down', async () => {
    await using w = await worldWith();
    await ask(w.world, w.clock, CACHE, 'www.example.com', 'A');
    await w.clock.advance(60);
    const told = await ask(w.world, w.clock, CACHE, 'www.example.com', 'A');
    expect(told.head).toBe('NOERROR ra');
    expect(told.answers).toEqual([
      'www.example.com. 240 A 203.0.113.1',
      expect.stringMatching(/^www\.example\.com\. 240 RRSIG A 13 3 300 /),
    ]);
    w.resolver.behave('failing');
    expect((await ask(w.world, w.clock, CACHE, 'www.example.com', 'A')).head).toBe('SERVFAIL ra');
  });
});

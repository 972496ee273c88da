import { expect, test } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { parseName } from '../../src/model/name.ts';
import { MOVING_TYPES } from '../../src/model/recordType.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { startDelayProxy } from '../../src/world/delayProxy.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { roundCounter } from '../../src/world/passage.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';

const example = zone(
  'example.com',
  `@ 3600 NS ns1
   @ 3600 NS ns2
   ns1 3600 A 192.0.2.1
   ns2 3600 A 192.0.2.2
   ns2 3600 AAAA 2001:db8::2
   www 300 CNAME web
   web 300 CNAME host
   host 300 A 203.0.113.1
   host 300 AAAA 2001:db8:1::1`,
);

test.each(['www.example.com', 'host.example.com', 'example.com'])(
  '%s takes at most four round trips one after the other: three resolvers, all authorities, the parent',
  async (input) => {
    const clock = manualClock('2026-12-01T00:00:00Z');
    const world = await startWorld(
      {
        authorities: [
          { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] },
          { name: 'ns2.example.com', addresses: ['192.0.2.2', '2001:db8::2'], zones: [example] },
        ],
        resolvers: [1, 2, 3].map((n) => ({ name: `cache-${n}`, addresses: [`198.51.100.${n}`] })),
      },
      { clock },
    );
    const passage = roundCounter();
    const proxy = await startDelayProxy({ addresses: world.addresses, dial: world.dial, passage });
    const observer = createObserver({
      exchanger: createExchanger({ clock, dial: proxy.dial }),
      clock,
      resolvers: world.resolvers,
      authority: { mode: 'auto' },
      timeoutMs: 2000,
      tries: 3,
      budgetMs: 10_000,
    });
    const target = { input, name: parseName(input), types: MOVING_TYPES };
    const { answers, zones } = await observer.observe(target);
    expect([...new Set(answers.map((a) => a.vantage))].toSorted()).toEqual([
      'authority',
      'parent',
      'resolver',
    ]);
    expect(zones[0]?.delegation?.ttl).toBe(172_800);
    expect(passage.rounds()).toBeLessThanOrEqual(4);
    await observer.close();
    await proxy.stop();
    await world.stop();
  },
);

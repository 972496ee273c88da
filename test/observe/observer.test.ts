import { describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import type { Behaviour } from '../../src/world/authority.ts';
import { startDelayProxy } from '../../src/world/delayProxy.ts';
import { roundCounter } from '../../src/world/passage.ts';
import type { WorldDescription } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { scene, transcript } from './observing.ts';

const example = zone(
  'example.com',
  `@     3600 NS ns1
   @     3600 NS ns2
   ns1   3600 A 192.0.2.1
   ns2   3600 A 192.0.2.2
   @      600 A 203.0.113.1
   www    300 CNAME web
   web    600 CNAME origin
   origin  60 A 203.0.113.10
   away   300 CNAME edge.example.net.
   loop   300 CNAME pool
   pool   300 CNAME loop
   a.b.c  300 A 203.0.113.11
   *.wild 120 A 203.0.113.12
   old    900 DNAME new
   x.new   30 A 203.0.113.13`,
);
const edge = zone('example.net', '@ 86400 NS ns1\nns1 86400 A 198.51.100.1\nedge 60 A 198.51.100.80');
const resolvers = [
  { name: 'one', addresses: ['192.0.2.53'] },
  { name: 'two', addresses: ['198.51.100.53'] },
  { name: 'three', addresses: ['203.0.113.53'] },
];
const healthy: WorldDescription = {
  authorities: [
    { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] },
    { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [example] },
    { name: 'ns1.example.net', addresses: ['198.51.100.1'], zones: [edge] },
  ],
  resolvers,
};

function withSecond(behaviour: Behaviour): WorldDescription {
  const [first, second, third] = healthy.authorities;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three servers');
  return { ...healthy, authorities: [first, { ...second, behaviour }, third] };
}

describe('an observation', () => {
  it('has every authority, the parent, and every resolver', async () => {
    await using s = await scene(healthy);
    const seen = await s.observe('example.com');
    expect(seen.zone).toBe('example.com.');
    expect(transcript(seen, 'authority')).toContain(
      'ns2.example.com. example.com. A | answer | example.com. 600 A 203.0.113.1',
    );
    expect(seen.zones[0]?.delegation).toMatchObject({ ttl: 172_800, signed: false });
    expect(seen.zones[0]?.soa).toMatchObject({ ttl: 900, minimum: 900 });
    const asked = seen.answers.filter((a) => a.vantage === 'resolver').map((a) => a.server);
    expect(new Set(asked)).toEqual(new Set(['one', 'two', 'three']));
    expect(seen.circumstances).toEqual([]);
  });

  it('finds the zone of a deep name without guessing labels', async () => {
    await using s = await scene(healthy);
    const seen = await s.observe('a.b.c.example.com');
    expect(seen.zone).toBe('example.com.');
    expect(transcript(seen, 'authority')[0]).toBe(
      'ns1.example.com. a.b.c.example.com. A | answer | a.b.c.example.com. 300 A 203.0.113.11',
    );
  });

  it('tells an empty non-terminal (NODATA) from a name that does not exist (NXDOMAIN)', async () => {
    await using s = await scene(healthy);
    const empty = (await s.observe('b.c.example.com')).answers[0];
    expect(empty).toMatchObject({
      outcome: 'nodata',
      soa: { owner: 'example.com.', ttl: 900, minimum: 900 },
    });
    const nobody = (await s.observe('nobody.example.com')).answers[0];
    expect(nobody).toMatchObject({ outcome: 'nxdomain', soa: { ttl: 900 } });
  });

  it('follows CNAMEs into another zone and asks its servers', async () => {
    await using s = await scene(healthy);
    const seen = await s.observe('away.example.com');
    expect(transcript(seen, 'authority')).toContain(
      'ns1.example.net. edge.example.net. A | answer | edge.example.net. 60 A 198.51.100.80',
    );
    expect(seen.zones.map((z) => z.apex)).toEqual(['example.com.', 'example.net.']);
  });

  it('ends at a loop and says so', async () => {
    await using s = await scene(healthy);
    const seen = await s.observe('loop.example.com');
    expect(seen.circumstances).toEqual([{ kind: 'chain-loop', at: 'loop.example.com.' }]);
  });

  it('shows the DNAME behind a synthesised CNAME', async () => {
    await using s = await scene(healthy);
    const [answer] = (await s.observe('x.old.example.com')).answers;
    expect(answer?.rrsets.map((r) => [r.owner, r.type, r.ttl, r.synthesizedFrom])).toEqual([
      ['old.example.com.', 'DNAME', 900, undefined],
      ['x.old.example.com.', 'CNAME', 900, 'old.example.com.'],
      ['x.new.example.com.', 'A', 30, undefined],
    ]);
  });

  it('looks for the wildcard behind a name that moves', async () => {
    await using s = await scene(healthy);
    const cutover = { at: instant(Date.UTC(2026, 11, 24)), timezone: 'UTC' };
    const seen = await s.observe('shop.wild.example.com', { cutover });
    expect(transcript(seen, 'authority')).toContain(
      'ns1.example.com. *.wild.example.com. A | answer | *.wild.example.com. 120 A 203.0.113.12',
    );
  });

  it('asks servers that differ once more', async () => {
    await using s = await scene(withSecond({ kind: 'lagging' }));
    s.world.change('example.com', '@', 'A', { ttl: 60 });
    const lines = transcript(await s.observe('example.com'), 'authority');
    expect(lines).toContain(
      'ns1.example.com. example.com. A | answer | again | example.com. 60 A 203.0.113.1',
    );
    expect(lines).toContain(
      'ns2.example.com. example.com. A | answer | again | example.com. 600 A 203.0.113.1',
    );
  });

  it.each([
    ['lame', 'lame'],
    ['refusing', 'refused'],
    ['failing', 'servfail'],
    ['silent', 'timeout'],
    ['truncating', 'answer'],
  ] as const)('says what a %s server does', async (behaviour, outcome) => {
    await using s = await scene(withSecond({ kind: behaviour }));
    const seen = await s.observe('example.com');
    const second = seen.answers.find((a) => a.server === 'ns2.example.com.' && a.question.type === 'A');
    expect(second?.outcome).toBe(outcome);
    const first = seen.answers.find((a) => a.server === 'ns1.example.com.' && a.question.type === 'A');
    expect(first?.outcome).toBe('answer');
  });

  it('tells a port 53 that somebody answers in the place of the servers', async () => {
    const intercepted = healthy.authorities.map((a) => ({
      ...a,
      behaviour: { kind: 'intercepted' } as const,
    }));
    await using s = await scene({ ...healthy, authorities: intercepted });
    const seen = await s.observe('example.com');
    expect(seen.circumstances).toContainEqual({ kind: 'port-53-intercepted' });
  });

  it('finds a zone by the referral when resolvers cannot', async () => {
    const lost = zone('lost.example.com', '@ 3600 NS ns1.example.net.\nwww 300 A 203.0.113.20');
    const behaviour = { kind: 'lame' } as const;
    await using s = await scene({
      ...healthy,
      authorities: [
        ...healthy.authorities,
        { name: 'ns9.example.com', addresses: ['192.0.2.9'], zones: [lost], behaviour },
      ],
    });
    const seen = await s.observe('www.lost.example.com');
    expect(seen.zone).toBe('lost.example.com.');
    expect(seen.answers.find((a) => a.question.type === 'A')?.outcome).toBe('refused');
  });

  it('is over when its budget is, with what is known', async () => {
    const silent = healthy.authorities.map((a) => ({ ...a, behaviour: { kind: 'silent' } as const }));
    await using s = await scene({ ...healthy, authorities: silent }, { budgetMs: 3000 });
    const before = s.clock.now();
    const seen = await s.observe('example.com');
    expect(s.clock.now() - before).toBeLessThanOrEqual(3100);
    expect(seen.circumstances.map((c) => c.kind)).toContain('budget-spent');
    expect(seen.answers.every((a) => a.outcome !== 'answer')).toBe(true);
  });

  it('is over at once when the caller stops', async () => {
    const stop = new AbortController();
    stop.abort();
    await using s = await scene(healthy, { signal: stop.signal });
    const before = s.clock.now();
    const seen = await s.observe('example.com');
    expect(s.clock.now() - before).toBeLessThan(100);
    expect(seen.circumstances.map((c) => c.kind)).toContain('interrupted');
  });

  it('asks only the servers that it is told to, and no parent', async () => {
    const endpoint = { protocol: 'udp', address: '192.0.2.2' } as const;
    await using s = await scene(healthy, {
      authority: { mode: 'given', endpoints: [endpoint] },
      withoutResolvers: true,
    });
    const seen = await s.observe('example.com');
    expect(new Set(seen.answers.map((a) => a.address))).toEqual(new Set(['192.0.2.2']));
    expect(seen.zones[0]).toMatchObject({
      apex: 'example.com.',
      delegation: null,
      noDelegation: 'not-asked',
    });
    expect(transcript(seen, 'authority')).toContain(
      '192.0.2.2 example.com. NS | answer | example.com. 3600 NS ns1.example.com.,ns2.example.com.',
    );
  });

  it('finds the zone of a CNAME that leads away from the only server asked', async () => {
    const endpoint = { protocol: 'udp', address: '192.0.2.2' } as const;
    await using s = await scene(healthy, {
      authority: { mode: 'given', endpoints: [endpoint] },
      withoutResolvers: true,
    });
    const seen = await s.observe('away.example.com');
    expect(seen.zone).toBe('example.com.');
    expect(seen.circumstances).toEqual([]);
    expect(transcript(seen, 'authority')[0]).toContain('away.example.com. 300 CNAME edge.example.net.');
  });

  it('asks resolvers only, if told so', async () => {
    await using s = await scene(healthy, { authority: { mode: 'none' } });
    const seen = await s.observe('www.example.com');
    expect(new Set(seen.answers.map((a) => a.vantage))).toEqual(new Set(['resolver']));
    expect(seen.zone).toBe('example.com.');
  });

  it('takes four round trips where nothing is lost and the chain stays in its zone', async () => {
    const rounds = roundCounter();
    await using there = await scene(healthy);
    const { addresses, dial } = there.world;
    const proxy = await startDelayProxy({ addresses, dial, passage: rounds });
    try {
      await using here = await scene(healthy, { dial: () => proxy.dial });
      const seen = await here.observe('www.example.com');
      expect(seen.answers.filter((a) => a.vantage === 'resolver' && a.outcome === 'answer')).toHaveLength(6);
      expect(rounds.rounds()).toBeLessThanOrEqual(4);
    } finally {
      await proxy.stop();
    }
  });
});

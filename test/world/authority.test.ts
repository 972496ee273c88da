import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ask } from './ask.ts';

const NS1 = '192.0.2.1';
const NS2 = '2001:db8::2';

describe('an authority of a world, asked through real sockets', () => {
  let clock: ManualClock;
  let world: World;

  beforeEach(async () => {
    clock = manualClock('2026-12-01T00:00:00Z');
    const example = zone(
      'example.com',
      `@ 3600 NS ns1
       @ 3600 NS ns2
       ns1 3600 A 192.0.2.1
       ns2 3600 AAAA 2001:db8::2
       www 300 A 203.0.113.1
       huge 4294967295 A 203.0.113.2
       dotted\\.label 60 A 203.0.113.3
       *.wild 70 TXT "a wildcard"
       many 80 TXT "${'x'.repeat(200)}" "${'y'.repeat(200)}" "${'z'.repeat(200)}" "${'w'.repeat(200)}" "${'v'.repeat(200)}" "${'u'.repeat(250)}"`,
    );
    world = await startWorld(
      {
        authorities: [
          { name: 'ns1.example.com', addresses: [NS1], zones: [{ ...example, signed: true }] },
          { name: 'ns2.example.com', addresses: [NS2], zones: [example] },
        ],
      },
      { clock },
    );
  });

  afterEach(() => world.stop());

  test('gives raw TTLs, names with dots in a label, wildcards, AA and its signatures', async () => {
    expect(await ask(world, clock, NS2, 'huge.example.com', 'A')).toEqual({
      head: 'NOERROR aa',
      answers: ['huge.example.com. 4294967295 A 203.0.113.2'],
      authority: [],
      transport: 'udp',
    });
    expect((await ask(world, clock, NS2, 'dotted\\.label.example.com', 'A')).answers).toEqual([
      'dotted\\.label.example.com. 60 A 203.0.113.3',
    ]);
    expect((await ask(world, clock, NS2, 'x.wild.example.com', 'TXT')).answers).toEqual([
      'x.wild.example.com. 70 TXT "a wildcard"',
    ]);
    expect((await ask(world, clock, NS1, 'www.example.com', 'A')).answers).toEqual([
      'www.example.com. 300 A 203.0.113.1',
      expect.stringMatching(/^www\.example\.com\. 300 RRSIG A 13 3 300 20991231000000 /),
    ]);
  });

  test('says what it cannot fit into a datagram over TCP', async () => {
    const told = await ask(world, clock, NS2, 'many.example.com', 'TXT');
    expect([told.head, told.transport, told.answers.length]).toEqual(['NOERROR aa', 'tcp', 1]);
    expect(world.authority('ns2.example.com').asked.map((q) => q.transport)).toEqual(['udp', 'tcp']);
  });

  test('can be broken in many ways, and mended', async () => {
    const ns1 = world.authority('ns1.example.com');
    const told = async () => (await ask(world, clock, NS1, 'www.example.com', 'A')).head;
    const heads: [string, string][] = [];
    for (const kind of ['lame', 'intercepted', 'refusing', 'failing', 'truncating', 'normal'] as const) {
      ns1.behave({ kind });
      heads.push([kind, await told()]);
    }
    expect(heads).toEqual([
      ['lame', 'NOERROR'],
      ['intercepted', 'NOERROR ra'],
      ['refusing', 'REFUSED'],
      ['failing', 'SERVFAIL'],
      ['truncating', 'NOERROR aa'],
      ['normal', 'NOERROR aa'],
    ]);
    ns1.behave({ kind: 'custom', respond: (_, response) => [Uint8Array.of(1, 2, 3), response] });
    expect(await told()).toBe('NOERROR aa');
  });

  test('can be silent: the question times out on the clock of the test', async () => {
    world.authority('ns1.example.com').behave({ kind: 'silent' });
    const told = ask(world, clock, NS1, 'www.example.com', 'A');
    await clock.whenWaiting();
    await clock.advance(2);
    expect((await told).head).toBe('timeout');
  });

  test('an address where nobody lives is unreachable at once', async () => {
    expect((await ask(world, clock, '192.0.2.77', 'www.example.com', 'A')).head).toBe('unreachable');
  });

  test('a change reaches every server but the lagging one, which catches up', async () => {
    const ns2 = world.authority('ns2.example.com');
    const www = async () => (await ask(world, clock, NS2, 'www.example.com', 'A')).answers;
    ns2.behave({ kind: 'lagging' });
    world.change('example.com', 'www', 'A', { ttl: 60 });
    expect((await ask(world, clock, NS1, 'www.example.com', 'A')).answers[0]).toContain(' 60 A ');
    expect(await www()).toEqual(['www.example.com. 300 A 203.0.113.1']);
    ns2.behave({ kind: 'normal' });
    expect(await www()).toEqual(['www.example.com. 60 A 203.0.113.1']);
  });

  test('varies from ask to ask, round and round', async () => {
    world.authority('ns2.example.com').vary('example.com', 'www', 'A', [
      { ttl: 60, rdata: ['203.0.113.8'] },
      { ttl: 50, rdata: ['203.0.113.9'] },
    ]);
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push(...(await ask(world, clock, NS2, 'www.example.com', 'A')).answers);
    expect(seen).toEqual([
      'www.example.com. 60 A 203.0.113.8',
      'www.example.com. 50 A 203.0.113.9',
      'www.example.com. 60 A 203.0.113.8',
    ]);
  });
});

/** The program as a process, real sockets and a real clock; the servers count. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ttlCheck } from '../cli/cli.ts';
import { busiestSecond } from './faultyInternet.ts';
import { startFaultyProxy } from './faultyProxy.ts';
import { printTable } from './printTable.ts';

const RATE = 200;
const NAMES = Array.from({ length: 1000 }, (_, i) => `host${i}`);

// A machine that halts for a moment bunches what arrives; it does not do so three times.
it('a check of 1,000 names asks nobody more often in any second than --rate says', { retry: 2 }, async () => {
  const example = zone(
    'example.com',
    ['@ 3600 NS ns1', 'ns1 3600 A 192.0.2.1', ...NAMES.map((name) => `${name} 300 A 203.0.113.1`)].join('\n'),
  );
  const clock = systemClock();
  await using world = await startWorld(
    {
      authorities: [
        { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] },
        { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [example] },
      ],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.1'] }],
    },
    { clock },
  );
  const addresses = ['192.0.2.1', '192.0.2.2', '198.51.100.1'];
  const proxy = await startFaultyProxy({ addresses, dial: world.dial, clock, weather: () => [0] });
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-manners-'));
  try {
    const list = path.join(folder, 'names.txt');
    await writeFile(list, NAMES.map((name) => `${name}.example.com\n`).join(''));
    const at = (address: string) => `127.0.0.1:${proxy.dial(address, 53).port}`;
    const ran = await ttlCheck([
      ...['--file', list, '--type', 'A', '--stage', 'day-of', '--format', 'ndjson', '--quiet'],
      ...['--authority', at('192.0.2.1'), '--authority', at('192.0.2.2')],
      ...['--resolver', at('198.51.100.1'), '--rate', String(RATE)],
    ]);
    const lines = ran.stdout.trim().split('\n');
    expect([ran.code, lines.length, ran.stderr]).toEqual([0, 1001, '']);
    const byServer = Map.groupBy(proxy.seen, ({ address }) => address);
    printTable(
      ['server', 'questions', 'busiest second'],
      [...byServer].map(([address, seen]) => [address, String(seen.length), String(busiestSecond(seen))]),
    );
    expect([...byServer.keys()].toSorted()).toEqual(addresses);
    expect(busiestSecond(proxy.seen)).toBeLessThanOrEqual(RATE);
  } finally {
    await proxy.stop();
    await rm(folder, { recursive: true });
  }
});

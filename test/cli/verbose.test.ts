/** What `--verbose` tells, compared with what servers were asked. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { createFrameReader, framed } from '../../src/dns/transport/frames.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ttlCheck } from './cli.ts';

it('says how many questions were sent, as the servers count them', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `host${i}`);
  const lines = names.map((name, i) => (i % 3 === 0 ? `${name} 300 CNAME web` : `${name} 300 A 203.0.113.1`));
  const example = zone(
    'example.com',
    ['@ 3600 NS ns1', 'ns1 3600 A 192.0.2.1', 'web 60 A 203.0.113.2', ...lines].join('\n'),
  );
  await using world = await startWorld(
    {
      authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] }],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.1'] }],
    },
    { clock: systemClock() },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-verbose-'));
  try {
    const list = path.join(folder, 'names.txt');
    await writeFile(list, names.map((name) => `${name}.example.com\n`).join(''));
    const at = (address: string): string => `127.0.0.1:${world.dial(address, 53).port}`;
    const ran = await ttlCheck([
      ...['--file', list, '--stage', 'day-of', '--format', 'ndjson', '--verbose'],
      ...['--authority', at('192.0.2.1'), '--resolver', at('198.51.100.1')],
    ]);
    const asked = world.authority('ns1.example.com').asked.length + world.resolver('cache').asked.length;
    expect([ran.code, ran.stdout.trim().split('\n').length]).toEqual([0, 31]);
    expect(ran.stderr).toContain(
      `${asked} questions were sent for 30 names, ${(asked / 30).toFixed(1)} a name.`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** In front of a DNS server: lets one answer through on each connection, then closes it. */
async function oneAnswerEach(
  port: number,
): Promise<{ readonly server: Server; readonly asked: () => number }> {
  let asked = 0;
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    behind.once('data', (answer) => client.end(answer, () => behind.destroy()));
    for (const socket of [client, behind]) socket.on('error', () => {});
    client.on(
      'data',
      createFrameReader((question) => {
        if (asked++ >= 0 && behind.bytesWritten + behind.writableLength === 0)
          behind.write(framed([question]));
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked: () => asked };
}

it('counts what was sent again to a tcp:// server that closes each connection after an answer', async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `host${i}`);
  const example = zone(
    'example.com',
    ['@ 3600 NS ns1', 'ns1 3600 A 192.0.2.1', ...names.map((name) => `${name} 300 A 203.0.113.1`)].join('\n'),
  );
  await using world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] }] },
    { clock: systemClock() },
  );
  const { server, asked } = await oneAnswerEach(world.dial('192.0.2.1', 53).port);
  try {
    const { port } = server.address() as AddressInfo;
    const ran = await ttlCheck(
      [
        ...['--file', '-', '--type', 'A', '--stage', 'day-of', '--format', 'ndjson', '--verbose'],
        ...['--authority', `tcp://127.0.0.1:${port}`, '--resolver', 'none'],
      ],
      { input: names.map((name) => `${name}.example.com\n`).join('') },
    );
    expect([ran.code, ran.stdout.trim().split('\n').length]).toEqual([0, 1001]);
    expect(ran.stderr).toContain(`${asked()} questions were sent for 1000 names`);
  } finally {
    server.close();
  }
});

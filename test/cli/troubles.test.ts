/** What goes wrong on the night of a cutover: each a clear sentence, the right exit code, and nothing half done. */
import { execFile, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { journalFailure } from '../../src/journal/journalFailure.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import type { Journal } from '../../src/model/journal.ts';
import { parseName } from '../../src/model/name.ts';
import type { Provider } from '../../src/model/provider.ts';
import { openRfc2136Provider } from '../../src/providers/rfc2136/provider.ts';
import { createRoute53Provider } from '../../src/providers/route53/provider.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { type Route53World, startRoute53 } from '../../src/world/route53.ts';
import { zone } from '../../src/world/zone.ts';
import { builtProgram } from '../program/builtProgram.ts';
import { startPrimary } from '../providers/rfc2136/primary.ts';
import { stubAwsEnvironment, withoutPauses, zoneDescription } from '../providers/route53/serving.ts';
import { ttlCheck } from './cli.ts';
import { type MoveScene, moveScene, SHOP } from './moveScene.ts';
import type { Ran } from './planScene.ts';

const { main } = await builtProgram();

afterEach(() => vi.unstubAllEnvs());

/** A folder with this configuration, for the program as a process of its own. */
async function withConfig<Result>(
  config: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-trouble-'));
  try {
    await writeFile(path.join(folder, 'ttl-check.yaml'), config);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A sentence on stderr and nothing on stdout, no stack, no secret. */
function expectTrouble(
  { code, stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'> & { code: number | null },
  expected: number,
  sentence: RegExp,
): void {
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/^ttl-check: .*[.:?]\n/);
  expect(stderr).not.toMatch(/ {4}at |undefined|NaN|\[object|SECRET|wJalrXUtn/);
  expect([code, stdout]).toEqual([expected, '']);
}

/** Where nobody listens. */
async function unusedPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Nothing was changed, and the journal has no intent that nobody answered. */
async function expectNothingDone(scene: MoveScene): Promise<void> {
  expect(scene.live()).toBe('86400 192.0.2.10');
  if (scene.hasJournal()) expect(await scene.withJournal((journal) => journal.openIntents())).toEqual([]);
}

describe('a server given by --authority', () => {
  it('that does not answer is told apart from one that has no zone for the name', async () => {
    const port = await unusedPort();
    const ran = await ttlCheck(['www.example.com', '-r', 'none', '--authority', `127.0.0.1:${port}`]);
    expect(ran.code).toBe(3);
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `no server given by --authority answered (127.0.0.1:${port}: unreachable).`,
    );
  });

  it('that refuses all of a long list is asked a few times, and each name says why it was not', async () => {
    const port = await unusedPort();
    const names = Array.from({ length: 500 }, (_, i) => `host${i}.example.com`);
    const flags = ['-r', 'none', '--authority', `127.0.0.1:${port}`, '--type', 'A', '--format', 'ndjson'];
    const ran = await ttlCheck(['--file', '-', '--verbose', ...flags], { input: names.join('\n') });
    expect(ran.code).toBe(3);
    const targets = ran.stdout.trim().split('\n').slice(0, -1);
    expect(targets).toHaveLength(500);
    expect(targets.every((line) => line.includes(`127.0.0.1:${port}: unreachable`))).toBe(true);
    const why =
      /unreachable, not asked again so soon: [0-9]+ questions in a row came to nothing \(connection refused\)/;
    const [, sent = ''] = /^.*?([0-9]+) questions were sent for 500 names/m.exec(ran.stderr) ?? [];
    const unasked = targets.filter((line) => why.test(line)).length;
    // Without those that were under way, 128 at a time, before it was given up.
    expect([Number(sent) < 500, unasked >= 300]).toEqual([true, true]);
  });
});

describe('a configuration', () => {
  it.each([
    ['2026-02-30T12:00:00Z', /ttl-check\.yaml:4:14 .*"?2026-02-30T12:00:00Z"?/],
    ['2026-03-29T02:30', /"2026-03-29T02:30" does not exist in Europe\/Berlin: clocks skip it/],
    ['tomorrow', /ttl-check\.yaml:4:14/],
  ])(
    'with the impossible date %s is refused before anything is asked or made',
    async (date, sentence) => {
      const config = `timezone: Europe/Berlin\nmigrations:\n  - name: shop\n    cutover: ${date}\n    records: [www.example.com]\n`;
      await withConfig(config, async (folder) => {
        const journal = path.join(folder, 'journal.sqlite');
        for (const command of ['apply', 'restore', 'abort', 'hold', 'plan']) {
          const names = command === 'apply' || command === 'plan' ? [] : ['shop'];
          const ran = await ttlCheck([command, ...names, '--journal', journal], { cwd: folder });
          expectTrouble(ran, 2, sentence);
        }
        await expect(rm(journal)).rejects.toThrow(/ENOENT/);
      });
    },
    30_000,
  );
});

describe('Route 53', () => {
  /** `apply --yes` of the shop on a Route 53 with these habits. */
  async function applied(
    habits: Partial<Route53World>,
    settings: { readonly endpoint?: string } = {},
  ): Promise<{ ran: Ran; requests: readonly string[] }> {
    stubAwsEnvironment();
    const www = {
      Name: 'www.example.com.',
      Type: 'A',
      TTL: 86_400,
      ResourceRecords: [{ Value: '192.0.2.10' }],
    };
    const hosted = {
      ...zoneDescription('example.com.', [www]),
      nameServers: ['ns1.example.com', 'ns2.example.com'],
    };
    const route53 = await startRoute53({
      clock: manualClock('2026-12-01T00:00:00Z'),
      zones: [hosted],
      ...habits,
    });
    const provider = (clock: ManualClock): Provider =>
      createRoute53Provider({
        settings: { type: 'route53', endpoint: settings.endpoint ?? route53.endpoint },
        ...{ clock, retryStrategy: withoutPauses(2) },
      });
    try {
      await using scene = await moveScene({ wrap: (_, clock) => provider(clock) });
      const ran = await scene.apply({ yes: true });
      await expectNothingDone(scene);
      const [www] = route53.zones().flatMap(({ sets }) => sets.filter((set) => set.Name.startsWith('www')));
      expect(www?.TTL ?? 86_400).toBe(86_400);
      return { ran, requests: route53.requests().map(({ action }) => action) };
    } finally {
      await route53.stop();
    }
  }

  it('that has no such zone', async () => {
    const { ran, requests } = await applied({ zones: [zoneDescription('example.org.', [])] });
    expectTrouble(ran, 3, /www\.example\.com\. lies in no public zone of the provider\./);
    expect(requests).not.toContain('ChangeResourceRecordSets');
  });

  it('that may not be listed', async () => {
    const { ran } = await applied({ denied: ['route53:ListHostedZones'] });
    expectTrouble(ran, 3, /route53:ListHostedZones/);
  });

  it('that may not be changed', async () => {
    const { ran } = await applied({ denied: ['route53:ChangeResourceRecordSets'] });
    expect(ran.stdout).toMatch(/^ {2}refused /m);
    expect(ran.stdout).toMatch(/Allow\s+route53:ChangeResourceRecordSets\s+in/);
    expect(ran.stdout).not.toMatch(/wJalrXUtn/);
    expect(ran.code).toBe(3);
  });

  it('with a credential that has expired', async () => {
    const server = createServer((_, response) => {
      response.statusCode = 403;
      response.setHeader('content-type', 'text/xml');
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { ran } = await applied({}, { endpoint });
      expectTrouble(ran, 3, /expired/i);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a primary', () => {
  it('that has another secret for the key', async () => {
    const clock = manualClock('2026-12-05T12:00:00Z');
    const records = zone('example.com', '@ 3600 NS ns1\n ns1 3600 A 192.0.2.1\n www 86400 A 192.0.2.10');
    const name = parseName('key.example.com');
    const primary = await startPrimary(
      records,
      { name, algorithm: 'hmac-sha256', octets: new TextEncoder().encode('the secret of the server') },
      clock,
    );
    const secret = Buffer.from('another secret, of ours').toString('base64');
    try {
      await using scene = await moveScene({
        wrap: (_, own) =>
          openRfc2136Provider({
            settings: {
              ...{ type: 'rfc2136', zone: parseName('example.com'), keyName: name, algorithm: 'hmac-sha256' },
              server: { address: '127.0.0.1', port: primary.port },
              key: { kind: 'environment', variable: 'KEY' },
            },
            ...{ clock: own, environment: { KEY: secret } },
          }),
      });
      const ran = await scene.apply({ yes: true });
      expectTrouble(
        ran,
        3,
        /knows the key key\.example\.com\., and our signature with it is wrong \(BADSIG\)/,
      );
      expect(ran.stderr).not.toContain(secret);
      await expectNothingDone(scene);
    } finally {
      await primary.stop();
    }
  });
});

describe('a full disk under the journal', () => {
  const WRITES = [
    'acquireLease',
    'recordSightings',
    'recordPlan',
    'recordIntents',
    'recordReceipts',
  ] as const;

  /** A journal whose disk is full from the n-th write on, as SQLite says it. */
  function full(from: number): {
    open: (file: string) => Promise<Journal>;
    wasFull: () => boolean;
    free: () => void;
  } {
    let writes = 0;
    let room = false;
    return {
      wasFull: () => writes >= from,
      free: () => {
        room = true;
      },
      open: async (file) => {
        const journal = await openJournal(file, { mode: 'write' });
        const guarded = WRITES.map((method) => [
          method,
          async (...args: unknown[]) => {
            if (++writes >= from && !room)
              throw journalFailure(Object.assign(new Error('full'), { errcode: 13 }), file);
            return await Reflect.apply(journal[method], journal, args);
          },
        ]);
        return { ...journal, ...Object.fromEntries(guarded) };
      },
    };
  }

  it('at any of its writes leaves nothing that the next pass does not finish', async () => {
    for (let from = 1; ; from++) {
      const disk = full(from);
      await using scene = await moveScene({ journal: disk.open });
      const ran = await scene.apply({ yes: true });
      if (!disk.wasFull()) {
        expect([ran.code, from > 4]).toEqual([0, true]);
        return;
      }
      expectTrouble(ran, 3, /The journal .*journal\.sqlite cannot be written: the disk is full\./);
      const formers = await scene.withJournal((journal) => journal.formerTtls('shop'));
      if (scene.live() !== '86400 192.0.2.10') expect(formers).toMatchObject([{ ttl: 86_400 }]);
      disk.free();
      expect((await scene.apply({ yes: true })).code).toBe(0);
      expect([scene.live(), scene.provider().made.length]).toEqual(['3600 192.0.2.10', 1]);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'is said by the program, on a file that may not grow',
    async () => {
      await withConfig(SHOP, async (folder) => {
        const hold = (blocks: string): Promise<Ran & { code: number }> =>
          new Promise((resolve) => {
            const script = `ulimit -f ${blocks}; exec "$0" "$@"`;
            const args = [
              '-c',
              script,
              process.execPath,
              main,
              'hold',
              'shop',
              '--journal',
              'j.sqlite',
              '--reason',
              'x'.repeat(60_000),
            ];
            execFile('bash', args, { cwd: folder }, (error, stdout, stderr) =>
              resolve({ code: Number(error?.code ?? 0) as Ran['code'], stdout, stderr }),
            );
          });
        expectTrouble(await hold('4'), 3, /The journal .*j\.sqlite cannot be/);
        expect((await hold('unlimited')).code).toBe(0);
        expectTrouble(await hold('16'), 3, /The journal .*j\.sqlite cannot be/);
        const status = await ttlCheck(['status', '--journal', 'j.sqlite'], { cwd: folder });
        expect(status.stdout).toMatch(/^shop: held/);
      });
    },
    30_000,
  );

  it.skipIf(!canMount())(
    'is said by the program, on a file system of 400 KiB',
    async () => {
      await withConfig(SHOP, async (folder) => {
        const script = `mkdir disk && mount -t tmpfs -o size=400k tmpfs disk
        "$0" "$1" hold shop --journal disk/j.sqlite || exit 90
        head -c 1000000 /dev/zero > disk/other 2>/dev/null
        "$0" "$1" abort shop --keep --journal disk/j.sqlite; code=$?
        rm disk/other; "$0" "$1" status --journal disk/j.sqlite || exit 91
        exit $code`;
        const [code, stdout, stderr] = await new Promise<[number, string, string]>((resolve) => {
          const args = ['-Urm', 'bash', '-c', script, process.execPath, main];
          execFile('unshare', args, { cwd: folder }, (error, out, err) =>
            resolve([Number(error?.code ?? 0), out, err]),
          );
        });
        expect(stderr).toMatch(/^ttl-check: The journal .*j\.sqlite cannot be .*the disk is full\.\n/);
        expect([code, stdout]).toEqual([3, expect.stringMatching(/^shop: held since/m)]);
      });
    },
    30_000,
  );
});

/** Whether this user may have file systems of their own: Linux, where namespaces are not forbidden. */
function canMount(): boolean {
  const { status } = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]);
  return status === 0;
}

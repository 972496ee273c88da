/** The provider for dynamic updates against real primaries; nsupdate and dig are the other hands and eyes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { tsigKey } from '../../src/dns/tsig.ts';
import type { Clock } from '../../src/model/clock.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type { ChangeOutcome, LiveRrset, Provider, ProviderZone } from '../../src/model/provider.ts';
import type { Rfc2136Settings, TsigAlgorithm, UpdateLock } from '../../src/model/providerSettings.ts';
import { ttl } from '../../src/model/ttl.ts';
import { createRfc2136Provider } from '../../src/providers/rfc2136/provider.ts';
import { zone } from '../../src/world/zone.ts';
import { CONTRACT_ZONE, providerContract, type StoredRrset } from '../contracts/provider.ts';
import { PLAIN, startPrimary } from '../providers/rfc2136/primary.ts';
import { eventually } from './eventually.ts';
import { executeWell } from './execute.ts';
import { startUpdateServer, type UpdateServer } from './updateServer.ts';

const WWW = parseName('www.contract.example.');

interface Choice {
  readonly zone?: Name;
  readonly keyName?: string;
  readonly algorithm?: TsigAlgorithm;
  readonly secret?: string;
  readonly lock?: UpdateLock;
  readonly clock?: Clock;
  readonly port?: number;
}

function providerOf(server: UpdateServer, choice: Choice = {}): Provider {
  const keyName = parseName(choice.keyName ?? 'contract.');
  const algorithm = choice.algorithm ?? 'hmac-sha256';
  const settings: Rfc2136Settings = {
    type: 'rfc2136',
    server: { address: server.address, port: choice.port ?? 53 },
    zone: choice.zone ?? CONTRACT_ZONE,
    keyName,
    algorithm,
    key: { kind: 'environment', variable: 'UNUSED' },
    ...(choice.lock === undefined ? {} : { lock: choice.lock }),
  };
  const key = tsigKey(keyName, algorithm, Buffer.from(choice.secret ?? server.secret, 'base64'));
  return createRfc2136Provider({ settings, key, clock: choice.clock ?? systemClock() });
}

/** What dig sees, in the answer or, at a delegation, in the authority section. */
async function stored(server: UpdateServer, owner: Name, type: string): Promise<StoredRrset | undefined> {
  const options = ['-r', '+noall', '+answer', '+authority', '+nosplit', '+norecurse', '+tcp'];
  const lines = await executeWell('dig', [...options, `@${server.address}`, '-q', owner, '-t', type]);
  const records = lines.split('\n').map((line) => line.split(/\s+/));
  const matching = records.filter((fields) => fields[0] === owner && fields[3] === type);
  if (matching.length === 0) return undefined;
  return {
    owner,
    type,
    ttl: Number(matching[0]?.[1]),
    rdata: matching.map((fields) => fields.slice(4).join(' ')).sort(),
  };
}

async function edit(
  server: UpdateServer,
  zone: Name,
  owner: Name,
  type: string,
  change: { readonly ttl?: number; readonly rdata?: readonly string[] },
): Promise<void> {
  const old = await stored(server, owner, type);
  const rdata = change.rdata ?? old?.rdata ?? [];
  const seconds = change.ttl ?? old?.ttl ?? 3600;
  await server.nsupdate([
    `zone ${zone}`,
    `update delete ${owner} ${type}`,
    ...rdata.map((data) => `update add ${owner} ${seconds} ${type} ${data}`),
  ]);
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function zoneOf(provider: Provider): Promise<ProviderZone> {
  const [zone] = await collected(provider.listZones());
  if (zone === undefined) throw new Error('The provider lists no zone.');
  return zone;
}

async function live(provider: Provider, owner: Name, type: string): Promise<LiveRrset> {
  const rrsets = await collected(provider.readRrsets(await zoneOf(provider), [owner]));
  const found = rrsets.find((rrset) => rrset.type === type);
  if (found === undefined) throw new Error(`There is no ${owner} ${type}.`);
  return found;
}

async function setTtl(
  provider: Provider,
  owner: Name,
  type: string,
  seconds: number,
): Promise<ChangeOutcome> {
  const before = [await live(provider, owner, type)];
  return provider.changeTtls(await zoneOf(provider), [{ owner, type, before, ttl: ttl(seconds) }], '');
}

describe.each(['bind', 'knot'] as const)('%s', (software) => {
  let server: UpdateServer;

  beforeAll(async () => {
    server = await startUpdateServer(software);
  });

  afterAll(async () => {
    await server?.stop();
  });

  providerContract(`RFC 2136 on ${software}`, async (rrsets) => {
    await server.nsupdate([
      `zone ${CONTRACT_ZONE}`,
      ...rrsets.flatMap(({ owner, type, ttl: seconds, rdata }) => [
        `update delete ${owner} ${type}`,
        ...rdata.map((data) => `update add ${owner} ${seconds} ${type} ${data}`),
      ]),
    ]);
    return {
      provider: providerOf(server),
      zone: CONTRACT_ZONE,
      confirmation: 'no-word',
      secrets: [server.secret, Buffer.from(server.secret, 'base64').toString('hex')],
      read: (owner, type) => stored(server, owner, type),
      edit: (owner, type, change) => edit(server, CONTRACT_ZONE, owner, type, change),
      stop: async () => undefined,
    };
  });

  test.each(['hmac-sha384', 'hmac-sha512'] as const)('takes keys of %s', async (algorithm) => {
    const provider = providerOf(server, { keyName: `contract-${algorithm.slice(-3)}.`, algorithm });
    expect(await setTtl(provider, WWW, 'A', 250)).toMatchObject({ kind: 'accepted' });
    expect(await stored(server, WWW, 'A')).toMatchObject({ ttl: 250 });
    expect(await collected(provider.readRrsets(await zoneOf(provider)))).not.toEqual([]);
  });

  test('says which key it does not know', async () => {
    await expect(collected(providerOf(server, { keyName: 'nobody.' }).listZones())).rejects.toThrow(
      `${server.address} does not know the key nobody. with hmac-sha256 (BADKEY).`,
    );
  });

  test('says that a secret is wrong, and does not show it', async () => {
    const secret = Buffer.alloc(32, 7).toString('base64');
    await expect(collected(providerOf(server, { secret }).listZones())).rejects.toThrow(
      `${server.address} knows the key contract., and our signature with it is wrong (BADSIG).`,
    );
  });

  test.each([-1000, 1000])('says by how much the clocks differ (%d s)', async (seconds) => {
    const real = systemClock();
    const clock = { ...real, now: () => plusSeconds(real.now(), seconds) };
    const side = seconds < 0 ? 'ahead' : 'behind';
    await expect(collected(providerOf(server, { clock }).listZones())).rejects.toThrow(
      new RegExp(`differ by (999|1000|1001) s: its clock is ${side} \\(BADTIME\\)`),
    );
  });

  test('says that a zone is not there', async () => {
    const provider = providerOf(server, { zone: parseName('absent.example.') });
    await expect(collected(provider.listZones())).rejects.toThrow(/absent\.example\./);
  });

  test('says that a key may not update, and that nothing was done', async () => {
    const reader = providerOf(server, { keyName: 'reader.' });
    const before = await stored(server, WWW, 'A');
    await expect(setTtl(reader, WWW, 'A', 11)).rejects.toThrow(
      `${server.address} refuses the key reader. to update contract.example. (${software === 'knot' ? 'BADKEY' : 'REFUSED'}).`,
    );
    expect(await stored(server, WWW, 'A')).toEqual(before);
  });

  test('reads the names asked for where the zone is not given away', async () => {
    const reader = providerOf(server, { keyName: 'reader.' });
    const zone = await zoneOf(reader);
    await expect(collected(reader.readRrsets(zone))).rejects.toThrow(
      `refuses the key reader. to transfer contract.example.`,
    );
    const many = Array.from({ length: 60 }, (_, i) => parseName(`host-${i}.contract.example.`));
    const absent = Array.from({ length: 60 }, (_, i) => parseName(`absent-${i}.contract.example.`));
    const rrsets = await collected(reader.readRrsets(zone, [...many, ...absent]));
    expect(rrsets.map(({ owner }) => owner).sort()).toEqual([...many].sort());
  });

  test('works with a key that may change A records only', async () => {
    const outcome = await setTtl(providerOf(server, { keyName: 'narrow.' }), WWW, 'A', 199);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      note: expect.stringContaining('refuses an update that sets the serial'),
    });
    expect(await stored(server, WWW, 'A')).toMatchObject({ ttl: 199 });
  });

  test(`${software === 'bind' ? 'changes' : 'says that it cannot change'} the TTL of the NS set of the apex`, async () => {
    const before = await stored(server, CONTRACT_ZONE, 'NS');
    const seconds = (before?.ttl ?? 0) + 1;
    const outcome = setTtl(providerOf(server), CONTRACT_ZONE, 'NS', seconds);
    if (software === 'bind') {
      expect(await outcome).toMatchObject({ kind: 'accepted' });
      expect(await stored(server, CONTRACT_ZONE, 'NS')).toEqual({ ...before, ttl: seconds });
    } else {
      await expect(outcome).rejects.toThrow(
        'accepted the new TTL of contract.example. NS and did not set it',
      );
      expect(await stored(server, CONTRACT_ZONE, 'NS')).toEqual(before);
    }
  });

  test('loses nothing when several change TTLs at the same time', async () => {
    const hands = Array.from({ length: 4 }, () => providerOf(server));
    const start = (await stored(server, WWW, 'A'))?.ttl ?? 0;
    const zone = await zoneOf(providerOf(server));
    let taken = 0;
    await Promise.all(
      hands.map(async (hand) => {
        for (let mine = 0; mine < 15; ) {
          const before = [await live(hand, WWW, 'A')];
          const change = { owner: WWW, type: 'A', before, ttl: ttl((before[0]?.ttl ?? 0) + 1) };
          const outcome = await hand.changeTtls(zone, [change], '');
          if (outcome.kind !== 'accepted') continue;
          mine++;
          taken++;
        }
      }),
    );
    expect((await stored(server, WWW, 'A'))?.ttl).toBe(start + taken);
  });
});

describe('BIND with inline-signing', () => {
  test('is changed by value prerequisites, and says so', async () => {
    const server = await startUpdateServer('bind');
    await using _stop = { [Symbol.asyncDispose]: server.stop };
    const zone = parseName('inline.example.');
    const owner = parseName('www.inline.example.');
    await eventually(10_000, async () => {
      const keys = await stored(server, zone, 'DNSKEY');
      return keys === undefined ? 'it is not signed yet' : undefined;
    });
    const provider = providerOf(server, { zone });
    const outcome = await setTtl(provider, owner, 'A', 300);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      note: expect.stringContaining('only the data were compared'),
    });
    expect(await stored(server, owner, 'A')).toEqual({ owner, type: 'A', ttl: 300, rdata: ['192.0.2.10'] });
    const before = [await live(provider, owner, 'A')];
    await edit(server, zone, owner, 'A', { rdata: ['192.0.2.99'] });
    const stale = await provider.changeTtls(
      await zoneOf(provider),
      [{ owner, type: 'A', before, ttl: ttl(60) }],
      '',
    );
    expect(stale).toMatchObject({ kind: 'conflict' });
    expect(
      (await collected(provider.readRrsets(await zoneOf(provider)))).map(({ type }) => type),
    ).not.toContain('RRSIG');
  });
});

describe('the primary that the unit tests use', () => {
  const octets = Buffer.alloc(32, 3);
  const key = `hmac-sha256:contract:${octets.toString('base64')}`;
  const secret = { name: parseName('contract.'), algorithm: 'hmac-sha256', octets } as const;
  const small = zone(
    'contract.example',
    '@ 60 NS ns1.example.net.\nwww 300 A 192.0.2.1\nwww 300 A 192.0.2.2',
  );

  test('is understood by dig, in transfers of many messages too', async () => {
    const primary = await startPrimary(small, secret, systemClock());
    await using _stop = { [Symbol.asyncDispose]: primary.stop };
    primary.habits = { ...PLAIN, perMessage: 1 };
    const shown = await executeWell('dig', [
      ...[
        '-r',
        '+noall',
        '+answer',
        '-y',
        key,
        '-p',
        String(primary.port),
        '@127.0.0.1',
        CONTRACT_ZONE,
        'AXFR',
      ],
    ]);
    expect(shown).not.toContain('failed');
    expect(shown.split('\n').filter((line) => line.startsWith('www')).length).toBe(2);
  });

  test('hears from nsupdate what it hears from us', async () => {
    const primary = await startPrimary(small, secret, systemClock());
    await using _stop = { [Symbol.asyncDispose]: primary.stop };
    const commands = [
      ...[`server 127.0.0.1 ${primary.port}`, 'zone contract.example.'],
      'prereq yxrrset contract.example. SOA ns1.example.net. hostmaster.contract.example. 1 7200 900 1209600 900',
      ...[
        'prereq yxrrset www.contract.example. A 192.0.2.1',
        'prereq yxrrset www.contract.example. A 192.0.2.2',
      ],
      'update add contract.example. 900 SOA ns1.example.net. hostmaster.contract.example. 2 7200 900 1209600 900',
      'update delete www.contract.example. A',
      ...[
        'update add www.contract.example. 60 A 192.0.2.1',
        'update add www.contract.example. 60 A 192.0.2.2',
      ],
      ...['send', ''],
    ];
    await executeWell('nsupdate', ['-v', '-y', key], { input: commands.join('\n') });
    expect(primary.zone.records.find((r) => r.owner === WWW)?.ttl).toBe(60);
    primary.zone = small;
    const settings = { address: '127.0.0.1', secret: octets.toString('base64') };
    const provider = providerOf(
      { ...settings, nsupdate: async () => undefined, stop: primary.stop },
      { port: primary.port },
    );
    expect(await setTtl(provider, WWW, 'A', 60)).toMatchObject({ kind: 'accepted' });
    const [theirs, ours] = primary.heard.filter(({ opcode }) => opcode === 5);
    expect(ours?.questions).toEqual(theirs?.questions);
    expect(ours?.answers).toEqual(theirs?.answers);
    expect(ours?.authority).toEqual(theirs?.authority);
    expect(ours?.rd).toBe(theirs?.rd);
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RCODE } from '../../../src/dns/rcode.ts';
import { tsigKey } from '../../../src/dns/tsig.ts';
import { Failure } from '../../../src/model/failure.ts';
import type { Name } from '../../../src/model/name.ts';
import { parseName } from '../../../src/model/name.ts';
import type { ChangeOutcome, LiveRrset, Provider, ProviderZone } from '../../../src/model/provider.ts';
import type { Rfc2136Settings, UpdateLock } from '../../../src/model/providerSettings.ts';
import { ttl } from '../../../src/model/ttl.ts';
import { createRfc2136Provider } from '../../../src/providers/rfc2136/provider.ts';
import { hurried } from '../../../src/world/hurried.ts';
import { loopTurns } from '../../../src/world/loopTurns.ts';
import { type ManualClock, manualClock } from '../../../src/world/manualClock.ts';
import { type Zone, zone as zoneFrom } from '../../../src/world/zone.ts';
import { CONTRACT_ZONE, providerContract, type StoredRrset } from '../../contracts/provider.ts';
import { PLAIN, type Primary, type Secret, startPrimary } from './primary.ts';

const SECRET: Secret = {
  name: parseName('key.example.'),
  algorithm: 'hmac-sha256',
  octets: Buffer.from('not a secret but long enough for a test'),
};
const START = '2026-12-01T00:00:00Z';
const WWW = parseName('www.contract.example.');

function settingsFor(lock?: UpdateLock): Rfc2136Settings {
  return {
    type: 'rfc2136',
    server: { address: '192.0.2.53', port: 53 },
    zone: CONTRACT_ZONE,
    keyName: SECRET.name,
    algorithm: SECRET.algorithm,
    key: { kind: 'environment', variable: 'UNUSED' },
    ...(lock === undefined ? {} : { lock }),
  };
}

function contractZone(rrsets: readonly StoredRrset[]): Zone {
  const lines = rrsets.flatMap(({ owner, type, ttl: seconds, rdata }) =>
    rdata.map((data) => `${owner} ${seconds} ${type} ${data}`),
  );
  return zoneFrom(
    CONTRACT_ZONE,
    ['@ 3600 NS ns1.example.net.', '@ 3600 NS ns2.example.net.', ...lines].join('\n'),
  );
}

function stored(primary: Primary, owner: Name, type: string): StoredRrset | undefined {
  const records = primary.zone.records.filter((r) => r.owner === owner && r.type === type);
  const [first] = records;
  return first && { owner, type, ttl: first.ttl, rdata: records.map((r) => r.rdata).sort() };
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function providerFor(primary: Primary, secret: Secret, clock: ManualClock, lock?: UpdateLock): Provider {
  return createRfc2136Provider({
    settings: { ...settingsFor(lock), keyName: secret.name, algorithm: secret.algorithm },
    key: tsigKey(secret.name, secret.algorithm, secret.octets),
    clock,
    dial: () => ({ host: '127.0.0.1', port: primary.port }),
  });
}

describe.each([
  ['a plain primary', PLAIN],
  [
    'one that ignores what is added again, and shows one RRset for ANY',
    { ...PLAIN, reAdding: 'ignored', any: 'one' },
  ],
] as const)('%s', (title, habits) => {
  providerContract(`RFC 2136 on ${title}`, async (rrsets) => {
    const clock = manualClock(START);
    const primary = await startPrimary(contractZone(rrsets), SECRET, clock);
    primary.habits = habits;
    return {
      provider: providerFor(primary, SECRET, clock),
      zone: CONTRACT_ZONE,
      confirmation: 'no-word',
      secrets: [Buffer.from(SECRET.octets).toString(), Buffer.from(SECRET.octets).toString('base64')],
      read: async (owner, type) => stored(primary, owner, type),
      edit: async (owner, type, change) => primary.edit(owner, type, change),
      stop: () => primary.stop(),
    };
  });
});

describe('a change by update', () => {
  const manual = manualClock(START);
  /** Pauses between two looks are over at once; time-outs come when the test says so. */
  const clock: ManualClock = {
    ...manual,
    wait: (ms, signal) => (ms < 1000 ? Promise.resolve() : manual.wait(ms, signal)),
  };
  let primary: Primary;
  let provider: Provider;
  let zone: ProviderZone;

  beforeEach(async () => {
    const text =
      'www 3600 A 192.0.2.1\nwww 3600 A 192.0.2.2\n@ 3600 NS ns1.example.net.\n@ 600 A 192.0.2.3\nmail 60 MX 10 mx.example.net.';
    primary = await startPrimary(zoneFrom(CONTRACT_ZONE, text), SECRET, clock);
    provider = providerFor(primary, SECRET, clock);
    const [first] = await collected(provider.listZones());
    if (first === undefined) throw new Error('no zone');
    zone = first;
  });

  afterEach(async () => {
    await provider.close();
    await primary.stop();
  });

  async function read(owner: Name, type: string): Promise<LiveRrset[]> {
    return (await collected(provider.readRrsets(zone, [owner]))).filter((rrset) => rrset.type === type);
  }

  async function set(owner: Name, type: string, seconds: number): Promise<ChangeOutcome> {
    const before = await read(owner, type);
    return provider.changeTtls(zone, [{ owner, type, before, ttl: ttl(seconds) }], '');
  }

  test('requires SOA and data, deletes, adds again, and sets the next serial', async () => {
    await set(WWW, 'A', 300);
    const update = primary.heard.find(({ opcode }) => opcode === 5);
    expect(update?.answers.map((r) => [r.owner, r.type, r.class, r.ttl])).toEqual([
      [CONTRACT_ZONE, 6, 1, 0],
      [WWW, 1, 1, 0],
      [WWW, 1, 1, 0],
    ]);
    expect(update?.authority.map((r) => [r.owner, r.type, r.class, r.ttl])).toEqual([
      [CONTRACT_ZONE, 6, 1, 900],
      [WWW, 1, 255, 0],
      [WWW, 1, 1, 300],
      [WWW, 1, 1, 300],
    ]);
    expect(update?.authority[0]?.data).toMatchObject({ kind: 'soa', serial: 2 });
  });

  test('meets a TTL that somebody changed after our last look', async () => {
    const before = await read(WWW, 'A');
    let edits = 0;
    primary.habits = {
      ...PLAIN,
      beforeUpdate: () => {
        if (edits++ === 0) primary.edit(WWW, 'A', { ttl: 7200 });
      },
    };
    const outcome = await provider.changeTtls(zone, [{ owner: WWW, type: 'A', before, ttl: ttl(300) }], '');
    expect(outcome).toEqual({
      kind: 'conflict',
      detail: 'www.contract.example. A has the TTL 7200 s now; it was 3600 s when the change was decided.',
    });
    expect(stored(primary, WWW, 'A')?.ttl).toBe(7200);
  });

  test('goes on when somebody changed something else after our last look', async () => {
    let edits = 0;
    primary.habits = {
      ...PLAIN,
      beforeUpdate: () => {
        if (edits++ < 2) primary.edit(parseName('mail.contract.example.'), 'MX', { ttl: 100 + edits });
      },
    };
    expect(await set(WWW, 'A', 300)).toMatchObject({ kind: 'accepted' });
    expect(stored(primary, WWW, 'A')?.ttl).toBe(300);
  });

  test('gives up, with nothing changed, where the zone never rests', async () => {
    let edits = 0;
    primary.habits = {
      ...PLAIN,
      beforeUpdate: () => primary.edit(parseName('mail.contract.example.'), 'MX', { ttl: ++edits }),
    };
    expect(await set(WWW, 'A', 300)).toEqual({
      kind: 'conflict',
      detail:
        'contract.example. was changed by somebody else during each of 5 tries; nothing was changed by us.',
    });
    expect(stored(primary, WWW, 'A')?.ttl).toBe(3600);
  });

  test('is locked by the data alone where the served SOA is not that of updates, and says so', async () => {
    primary.habits = { ...PLAIN, soaOfUpdates: 'another' };
    expect(await set(WWW, 'A', 300)).toMatchObject({
      kind: 'accepted',
      note: expect.stringContaining('only the data were compared in the update'),
    });
    expect(stored(primary, WWW, 'A')?.ttl).toBe(300);
    const before = await read(WWW, 'A');
    let edits = 0;
    primary.habits = {
      ...primary.habits,
      beforeUpdate: () => {
        if (edits++ === 2) primary.edit(WWW, 'A', { rdata: ['203.0.113.1'] });
      },
    };
    const outcome = await provider.changeTtls(zone, [{ owner: WWW, type: 'A', before, ttl: ttl(60) }], '');
    expect(outcome).toMatchObject({ kind: 'conflict' });
    expect(stored(primary, WWW, 'A')).toMatchObject({ ttl: 300, rdata: ['203.0.113.1'] });
  });

  test('works again and again on a server that does not know an SOA that was set', async () => {
    primary.habits = { ...PLAIN, soaAfterExplicit: 'unknown' };
    for (const seconds of [300, 299, 298])
      expect(await set(WWW, 'A', seconds)).toMatchObject({ kind: 'accepted' });
    const quiet = providerFor(primary, SECRET, clock, 'soa');
    primary.edit(WWW, 'A', { ttl: 500 });
    for (const seconds of [300, 299, 298]) {
      const before = await read(WWW, 'A');
      const outcome = await quiet.changeTtls(
        zone,
        [{ owner: WWW, type: 'A', before, ttl: ttl(seconds) }],
        '',
      );
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(outcome).not.toHaveProperty('note');
    }
  });

  test('leaves the serial to the server where the key may not set it', async () => {
    const refuses = (
      _: string,
      { authority }: { authority: readonly { type: number }[] },
    ): number | undefined => (authority.some(({ type }) => type === 6) ? RCODE.REFUSED : undefined);
    primary.habits = { ...PLAIN, refuses };
    expect(await set(WWW, 'A', 300)).toMatchObject({
      kind: 'accepted',
      note: expect.stringContaining('refuses an update that sets the serial'),
    });
  });

  test('of the NS set of the apex only adds, and is read back', async () => {
    expect(await set(CONTRACT_ZONE, 'NS', 300)).toMatchObject({ kind: 'accepted' });
    expect(stored(primary, CONTRACT_ZONE, 'NS')).toMatchObject({ ttl: 300, rdata: ['ns1.example.net.'] });
    const update = primary.heard.find(({ opcode }) => opcode === 5);
    expect(update?.authority.some((r) => r.class === 255)).toBe(false);
  });

  test('of the NS set of the apex goes alone', async () => {
    const [ns] = await read(CONTRACT_ZONE, 'NS');
    const [a] = await read(CONTRACT_ZONE, 'A');
    if (ns === undefined || a === undefined) throw new Error('not there');
    const changes = [a, ns].map((one) => ({ owner: one.owner, type: one.type, before: [one], ttl: ttl(60) }));
    expect(provider.batchSize(changes)).toBe(1);
    expect(provider.batchSize(changes.toReversed())).toBe(1);
  });

  test('does not touch the SOA', async () => {
    await expect(set(CONTRACT_ZONE, 'SOA', 60)).rejects.toThrow(
      'contract.example. SOA cannot be changed: The server itself keeps the SOA.',
    );
  });

  test.each([
    [RCODE.REFUSED, '192.0.2.53 refuses the key key.example. to update contract.example. (REFUSED).'],
    [
      RCODE.NOTAUTH,
      '192.0.2.53 is no authority for contract.example., or not for the key key.example. (NOTAUTH).',
    ],
    [RCODE.NOTZONE, 'A name of the update is outside contract.example., says 192.0.2.53 (NOTZONE).'],
    [RCODE.NOTIMP, '192.0.2.53 does not do this for contract.example. at all: update (NOTIMP).'],
    [RCODE.FORMERR, '192.0.2.53 answered the update of contract.example. with FORMERR. Its log may say why.'],
  ])('that is answered with RCODE %d fails with a sentence', async (rcode, sentence) => {
    primary.habits = { ...PLAIN, refuses: (deed) => (deed === 'update' ? rcode : undefined) };
    await expect(set(WWW, 'A', 300)).rejects.toThrow(sentence);
    expect(stored(primary, WWW, 'A')?.ttl).toBe(3600);
  });

  describe('is uncertain when', () => {
    test('no answer comes', async () => {
      primary.habits = { ...PLAIN, onWay: (answer, deed) => (deed === 'update' ? [] : [answer]) };
      const outcome = set(WWW, 'A', 300);
      while (!primary.heard.some(({ opcode }) => opcode === 5)) await loopTurns(1);
      await clock.whenWaiting();
      await clock.advance(11);
      expect(await outcome).toEqual({
        kind: 'uncertain',
        detail: '192.0.2.53 did not answer in time by TCP. The update may have been made or not.',
      });
    });

    test('we are interrupted while it is on the way', async () => {
      primary.habits = { ...PLAIN, onWay: (answer, deed) => (deed === 'update' ? [] : [answer]) };
      const before = await read(WWW, 'A');
      const stop = new AbortController();
      const outcome = provider.changeTtls(
        zone,
        [{ owner: WWW, type: 'A', before, ttl: ttl(1) }],
        '',
        stop.signal,
      );
      while (!primary.heard.some(({ opcode }) => opcode === 5)) await loopTurns(1);
      stop.abort();
      expect(await outcome).toMatchObject({ kind: 'uncertain' });
    });

    test.each([
      ['is changed on the way', (answer: Uint8Array) => answer.with(3, 8)],
      ['has no signature', (answer: Uint8Array) => unsigned(answer)],
      ['cannot be read', (answer: Uint8Array) => answer.subarray(0, 20)],
    ])('the answer %s', async (_, tamper) => {
      primary.habits = { ...PLAIN, onWay: (answer, deed) => [deed === 'update' ? tamper(answer) : answer] };
      expect(await set(WWW, 'A', 300)).toMatchObject({
        kind: 'uncertain',
        detail: expect.stringMatching(/\.$/),
      });
    });

    test('the server fails', async () => {
      primary.habits = { ...PLAIN, refuses: (deed) => (deed === 'update' ? RCODE.SERVFAIL : undefined) };
      expect(await set(WWW, 'A', 300)).toMatchObject({ kind: 'uncertain' });
    });
  });

  test.each([-400, 400])('says by how much clocks differ (%d s)', async (seconds) => {
    primary.habits = { ...PLAIN, ahead: seconds };
    await expect(collected(provider.listZones())).rejects.toThrow(
      `The clocks of this machine and of 192.0.2.53 differ by 400 s: its clock is ${seconds > 0 ? 'ahead' : 'behind'} (BADTIME).`,
    );
  });

  test('reads a whole zone only where every part of the transfer is signed over', async () => {
    primary.habits = { ...PLAIN, perMessage: 1 };
    expect(await collected(provider.readRrsets(zone))).toHaveLength(5);
    for (const at of [0, 1, 2, 3, 6]) {
      let count = 0;
      const onWay = (answer: Uint8Array): readonly Uint8Array[] => [
        count++ === at ? answer.with(answer.length === 0 ? 0 : 35, 0x7a) : answer,
      ];
      primary.habits = { ...PLAIN, perMessage: 1, onWay };
      await expect(collected(provider.readRrsets(zone)), `message ${at}`).rejects.toThrow('192.0.2.53');
    }
  });

  test('tells a wrong key from an unknown one', async () => {
    const wrong = providerFor(primary, { ...SECRET, octets: Buffer.from('another') }, clock);
    await expect(collected(wrong.listZones())).rejects.toThrow('our signature with it is wrong (BADSIG)');
    const unknown = providerFor(primary, { ...SECRET, name: parseName('other.example.') }, clock);
    await expect(collected(unknown.listZones())).rejects.toThrow('does not know the key other.example.');
  });

  test('takes nothing but the truth when any octet is changed on the way', async () => {
    const truth = await collected(provider.readRrsets(zone, [WWW]));
    const change = fc.tuple(fc.nat(20), fc.nat(400), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([message, at, bits]) => {
        let count = 0;
        const onWay = (answer: Uint8Array): readonly Uint8Array[] => {
          const place = at % answer.length;
          return [count++ === message ? answer.with(place, (answer[place] ?? 0) ^ bits) : answer];
        };
        primary.habits = { ...PLAIN, onWay };
        const seen = collected(provider.readRrsets(zone, [WWW])).catch((error: unknown) => error);
        // An answer with another ID is waited for in vain.
        const result = await hurried(clock, seen);
        if (result instanceof Failure) expect(result.kind).toBe('provider');
        else expect(result).toEqual(truth);
      }),
      { numRuns: 150, seed: 2136 },
    );
  });

  test('believes no unsigned answer to a question', async () => {
    primary.habits = { ...PLAIN, onWay: (answer) => [unsigned(answer)] };
    await expect(collected(provider.listZones())).rejects.toThrow('does not prove to come from it');
  });

  test('says that nobody listens', async () => {
    const { port } = primary;
    await primary.stop();
    const alone = providerFor({ ...primary, port }, SECRET, clock);
    await expect(collected(alone.listZones())).rejects.toThrow(
      '192.0.2.53 cannot be talked to by TCP: connection refused.',
    );
  });

  test('ignores what nobody asked for, up to a point', async () => {
    const foreign = (answer: Uint8Array): Uint8Array => answer.with(0, (answer[0] ?? 0) ^ 0xff);
    primary.habits = { ...PLAIN, onWay: (answer) => [foreign(answer), answer] };
    expect(await collected(provider.listZones())).toHaveLength(1);
    primary.habits = { ...PLAIN, onWay: (answer) => Array.from({ length: 500 }, () => foreign(answer)) };
    await expect(collected(provider.listZones())).rejects.toThrow(
      '101 messages came that nobody had asked for',
    );
  });
});

/** The message with its TSIG taken off. */
function unsigned(answer: Uint8Array): Uint8Array {
  // The record is found by its owner, the key, which is written out in full.
  const at = Buffer.from(answer).lastIndexOf(
    Buffer.from([3, ...Buffer.from('key'), 7, ...Buffer.from('example'), 0, 0, 250]),
  );
  return answer.slice(0, at).with(11, (answer[11] ?? 0) - 1);
}

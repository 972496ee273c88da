import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { ADDRESSES } from './addresses.ts';
import { type Checked, check, rrsetOf, rulesOf, targetOf, ttlCheck } from './command.ts';
import { type DigAnswer, look } from './dig.ts';
import { eventually } from './eventually.ts';
import { type Lab, startLab } from './lab.ts';
import { ENCRYPTED_RESOLVERS, RESOLVERS, type ResolverName } from './servers.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab({ resolvers: RESOLVERS });
});

afterAll(async () => {
  await lab?.stop();
});

const ALL = RESOLVERS.flatMap((name) => ['--resolver', `udp://${ADDRESSES[name]}`]);
const ONE = ['--resolver', `udp://${ADDRESSES.unbound}`];
/** Seconds: on loopback a server that has not answered by then never will. */
const IMPATIENT = ['--timeout', '0.4'];

describe('TTLs through caches', () => {
  test('the configured TTL is told from the remainder in every cache', async () => {
    await untilInCaches('www.example.test.', (ttl) => ttl < 300, 'has not counted down yet');
    const { report, code } = await check(['www.example.test', ...ALL]);
    const rrset = rrsetOf(report, 'www.example.test.', 'A');
    expect(rrset.configuredTtl).toEqual({ min: 300, max: 300 });
    expect(rrset.rdata).toEqual(['192.0.2.10']);
    expect(rrset.authorities.map((a) => a.address).sort()).toEqual([ADDRESSES.primary, ADDRESSES.knot]);
    expect(rrset.resolvers).toHaveLength(RESOLVERS.length);
    for (const { resolver, remainingTtl } of rrset.resolvers) {
      expect(remainingTtl, resolver).toBeLessThan(300);
      expect(remainingTtl, resolver).toBeGreaterThan(200);
    }
    expect(rrset.verdict).toBe('ready');
    expect(code).toBe(0);
  });

  test('each hop of a CNAME chain has its own TTL', async () => {
    const { report } = await check(['alias.example.test', ...ALL]);
    const [first] = targetOf(report).rrsets;
    expect(first?.chain.map((hop) => [hop.owner, hop.type, hop.ttl])).toEqual([
      ['alias.example.test.', 'CNAME', 300],
      ['web.example.test.', 'CNAME', 600],
      ['origin.example.test.', 'A', 60],
    ]);
  });

  test('a chain is followed into another zone', async () => {
    const { report } = await check(['away.example.test', ...ONE]);
    expect(rrsetOf(report, 'www.example.com.', 'A').configuredTtl).toEqual({ min: 900, max: 900 });
  });

  test('a CNAME to another zone is observed at a given authority', async () => {
    const { report } = await check([
      'away.example.test',
      '--authority',
      ADDRESSES.primary,
      '--resolver',
      'none',
    ]);
    expect(rrsetOf(report, 'away.example.test.', 'CNAME').configuredTtl).toEqual({ min: 300, max: 300 });
  });

  test('a name made from a wildcard has the TTL of the wildcard', async () => {
    const { report } = await check(['some.wild.example.test', ...ONE]);
    expect(rrsetOf(report, 'some.wild.example.test.', 'A').configuredTtl).toEqual({ min: 120, max: 120 });
  });

  test('a TTL of two weeks is an error, whatever caches cap it to', async () => {
    const { report, code } = await check(['fortnight.example.test', ...ALL]);
    const rrset = rrsetOf(report, 'fortnight.example.test.', 'A');
    expect(rrset.configuredTtl).toEqual({ min: 1_209_600, max: 1_209_600 });
    expect(rrset.verdict).toBe('not-ready');
    expect(remainderAt(rrset.resolvers, 'unbound')).toBeLessThanOrEqual(86_400);
    expect(code).toBe(1);
  });

  test('the RRSIG tells the configured TTL through a cache that caps it', async () => {
    const { report } = await check(['week.signed.test', ...ALL, '--authority', 'none']);
    const rrset = rrsetOf(report, 'week.signed.test.', 'A');
    expect(rrset.authorities).toEqual([]);
    for (const { resolver, originalTtl, remainingTtl } of rrset.resolvers) {
      expect(originalTtl, resolver).toBe(604_800);
      expect(remainingTtl, resolver).toBeLessThanOrEqual(604_800);
    }
    expect(remainderAt(rrset.resolvers, 'unbound')).toBeLessThanOrEqual(86_400);
  });

  test('a lowered TTL is not drained while caches hold the older copy, and drained afterwards', async () => {
    const name = 'drain.example.test.';
    const lowered = { zone: 'example.test', name, type: 'A', ttl: 5, rdata: ['192.0.2.14'] };
    await untilInCaches(name, (ttl) => ttl > 5, 'does not hold it');
    await lab.changeRecord(lowered);
    for (const place of ['primary', 'knot'] as const) await untilPublished(place, name, 5);

    const before = await check([name, ...ALL]);
    expect(rrsetOf(before.report, name, 'A').configuredTtl).toEqual({ min: 5, max: 5 });
    expect(rulesOf(before.report)).toContain('cache-not-drained');
    expect(rrsetOf(before.report, name, 'A').drained).toBe('no');

    await untilInCaches(name, (ttl) => ttl <= 5, 'still holds the older copy', 60_000);
    const after = await check([name, ...ALL]);
    expect(rulesOf(after.report)).not.toContain('cache-not-drained');
    expect(rrsetOf(after.report, name, 'A').drained).not.toBe('no');
  }, 120_000);
});

describe('parent and child', () => {
  test('the TTL of the delegation is told from that of the zone', async () => {
    const { report } = await check(['example.test', ...ONE]);
    const ns = rrsetOf(report, 'example.test.', 'NS');
    expect(ns.configuredTtl).toEqual({ min: 3600, max: 3600 });
    expect(ns.parent).toEqual({ ttl: 172_800, servers: ['ns1.example.test.', 'ns2.example.test.'] });
  });

  test('name servers that only the child or only the parent names are shown', async () => {
    const { report } = await check(['shift.test', ...ONE]);
    const ns = rrsetOf(report, 'shift.test.', 'NS');
    expect(ns.configuredTtl).toEqual({ min: 300, max: 300 });
    expect(ns.rdata).toEqual(['ns2.shift.test.', 'ns3.shift.test.']);
    expect(ns.parent).toEqual({ ttl: 172_800, servers: ['ns1.shift.test.', 'ns2.shift.test.'] });
    // ns3 is asked as well, though the parent does not know it.
    expect(ns.authorities.map((a) => a.address)).toContain(ADDRESSES.nsd);
  });
});

describe('authorities that are not as they should be', () => {
  test('a secondary that lags with a TTL is a disagreement until it follows', async () => {
    const name = 'ttl.lag.test.';
    await lab.changeRecord({ zone: 'lag.test', name, type: 'A', ttl: 60, rdata: ['192.0.2.40'] });
    await untilPublished('primary', name, 60);
    const before = await check([name, ...ONE]);
    expect(rrsetOf(before.report, name, 'A').configuredTtl).toEqual({ min: 60, max: 300 });
    expect(rulesOf(before.report)).toContain('authorities-disagree-ttl');

    await lab.refresh('lag.test');
    await untilPublished('knot', name, 60);
    const after = await check([name, ...ONE]);
    expect(rrsetOf(after.report, name, 'A').configuredTtl).toEqual({ min: 60, max: 60 });
    expect(rulesOf(after.report)).not.toContain('authorities-disagree-ttl');
  });

  test('a secondary that lags with data is a disagreement', async () => {
    const name = 'data.lag.test.';
    await lab.changeRecord({ zone: 'lag.test', name, type: 'A', ttl: 300, rdata: ['192.0.2.99'] });
    await eventually(5000, async () =>
      (await published('primary', name))?.answer[0]?.rdata === '192.0.2.99'
        ? undefined
        : 'the primary has the former data',
    );
    const { report } = await check([name, ...ONE]);
    expect(rulesOf(report)).toContain('authorities-disagree-data');
  });

  test('a server that does not have the zone is lame', async () => {
    const { report } = await check(['www.lame.test', ...ONE, ...IMPATIENT]);
    expect(rulesOf(report)).toContain('lame-authority');
    expect(rrsetOf(report, 'www.lame.test.', 'A').configuredTtl).toEqual({ min: 300, max: 300 });
  });

  test('a server that never answers is unreachable, and nothing is taken as ready', async () => {
    const { report, code } = await check(['www.dead.test', ...ONE, ...IMPATIENT]);
    expect(rulesOf(report)).toContain('authority-unreachable');
    expect(rrsetOf(report, 'www.dead.test.', 'A').configuredTtl).toEqual({ min: 300, max: 300 });
    expect(report.verdict).toBe('unknown');
    expect(code).toBe(3);
  });

  test('a zone of which no server answers is not observed', async () => {
    const { report, code } = await check(['www.silent.test', ...ONE, ...IMPATIENT]);
    expect(report.verdict).toBe('unknown');
    expect(code).toBe(3);
  });

  test('a name that does not exist is a finding', async () => {
    const { report, code } = await check(['missing.example.test', ...ALL]);
    expect(rulesOf(report)).toContain('name-absent');
    expect(code).toBe(1);
  });

  test('a resolver that never answers is said, and the authorities decide', async () => {
    const dead = ['--resolver', `udp://${ADDRESSES.silent}`];
    const { report, code } = await check(['www.example.test', ...ONE, ...dead, ...IMPATIENT]);
    const rrset = rrsetOf(report, 'www.example.test.', 'A');
    expect(rrset.resolvers.map((r) => r.outcome).sort()).toEqual(['answer', 'timeout']);
    expect(code).toBe(0);
  });
});

describe('transports', () => {
  test('an answer too large for a datagram is fetched by TCP, whole', async () => {
    const { checked, observations } = await recorded(['wide.example.test', ...ALL]);
    expect(rrsetOf(checked.report, 'wide.example.test.', 'A').rdata).toHaveLength(90);
    const answers = observations.flatMap((o) => o.answers).filter((a) => a.outcome === 'answer');
    const wide = answers.filter((a) => a.question.type === 'A' && a.question.name === 'wide.example.test.');
    expect(new Set(wide.map((a) => a.transport))).toEqual(new Set(['tcp']));
    for (const answer of wide) expect(answer.rrsets[0]?.rdata, answer.address).toHaveLength(90);
    expect(new Set(wide.map((a) => a.vantage))).toEqual(new Set(['authority', 'resolver']));
  });

  const plain = RESOLVERS.flatMap((name) =>
    (['udp', 'tcp'] as const).map((transport) => ({
      name,
      transport,
      url: `${transport}://${ADDRESSES[name]}`,
    })),
  );
  const encrypted = ENCRYPTED_RESOLVERS.flatMap((name) => [
    { name, transport: 'tls', url: `tls://${ADDRESSES[name]}` },
    { name, transport: 'https', url: `https://${ADDRESSES[name]}/dns-query` },
  ]);
  test.each([...plain, ...encrypted])(
    '$name answers by $transport, also to find the authorities',
    async ({ url, transport }) => {
      const { checked, observations } = await recorded(['www.example.test', '--resolver', url], lab.caFile);
      const rrset = rrsetOf(checked.report, 'www.example.test.', 'A');
      expect(rrset.configuredTtl).toEqual({ min: 300, max: 300 });
      expect(rrset.resolvers.map((r) => [r.outcome, r.rcode])).toEqual([['answer', 'NOERROR']]);
      const resolved = observations.flatMap((o) => o.answers).filter((a) => a.vantage === 'resolver');
      expect(new Set(resolved.map((a) => a.transport))).toEqual(new Set([transport]));
      expect(checked.code).toBe(0);
    },
  );

  test.each(ENCRYPTED_RESOLVERS)('%s answers many questions at once by HTTPS', async (name) => {
    const names = Array.from({ length: 60 }, (_, i) => `n${i}.wild.example.test`);
    const { report } = await check(
      [...names, '--resolver', `https://${ADDRESSES[name]}/dns-query`, '--authority', 'none'],
      lab.caFile,
    );
    const outcomes = report.targets.flatMap(({ rrsets }) => rrsets.flatMap((rrset) => rrset.resolvers));
    expect(new Set(outcomes.map((r) => `${r.outcome} ${r.rcode}`))).toEqual(new Set(['answer NOERROR']));
    expect(outcomes.length).toBeGreaterThanOrEqual(names.length);
  });

  test.each(['tls://', 'https://'])(
    'a certificate of an unknown authority is refused by %s',
    async (scheme) => {
      const resolver = [
        '--resolver',
        `${scheme}${ADDRESSES.unbound}${scheme === 'https://' ? '/dns-query' : ''}`,
      ];
      const { code, report } = await check([
        'www.example.test',
        ...resolver,
        '--authority',
        'none',
        ...IMPATIENT,
      ]);
      expect(report.verdict).toBe('unknown');
      expect(code).toBe(3);
    },
  );
});

test('the table is for people: the TTL, the verdict, a summary', async () => {
  const { code, stdout } = await ttlCheck(['www.example.test', ...ONE]);
  expect(stdout).toContain('www.example.test');
  expect(stdout).toMatch(/\b300\b/);
  expect(code).toBe(0);
});

/** A check, and what it recorded. */
async function recorded(
  args: readonly string[],
  caFile?: string,
): Promise<{ readonly checked: Checked; readonly observations: readonly Observation[] }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-record-'));
  try {
    const file = path.join(dir, 'seen.ndjson');
    const checked = await check([...args, '--record', file], caFile);
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    const values = lines.map((line) => JSON.parse(line) as Observation);
    return { checked, observations: values.filter((value) => value.answers !== undefined) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Waits until every resolver holds A records of the name, with remainders as wanted. Asking loads the cache. */
async function untilInCaches(
  name: string,
  wanted: (ttl: number) => boolean,
  otherwise: string,
  withinMs = 20_000,
): Promise<void> {
  await eventually(withinMs, async () => {
    const seen = await Promise.all(
      RESOLVERS.map(async (resolver) => ({ resolver, answer: await look(ADDRESSES[resolver], name, 'A') })),
    );
    const lacking = seen.find(({ answer }) => {
      const ttl = answer?.answer[0]?.ttl;
      return ttl === undefined || !wanted(ttl);
    });
    return lacking === undefined ? undefined : `${lacking.resolver} ${otherwise}: ${name} A`;
  });
}

async function published(place: 'primary' | 'knot', name: string): Promise<DigAnswer | undefined> {
  return look(ADDRESSES[place], name, 'A', '+norecurse');
}

async function untilPublished(place: 'primary' | 'knot', name: string, ttl: number): Promise<void> {
  await eventually(10_000, async () => {
    const seen = (await published(place, name))?.answer[0]?.ttl;
    return seen === ttl ? undefined : `${place} publishes ${name} A with the TTL ${seen}, not ${ttl}`;
  });
}

/** What one resolver still holds; the report may call it by its address or by a URL. */
function remainderAt(
  resolvers: readonly { readonly resolver: string; readonly remainingTtl: number | null }[],
  name: ResolverName,
): number | null {
  return resolvers.find((r) => r.resolver.includes(ADDRESSES[name]))?.remainingTtl ?? null;
}

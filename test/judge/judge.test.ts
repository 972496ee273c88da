import { describe, expect, test } from 'vitest';
import { report, summarise } from '../../src/judge/report.ts';
import { Failure } from '../../src/model/failure.ts';
import { formatInstant, plusSeconds } from '../../src/model/instant.ts';
import { cutoverIn, day, judged } from './context.ts';
import { SEEN_AT, seen } from './observationBuilder.ts';

const NOW = plusSeconds(SEEN_AT, 3);

function text(seconds: number): string {
  return formatInstant(plusSeconds(NOW, seconds));
}

describe('what the report says of an RRset', () => {
  test('without a cutover: the TTL, who said it, what caches hold, and no dates', () => {
    const [rrset] = judged(
      seen('www.example.com')
        .says('ns1', 'A', '300 A 192.0.2.2,192.0.2.1')
        .holds('google', 'A', '120 A 192.0.2.1')
        .done(),
    ).rrsets;
    expect(rrset).toMatchObject({
      owner: 'www.example.com.',
      type: 'A',
      verdict: 'ready',
      configuredTtl: { min: 300, max: 300 },
      rdata: ['192.0.2.1', '192.0.2.2'],
      authorities: [{ server: 'ns1.example.com.', ttl: 300, rcode: 'NOERROR', outcome: 'answer' }],
      parent: null,
      resolvers: [{ resolver: 'google', remainingTtl: 120 }],
      chain: [],
      drained: 'unknown',
    });
    expect(rrset).not.toHaveProperty('readyAt');
    expect(rrset).not.toHaveProperty('lowerBy');
  });

  test('a TTL that fits and a known past: ready since it drained, no lowerBy', () => {
    const ended = { ttl: 86_400, until: plusSeconds(NOW, -90_000), settled: true as const };
    const past = () => ({ ttls: [ended], since: plusSeconds(NOW, -100_000) });
    const [rrset] = judged(
      seen('www.example.com', { cutover: { at: plusSeconds(NOW, 9_000), timezone: 'UTC' } })
        .says('ns1', 'A', '300 A 192.0.2.1')
        .done(),
      { past },
    ).rrsets;
    expect(rrset).toMatchObject({ drained: 'yes', readyAt: text(-90_000 + 86_401), staleWindow: 601 });
    expect(rrset).not.toHaveProperty('lowerBy');
  });

  test('a TTL that does not fit: lowerBy, readyAt after a lowering made now, the stale window of today', () => {
    const [rrset] = judged(
      seen('www.example.com', { cutover: { at: plusSeconds(NOW, day(5)), timezone: 'UTC' } })
        .says('ns1', 'A', '86400 A 192.0.2.1')
        .done(),
      { past: () => ({ ttls: [], since: plusSeconds(NOW, -100_000) }) },
    ).rrsets;
    expect(rrset).toMatchObject({
      drained: 'yes',
      readyAt: text(300 + 86_401),
      lowerBy: text(day(5) - 900 - 300 - 86_401),
      staleWindow: 300 + 86_401,
    });
  });

  test('without a journal, ready at the latest when the assumed TTL has run out', () => {
    const [rrset] = judged(
      seen('www.example.com', { cutover: cutoverIn(day(5)) })
        .says('ns1', 'A', '300 A 192.0.2.1')
        .done(),
    ).rrsets;
    expect(rrset).toMatchObject({ drained: 'unknown', readyAt: formatInstant(plusSeconds(SEEN_AT, 86_401)) });
  });

  test('a cache with a longer copy proves that it is not drained, and until when', () => {
    const [rrset] = judged(
      seen('www.example.com', { cutover: cutoverIn(day(5)) })
        .says('ns1', 'A', '300 A 192.0.2.1')
        .holds('google', 'A', '90000 A 192.0.2.1')
        .done(),
    ).rrsets;
    expect(rrset).toMatchObject({ drained: 'no', readyAt: formatInstant(plusSeconds(SEEN_AT, 1 + 90_001)) });
  });

  test('NS: the longer of parent and child makes the stale window', () => {
    const [rrset] = judged(
      seen('example.com', { types: ['NS'], cutover: cutoverIn(day(20)) })
        .says('ns1', 'NS', '3600 NS ns1.example.com.')
        .parent({ ttl: 172_800 })
        .done(),
    ).rrsets;
    expect(rrset).toMatchObject({ parent: { ttl: 172_800 }, staleWindow: 300 + 172_801 });
    expect(rrset).not.toHaveProperty('lowerBy');
  });

  test('a chain: an entry for each hop, the chain on the first, foreign hops marked', () => {
    const { rrsets } = judged(
      seen('www.example.com', { types: ['A', 'AAAA', 'CNAME', 'NS'] })
        .zone('example.net', 'ns.example.net')
        .says('ns1', 'A', '300 CNAME b.example.com.', 'b.example.com. 60 CNAME c.example.net.')
        .says('ns.example.net', 'A', 'c.example.net. 50 A 192.0.2.1')
        .says('ns.example.net', 'AAAA', 'c.example.net. 50 AAAA 2001:db8::1')
        .done(),
    );
    expect(rrsets.map((r) => [r.owner, r.type, r.foreign ?? false, r.chain.length])).toEqual([
      ['www.example.com.', 'CNAME', false, 4],
      ['b.example.com.', 'CNAME', false, 0],
      ['c.example.net.', 'A', true, 0],
      ['c.example.net.', 'AAAA', true, 0],
    ]);
    expect(rrsets[0]?.chain[1]).toEqual({ owner: 'b.example.com.', type: 'CNAME', ttl: 60 });
  });

  test('a CNAME made from a DNAME is judged by the DNAME', () => {
    const made = seen('www.example.com')
      .says('ns1', 'A', 'example.com. 700000 DNAME example.org.', '0 CNAME www.example.org.')
      .done();
    const answers = made.answers.map((a) => ({
      ...a,
      question: { name: made.target.name, type: 'A' },
      rrsets: a.rrsets.map((r) =>
        r.type === 'CNAME' ? { ...r, synthesizedFrom: made.zone ?? made.target.name } : r,
      ),
    }));
    const { findings } = judged({ ...made, answers });
    expect(findings.filter((f) => f.severity !== 'note').map((f) => [f.rule, f.owner, f.type])).toEqual([
      ['ttl-above-limit', 'example.com.', 'DNAME'],
    ]);
  });
});

test('a stage that the policy does not have is a usage failure', () => {
  const one = seen('www.example.com').says('ns1', 'A', '300 A 192.0.2.1').done();
  expect(() => judged(one, { stage: 'someday' })).toThrow(Failure);
});

test('the summary counts findings, and RRsets that are unknown; the verdict is that of the worst target', () => {
  const ready = judged(seen('a.example.com').says('ns1', 'A', '300 A 192.0.2.1').done());
  const broken = judged(seen('b.example.com').says('ns1', 'A', 'nxdomain').done());
  const unknown = judged(
    seen('c.example.com', { types: ['A', 'AAAA'] })
      .holds('google', 'A', '9 A 192.0.2.1')
      .done(),
  );
  const nothing = judged(seen('d.example.com', { types: [] }).done());
  expect(summarise([ready])).toEqual({
    summary: { targets: 1, rrsets: 1, errors: 0, warnings: 0, unknown: 0 },
    verdict: 'ready',
  });
  expect(summarise([ready, unknown, nothing])).toEqual({
    summary: { targets: 3, rrsets: 3, errors: 0, warnings: 0, unknown: 3 },
    verdict: 'unknown',
  });
  expect(summarise([ready, unknown, broken]).verdict).toBe('not-ready');
  expect(summarise([]).verdict).toBe('unknown');
});

test('what colours the whole run is said once', () => {
  const skipped = (name: string) =>
    judged(
      seen(name)
        .says('ns1', 'A', '300 A 192.0.2.1')
        .circumstance({ kind: 'no-route', family: 'IPv6' })
        .done(),
    );
  const whole = report([skipped('a.example.com'), skipped('b.example.com')], NOW, '1.2.3');
  expect(whole).toMatchObject({
    schemaVersion: 1,
    tool: { name: 'ttl-check', version: '1.2.3' },
    at: formatInstant(NOW),
  });
  expect(whole.circumstances).toEqual([
    { kind: 'family-skipped', message: expect.stringContaining('IPv6'), targets: 2 },
  ]);
});

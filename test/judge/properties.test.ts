import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from '../../src/model/finding.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type { Answer, Observation, Outcome, SeenRrset } from '../../src/model/observation.ts';
import { cutoverIn, judged } from './context.ts';
import { SEEN_AT, seen } from './observationBuilder.ts';

/** A journal that looked for long enough and saw no other TTL. */
const LONG_KNOWN = { ttls: [], since: plusSeconds(SEEN_AT, -200_000) };

const OUTCOMES: readonly Outcome[] = [
  'answer',
  'nodata',
  'nxdomain',
  'referral',
  'lame',
  'refused',
  'servfail',
  'error',
  'timeout',
  'unreachable',
  'malformed',
  'interrupted',
];
const NAMES: readonly Name[] = [
  'www.example.com',
  'a.example.com',
  'b.example.net',
  'example.com',
  '*.example.com',
].map(parseName);
const name = fc.constantFrom(...NAMES);
const type = fc.constantFrom('A', 'AAAA', 'CNAME', 'NS', 'DNAME', 'HTTPS');
const ttl = fc.oneof(
  fc.constantFrom(0, 300, 301, 86_400, 604_801, 2 ** 31, 2 ** 32 - 1),
  fc.nat({ max: 900_000 }),
);
const rrset: fc.Arbitrary<SeenRrset> = fc.record(
  {
    owner: name,
    type,
    ttl,
    rdata: fc.uniqueArray(
      fc.constantFrom('192.0.2.1', 'a.example.com.', 'b.example.net.', '\\# 3 0001', '..', ''),
      { maxLength: 2 },
    ),
    originalTtl: ttl,
    minTtl: ttl,
    synthesizedFrom: name,
    wildcard: name,
  },
  { requiredKeys: ['owner', 'type', 'ttl', 'rdata'] },
);
const answer: fc.Arbitrary<Answer> = fc.record(
  {
    vantage: fc.constantFrom('authority', 'parent', 'resolver'),
    server: fc.constantFrom('ns1.example.com.', 'ns2.example.com.', 'google'),
    address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
    transport: fc.constant('udp' as const),
    zone: fc.constantFrom('example.com.' as Name, 'example.net.' as Name),
    question: fc.record({ name, type }),
    at: fc.integer({ min: 0, max: 5 }).map((s) => plusSeconds(SEEN_AT, s)),
    rttMs: fc.constant(1),
    tries: fc.constant(1),
    outcome: fc.constantFrom(...OUTCOMES),
    rcode: fc.constantFrom('NOERROR', 'NXDOMAIN', null),
    aa: fc.boolean(),
    ra: fc.boolean(),
    rrsets: fc.array(rrset, { maxLength: 3 }),
    soa: fc.record({ owner: fc.constant('example.com.' as Name), ttl, serial: fc.constant(1), minimum: ttl }),
    again: fc.constant(true as const),
  },
  {
    requiredKeys: [
      'vantage',
      'server',
      'address',
      'transport',
      'question',
      'at',
      'rttMs',
      'tries',
      'outcome',
      'rcode',
      'aa',
      'ra',
      'rrsets',
    ],
  },
);
const observation: fc.Arbitrary<Observation> = fc
  .record({
    name,
    types: fc.uniqueArray(type),
    answers: fc.array(answer, { maxLength: 6 }),
    zone: fc.constantFrom('example.com.', null),
    cutover: fc.constantFrom(
      undefined,
      cutoverIn(-9_000_000),
      cutoverIn(0),
      cutoverIn(4_000),
      cutoverIn(900_000),
    ),
  })
  .map(({ name: n, types, answers, zone, cutover }) => {
    const made = seen(n, { types, inZone: zone, ...(cutover === undefined ? {} : { cutover }) })
      .zone('example.net')
      .done();
    return { ...made, answers };
  });

test('whatever comes, there is a report that JSON can carry, and never ready with nothing observed', () => {
  fc.assert(
    fc.property(observation, (seenAny) => {
      const report = judged(seenAny);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
      const spoke = seenAny.answers.some(
        (a) => (a.vantage === 'authority' && a.aa) || (a.vantage === 'resolver' && a.rrsets.length > 0),
      );
      if (!spoke) expect(report.verdict).not.toBe('ready');
      if (report.findings.some((f) => f.severity === 'error')) expect(report.verdict).toBe('not-ready');
      else if (report.rrsets.some((r) => r.verdict === 'unknown')) expect(report.verdict).toBe('unknown');
    }),
    { numRuns: 500 },
  );
});

test('the same observation gives the same report, in whatever order the answers came', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.tuple(
          fc.constantFrom('ns1', 'ns2', 'ns3', 'ns4'),
          fc.nat({ max: 700_000 }),
          fc.constantFrom('192.0.2.1', '192.0.2.2'),
        ),
        {
          selector: ([server]) => server,
          minLength: 1,
        },
      ),
      fc.array(fc.integer(), { minLength: 8, maxLength: 8 }),
      (servers, keys) => {
        let builder = seen('www.example.com', { cutover: cutoverIn(100_000) });
        for (const [server, seconds, address] of servers) {
          builder = builder.says(server, 'A', `${seconds} A ${address}`);
          builder = builder.holds(`r-${server}`, 'A', `${Math.floor(seconds / 2)} A ${address}`);
        }
        const one = builder.done();
        const shuffled = one.answers
          .map((a, i) => ({ a, key: keys[i] ?? 0 }))
          .sort((x, y) => x.key - y.key)
          .map(({ a }) => a);
        expect(judged({ ...one, answers: shuffled })).toEqual(judged(one));
      },
    ),
  );
});

const WORTH: Record<Verdict, number> = { ready: 2, unknown: 1, 'not-ready': 0 };

test('raising a TTL never improves a verdict', () => {
  fc.assert(
    fc.property(
      ttl,
      fc.nat({ max: 900_000 }),
      fc.constantFrom('two-weeks', 'one-week', 'day-of'),
      fc.constantFrom(undefined, 10, 1_500, 90_000, 500_000, 2_000_000),
      fc.boolean(),
      (low, more, stage, cutover, isKnown) => {
        const verdictOf = (seconds: number): number => {
          const at = cutover === undefined ? {} : { cutover: cutoverIn(cutover) };
          const one = seen('www.example.com', at).says('ns1', 'A', `${seconds} A 192.0.2.1`).done();
          return WORTH[judged(one, { stage, ...(isKnown ? { past: () => LONG_KNOWN } : {}) }).verdict];
        };
        expect(verdictOf(low + more)).toBeLessThanOrEqual(verdictOf(low));
      },
    ),
  );
});

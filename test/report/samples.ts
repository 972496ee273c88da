/** Reports as `judge` makes them, for looking at: the scenario texts are these, drawn. */
import { shippedPolicy } from '../../src/config/shipped.ts';
import type { Finding } from '../../src/model/finding.ts';
import { instant } from '../../src/model/instant.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type { CutoverReport, Report, RrsetReport, TargetReport } from '../../src/model/report.ts';
import { datedStages } from '../../src/policy/calendar.ts';
import { cutoverReport } from '../../src/report/cutovers.ts';

export const AT = '2026-12-04T09:00:00Z';
export const CUTOVER = '2026-12-11T18:00:00Z';

/** A report around some targets, with the counts as they are. */
export function reportOf(targets: readonly TargetReport[], more: Partial<Report> = {}): Report {
  const live = targets.flatMap(({ findings }) => findings.filter(({ waived }) => waived === undefined));
  const count = (severity: Finding['severity']): number => live.filter((f) => f.severity === severity).length;
  const verdicts = targets.map(({ verdict }) => verdict);
  return {
    schemaVersion: 1,
    tool: { name: 'ttl-check', version: '0.1.0' },
    at: AT,
    verdict: verdicts.includes('not-ready')
      ? 'not-ready'
      : verdicts.includes('unknown')
        ? 'unknown'
        : 'ready',
    summary: {
      targets: targets.length,
      rrsets: targets.reduce((sum, { rrsets }) => sum + rrsets.length, 0),
      errors: count('error'),
      warnings: count('warning'),
      unknown: targets
        .flatMap(({ rrsets, verdict }) =>
          rrsets.length === 0 ? [verdict] : rrsets.map((rrset) => rrset.verdict),
        )
        .filter((verdict) => verdict === 'unknown').length,
    },
    targets,
    ...more,
  };
}

export function targetOf(name: string, more: Partial<TargetReport> = {}): TargetReport {
  return {
    input: name.replace(/\.$/, ''),
    name: parseName(name),
    zone: parseName('example.com'),
    verdict: 'ready',
    stage: 'one-week',
    cutover: CUTOVER,
    rrsets: [],
    findings: [],
    ...more,
  };
}

/** What a report says of a cutover in UTC that was judged by the shipped policy. */
export function cutoverOf(migration: string, at: string, more: Partial<CutoverReport> = {}): CutoverReport {
  const cutover = { at: instant(Date.parse(at)), timezone: 'UTC' };
  const dated = { cutover, policy: shippedPolicy, stages: datedStages(shippedPolicy, cutover) };
  return { ...cutoverReport(dated, migration), ...more };
}

export function rrsetOf(
  owner: string,
  type: string,
  ttl: number | null,
  more: Partial<RrsetReport> = {},
): RrsetReport {
  return {
    owner: parseName(owner),
    type,
    verdict: 'ready',
    configuredTtl: ttl === null ? null : { min: ttl, max: ttl },
    rdata: type === 'AAAA' ? ['2001:db8::10'] : ['192.0.2.10'],
    authorities: [
      {
        server: 'ns1.example.com.',
        address: '192.0.2.1',
        ttl,
        rcode: 'NOERROR',
        rttMs: 12.4,
        outcome: 'answer',
      },
      {
        server: 'ns2.example.com.',
        address: '192.0.2.2',
        ttl,
        rcode: 'NOERROR',
        rttMs: 19,
        outcome: 'answer',
      },
    ],
    parent: { ttl: 172_800, servers: [parseName('ns1.example.com'), parseName('ns2.example.com')] },
    resolvers: [held('google', ttl, 88), held('cloudflare', ttl, 0)],
    chain: [{ owner: parseName(owner), type, ttl }],
    ...more,
  };
}

function held(resolver: string, ttl: number | null, since: number): RrsetReport['resolvers'][number] {
  if (ttl === null) return { resolver, remainingTtl: null, rcode: null, rttMs: null, outcome: 'timeout' };
  return {
    resolver,
    remainingTtl: Math.max(1, ttl - since),
    rcode: 'NOERROR',
    rttMs: 7.5,
    outcome: 'answer',
  };
}

export function findingOf(
  rule: string,
  severity: Finding['severity'],
  owner: string,
  type: string | null,
  message: string,
  more: Partial<Finding> = {},
): Finding {
  return { rule, severity, owner: parseName(owner), type, message, data: {}, ...more };
}

const WWW = 'www.example.com.' as Name;

const ready = reportOf([
  targetOf(WWW, {
    rrsets: [
      rrsetOf(WWW, 'A', 300, { drained: 'yes', readyAt: AT, staleWindow: 601 }),
      rrsetOf(WWW, 'AAAA', 300, { drained: 'yes', readyAt: AT, staleWindow: 601 }),
    ],
  }),
  targetOf('api.example.com.', {
    rrsets: [rrsetOf('api.example.com.', 'A', 60, { readyAt: AT, staleWindow: 361 })],
  }),
]);

const tooLong = reportOf(
  [
    targetOf(WWW, {
      verdict: 'not-ready',
      rrsets: [
        rrsetOf(WWW, 'A', 86_400, {
          verdict: 'not-ready',
          drained: 'yes',
          readyAt: '2026-12-05T09:05:01Z',
          staleWindow: 86_701,
          lowerBy: '2026-12-10T17:39:59Z',
        }),
        rrsetOf(WWW, 'AAAA', 3_600, {
          readyAt: '2026-12-04T10:05:01Z',
          staleWindow: 3_901,
          lowerBy: '2026-12-11T16:39:59Z',
        }),
      ],
      findings: [
        findingOf(
          'family-skipped',
          'note',
          WWW,
          null,
          'There is no route over IPv6 from here; its addresses were skipped.',
        ),
        findingOf(
          'past-unknown',
          'note',
          WWW,
          'A',
          'www.example.com. A: no journal tells which TTLs it had before; a copy of up to 86400 s is assumed, drained at 2026-12-05T09:00:01Z.',
        ),
        findingOf(
          'ttl-above-limit',
          'error',
          WWW,
          'A',
          'www.example.com. A: TTL 86400 s; one-week allows 86399 s. Lower it to 300 s before 2026-12-10T17:39:59Z to be ready.',
          { data: { ttl: 86_400, limit: 86_399 } },
        ),
        findingOf(
          'ttl-above-limit',
          'warning',
          WWW,
          'AAAA',
          'www.example.com. AAAA: TTL 3600 s; day-of will allow 300 s.',
          { waived: { reason: 'the address stays', until: '2027-01-01T00:00:00Z' } },
        ),
      ],
    }),
    targetOf('api.example.com.', {
      rrsets: [rrsetOf('api.example.com.', 'A', 300, { readyAt: AT, staleWindow: 601 })],
    }),
  ],
  {
    circumstances: [
      {
        kind: 'no-route',
        message: 'This machine has no route to IPv6 addresses: servers were asked over IPv4 only.',
        targets: 2,
      },
    ],
  },
);

const chain = reportOf([
  targetOf('shop.example.com.', {
    rrsets: [
      rrsetOf('shop.example.com.', 'CNAME', 300, {
        rdata: ['shop.example.net.'],
        readyAt: AT,
        chain: [
          { owner: parseName('shop.example.com'), type: 'CNAME', ttl: 300 },
          { owner: parseName('shop.example.net'), type: 'CNAME', ttl: 3600 },
          { owner: parseName('edge-7.cdn.example.org'), type: 'A', ttl: 20 },
        ],
      }),
      rrsetOf('shop.example.net.', 'CNAME', 3_600, {
        rdata: ['edge-7.cdn.example.org.'],
        foreign: true,
        chain: [],
      }),
      rrsetOf('edge-7.cdn.example.org.', 'A', 20, { foreign: true, chain: [] }),
    ],
    findings: [
      findingOf(
        'foreign-chain',
        'warning',
        'shop.example.net.',
        'CNAME',
        'The chain ends in the zone example.org., which is not yours to change: its TTLs (3600 s, 20 s) are shown and not judged.',
      ),
    ],
  }),
]);

const disagreeing = reportOf([
  targetOf(WWW, {
    cutover: '2026-12-04T18:00:00Z',
    stage: 'day-of',
    verdict: 'not-ready',
    rrsets: [
      rrsetOf(WWW, 'A', 300, {
        verdict: 'not-ready',
        configuredTtl: { min: 300, max: 86_400 },
        drained: 'no',
        readyAt: '2026-12-05T09:05:01Z',
        staleWindow: 86_701,
        lowerBy: '2026-12-03T17:39:59Z',
        rdata: ['192.0.2.10', '192.0.2.11'],
        resolvers: [held('google', 300, 88), held('cloudflare', 86_400, 4_211), held('quad9', null, 0)],
      }),
    ],
    findings: [
      findingOf(
        'authorities-disagree',
        'error',
        WWW,
        'A',
        'Its servers do not agree: ns1.example.com. (192.0.2.1) says TTL 300 s, ns2.example.com. (192.0.2.2) says 86400 s. Look whether ns2.example.com. gets zone transfers: the serial there is 2026120101, not 2026120402.',
      ),
      findingOf(
        'authority-unreachable',
        'warning',
        WWW,
        null,
        'Nothing came back from ns3.example.com. (192.0.2.3) within 3 s, over UDP and TCP.',
      ),
      findingOf(
        'cache-not-drained',
        'warning',
        WWW,
        'A',
        'cloudflare still holds a copy for 82189 s, longer than the TTL of 300 s at ns1.example.com.',
      ),
    ],
  }),
]);

const unknown = reportOf(
  [
    targetOf('gone.example.com.', {
      verdict: 'not-ready',
      stage: 'two-weeks',
      findings: [
        findingOf(
          'name-absent',
          'error',
          'gone.example.com.',
          null,
          'The name does not exist (NXDOMAIN from 2 of 2 servers); that it does not is cached for 900 s. Is it spelt right?',
        ),
      ],
    }),
    targetOf('silent.example.org.', {
      zone: null,
      verdict: 'unknown',
      stage: 'two-weeks',
      findings: [
        findingOf(
          'not-observed',
          'warning',
          'silent.example.org.',
          null,
          'No server of its zone answered: 192.0.2.53 time-out, 192.0.2.54 SERVFAIL. Try again, or name a server with --authority.',
        ),
      ],
    }),
    targetOf('partly.example.com.', {
      verdict: 'unknown',
      stage: 'two-weeks',
      rrsets: [
        rrsetOf('partly.example.com.', 'A', null, {
          verdict: 'unknown',
          authorities: [],
          parent: null,
          rdata: [],
          resolvers: [
            { resolver: 'google', remainingTtl: 212, rcode: 'NOERROR', rttMs: 9, outcome: 'answer' },
            { resolver: 'cloudflare', remainingTtl: null, rcode: 'SERVFAIL', rttMs: 31, outcome: 'servfail' },
          ],
        }),
      ],
      findings: [
        findingOf(
          'not-observed',
          'warning',
          'partly.example.com.',
          'A',
          'Only resolvers answered; 212 s is what is left in a cache, and the configured TTL is at least that.',
        ),
      ],
    }),
  ].map(({ cutover: _, ...rest }) => rest),
);

const LONG = 'customer-portal-frontend-blue-green-production.eu-central-1.internal.platform.example.com.';

const longNames = reportOf([
  targetOf(LONG, { rrsets: [rrsetOf(LONG, 'A', 300), rrsetOf(LONG, 'AAAA', 300)] }),
  targetOf('_sip._tcp.very-long-label-that-goes-on-and-on-until-the-limit-is-near.example.com.', {
    verdict: 'not-ready',
    stage: 'day-of',
    rrsets: [
      rrsetOf(
        '_sip._tcp.very-long-label-that-goes-on-and-on-until-the-limit-is-near.example.com.',
        'CNAME',
        1_209_600,
        {
          verdict: 'not-ready',
          readyAt: '2027-01-02T09:05:01Z',
          lowerBy: '2026-11-27T17:00:00Z',
          configuredTtl: { min: 86_399, max: 1_209_600 },
        },
      ),
    ],
    findings: [
      findingOf(
        'too-late',
        'error',
        '_sip._tcp.very-long-label-that-goes-on-and-on-until-the-limit-is-near.example.com.',
        'CNAME',
        '_sip._tcp.very-long-label-that-goes-on-and-on-until-the-limit-is-near.example.com. CNAME: TTL 1209600 s; too late to be ready for 2026-12-11T18:00:00Z. The earliest safe cutover is 2027-01-02T09:20:01Z.',
        { data: { earliestCutover: '2027-01-02T09:20:01Z' } },
      ),
    ],
  }),
]);

const idn = reportOf([
  targetOf('xn--bcher-kva.example.', {
    input: 'bücher.example',
    rrsets: [rrsetOf('xn--bcher-kva.example.', 'A', 300, { resolvers: [held('büro-東京', 300, 20)] })],
    findings: [
      findingOf(
        'ttl-short',
        'note',
        'xn--bcher-kva.example.',
        'A',
        'A note with wide characters 日本語テキストはここで折り返されます and an emoji 🚀 to measure.',
      ),
    ],
  }),
  targetOf('xn--r8jz45g.test.', {
    input: '例え.test',
    rrsets: [rrsetOf('xn--r8jz45g.test.', 'A', 86_399, { resolvers: [held('解決', 86_399, 20)] })],
  }),
  targetOf('a\\.b.example.com.', { rrsets: [rrsetOf('a\\.b.example.com.', 'A', 0)] }),
]);

const many = reportOf(
  Array.from({ length: 40 }, (_, i) => {
    const name = `host-${String(i + 1).padStart(2, '0')}.example.com.`;
    const bad = i % 9 === 4;
    return targetOf(name, {
      verdict: bad ? 'not-ready' : 'ready',
      rrsets: [
        rrsetOf(
          name,
          'A',
          bad ? 172_800 : 300,
          bad
            ? { verdict: 'not-ready', readyAt: '2026-12-06T09:05:01Z', lowerBy: '2026-12-09T17:39:59Z' }
            : { readyAt: AT },
        ),
      ],
      findings: bad
        ? [
            findingOf(
              'ttl-above-limit',
              'error',
              name,
              'A',
              `${name} A: TTL 172800 s; one-week allows 86399 s. Lower it to 300 s before 2026-12-09T17:39:59Z to be ready.`,
            ),
          ]
        : [],
    });
  }),
);

const nothing = reportOf([]);

export const SAMPLES: Readonly<Record<string, Report>> = {
  ready,
  'too-long': tooLong,
  'chain-over-zones': chain,
  'disagreeing-servers': disagreeing,
  unknown,
  'long-names': longNames,
  idn,
  'forty-targets': many,
  nothing,
};

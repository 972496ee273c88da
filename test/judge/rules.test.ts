import { describe, expect, test } from 'vitest';
import type { JudgeContext } from '../../src/judge/context.ts';
import { RULES } from '../../src/judge/rules.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import type { PastTtl } from '../../src/policy/arithmetic.ts';
import type { Waiver } from '../../src/policy/policy.ts';
import { SHIPPED_POLICY } from '../policy/shippedPolicy.ts';
import { cutoverIn, day, judged, told } from './context.ts';
import { type ObservationBuilder, SEEN_AT, seen } from './observationBuilder.ts';

const WWW = 'www.example.com';

type Case = readonly [
  what: string,
  observation: ObservationBuilder,
  findings: readonly string[],
  verdict: string,
  context?: Partial<JudgeContext>,
];

function a(ttl: number, options = {}): ObservationBuilder {
  return seen(WWW, options).says('ns1', 'A', `${ttl} A 192.0.2.1`).says('ns2', 'A', `${ttl} A 192.0.2.1`);
}

function ns(ttl: number, options = {}): ObservationBuilder {
  return seen('example.com', { types: ['NS'], ...options }).says('ns1', 'NS', `${ttl} NS ns1.example.com.`);
}

function withCutover(ttl: number, seconds: number): ObservationBuilder {
  return a(ttl, { cutover: cutoverIn(seconds) });
}

/** From a journal that saw the record for longer than caches may hold anything of before. */
function pastOf(...ttls: readonly PastTtl[]): Partial<JudgeContext> {
  return { past: () => ({ ttls, since: plusSeconds(SEEN_AT, -day(2)) }) };
}

const known = pastOf();
/** `context.at` of tests is 3 s after the look. */
const NOW = 3;
const day86400 = 300 + 86_401;

const CASES: Record<string, readonly Case[]> = {
  'ttl-above-limit': [
    ['within', a(3_600), [], 'ready'],
    ['at the warning limit', a(86_399), [], 'ready'],
    ['one over it', a(86_400), ['warning ttl-above-limit'], 'ready'],
    ['at the error limit', a(604_800), ['warning ttl-above-limit'], 'ready'],
    ['one over it', a(604_801), ['error ttl-above-limit'], 'not-ready'],
    ['by day-of at the limit', a(300), [], 'ready', { stage: 'day-of' }],
    ['by day-of one over', a(301), ['error ttl-above-limit'], 'not-ready', { stage: 'day-of' }],
    ['nothing limits restore', a(86_400), [], 'ready', { stage: 'restore' }],
    ['NS at its warning limit', ns(172_800), [], 'ready', { stage: 'day-of' }],
    ['NS one over it', ns(172_801), ['warning ttl-above-limit'], 'ready', { stage: 'day-of' }],
    ['NS one over its error limit', ns(604_801), ['error ttl-above-limit'], 'not-ready'],
    [
      'caches alone that break it',
      seen(WWW).holds('google', 'A', '301 A 192.0.2.1'),
      ['error ttl-above-limit', 'note not-observed'],
      'not-ready',
      { stage: 'day-of' },
    ],
    [
      'a policy that calls it a warning',
      a(301),
      ['warning ttl-above-limit'],
      'ready',
      {
        stage: 'day-of',
        policy: { ...SHIPPED_POLICY, rules: { 'ttl-above-limit': { severity: 'warning' } } },
      },
    ],
    [
      'a policy that has it off',
      a(301),
      [],
      'ready',
      { stage: 'day-of', policy: { ...SHIPPED_POLICY, rules: { 'ttl-above-limit': { severity: 'off' } } } },
    ],
  ],
  due: [
    // one-week begins 7 days before the cutover.
    ['as the stage begins', withCutover(86_400, day(7) + NOW), ['warning due'], 'ready', known],
    ['just before', withCutover(86_400, day(7) + NOW + 1), ['warning ttl-above-limit'], 'ready', known],
    [
      'in the last second of the grace',
      withCutover(86_400, day(7) + NOW - 3_599),
      ['warning due'],
      'ready',
      known,
    ],
    [
      'when it is over',
      withCutover(86_400, day(7) + NOW - 3_600),
      ['error ttl-above-limit'],
      'not-ready',
      known,
    ],
  ],
  'too-late': [
    [
      'lowered just in time, without the margin',
      withCutover(86_400, NOW + day86400),
      ['error ttl-above-limit', 'warning no-margin'],
      'not-ready',
      known,
    ],
    [
      'a second too late',
      withCutover(86_400, NOW + day86400 - 1),
      ['error ttl-above-limit', 'error too-late'],
      'not-ready',
      known,
    ],
  ],
  'no-margin': [
    [
      'with the margin',
      withCutover(86_400, NOW + day86400 + 900),
      ['error ttl-above-limit'],
      'not-ready',
      known,
    ],
    [
      'a second less',
      withCutover(86_400, NOW + day86400 + 899),
      ['error ttl-above-limit', 'warning no-margin'],
      'not-ready',
      known,
    ],
    [
      'drained in the margin',
      withCutover(300, 2_000),
      ['warning no-margin', 'warning cache-not-drained'],
      'ready',
      pastOf({ ttl: 600, until: plusSeconds(SEEN_AT, 800), settled: true }),
    ],
  ],
  'cache-not-drained': [
    ['a remainder that the TTL explains', a(300).holds('google', 'A', '301 A 192.0.2.1'), [], 'ready'],
    ['one over', a(300).holds('google', 'A', '302 A 192.0.2.1'), ['warning cache-not-drained'], 'ready'],
    ['a short TTL and the floors of caches', a(30).holds('google', 'A', '31 A 192.0.2.1'), [], 'ready'],
    [
      'more than the stage allows',
      a(300).holds('google', 'A', '302 A 192.0.2.1'),
      ['error cache-not-drained'],
      'not-ready',
      { stage: 'day-of' },
    ],
    [
      'seen before the authority',
      a(300)
        .holds('google', 'A', '900 A 192.0.2.1')
        .but({ at: plusSeconds(SEEN_AT, -1) }),
      [],
      'ready',
    ],
    [
      'gone by the cutover',
      withCutover(300, day(2)).holds('google', 'A', '3600 A 192.0.2.1'),
      ['warning cache-not-drained'],
      'ready',
      known,
    ],
    [
      'lasting beyond it',
      withCutover(300, 3_600).holds('google', 'A', '3600 A 192.0.2.1'),
      ['error cache-not-drained'],
      'not-ready',
      known,
    ],
    [
      'a past that has run out',
      withCutover(300, day(2)),
      [],
      'ready',
      pastOf({ ttl: 3_600, until: plusSeconds(SEEN_AT, -3_660) }),
    ],
    [
      'a past that lasts beyond the cutover',
      withCutover(300, 3_000),
      ['error cache-not-drained'],
      'not-ready',
      pastOf({ ttl: 3_600, until: SEEN_AT }),
    ],
    [
      'a past without a cutover, as long as the stage allows',
      a(300),
      ['warning cache-not-drained'],
      'ready',
      { stage: 'day-of', ...pastOf({ ttl: 600, until: plusSeconds(SEEN_AT, NOW + 300 - 661) }) },
    ],
    [
      'a second longer',
      a(300),
      ['error cache-not-drained'],
      'not-ready',
      { stage: 'day-of', ...pastOf({ ttl: 600, until: plusSeconds(SEEN_AT, NOW + 301 - 661) }) },
    ],
    [
      'NS that the parent explains',
      ns(3_600)
        .parent({ servers: [parseName('ns1.example.com')] })
        .holds('google', 'NS', '172800 NS ns1.example.com.'),
      [],
      'ready',
    ],
  ],
  'past-unknown': [
    ['the bound is at the cutover', withCutover(300, 86_401), [], 'ready'],
    ['a second beyond', withCutover(300, 86_400), ['warning past-unknown'], 'ready'],
    ['with a journal', withCutover(300, 86_400), [], 'ready', known],
    [
      'a journal that does not know the record',
      withCutover(300, 86_400),
      ['warning past-unknown'],
      'ready',
      { past: () => undefined },
    ],
    [
      'a journal whose first look is the last that was in time',
      withCutover(300, 82_801),
      [],
      'ready',
      { past: () => ({ ttls: [], since: plusSeconds(SEEN_AT, -3_600) }) },
    ],
    [
      'a journal whose first look was a second too late',
      withCutover(300, 82_800),
      ['warning past-unknown'],
      'ready',
      { past: () => ({ ttls: [], since: plusSeconds(SEEN_AT, -3_600) }) },
    ],
    [
      'a journal that saw a TTL which binds for longer than what was before it',
      withCutover(300, 82_801 + 3_600),
      ['error cache-not-drained'],
      'not-ready',
      {
        past: () => ({
          ttls: [{ ttl: 86_400, until: SEEN_AT }],
          since: plusSeconds(SEEN_AT, -3_600),
        }),
      },
    ],
  ],
  'cutover-past': [
    ['now', withCutover(300, NOW), [], 'ready', known],
    ['a second ago', withCutover(300, NOW - 1), ['warning cutover-past'], 'ready', known],
    ['restored after it', withCutover(86_400, -day(4)), ['warning cutover-past'], 'ready', known],
  ],
  'authorities-disagree-ttl': [
    [
      'TTLs that differ',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', '600 A 192.0.2.1'),
      ['warning authorities-disagree-ttl'],
      'ready',
    ],
    [
      'the longest binds',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', '600 A 192.0.2.1'),
      ['error ttl-above-limit', 'warning authorities-disagree-ttl'],
      'not-ready',
      { stage: 'day-of' },
    ],
  ],
  'authorities-disagree-data': [
    [
      'data that differ',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', '300 A 192.0.2.2'),
      ['warning authorities-disagree-data'],
      'ready',
    ],
    [
      'a server that has none',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', 'nxdomain'),
      ['warning authorities-disagree-data'],
      'ready',
    ],
    [
      'each the same on a second ask',
      seen(WWW)
        .says('ns1', 'A', '300 A 192.0.2.1')
        .says('ns2', 'A', '300 A 192.0.2.2')
        .saysAgain('ns1', 'A', '300 A 192.0.2.1')
        .saysAgain('ns2', 'A', '300 A 192.0.2.2'),
      ['warning authorities-disagree-data'],
      'ready',
    ],
  ],
  'answer-varies': [
    [
      'another answer on a second ask',
      seen(WWW)
        .says('ns1', 'A', '60 A 192.0.2.1')
        .says('ns2', 'A', '60 A 192.0.2.2')
        .saysAgain('ns1', 'A', '60 A 192.0.2.2'),
      ['note answer-varies'],
      'ready',
    ],
  ],
  'synthesised-ttl': [
    [
      'a TTL that falls',
      seen(WWW)
        .says('ns1', 'A', '290 A 192.0.2.1')
        .says('ns2', 'A', '40 A 192.0.2.1')
        .saysAgain('ns1', 'A', '288 A 192.0.2.1'),
      ['note synthesised-ttl'],
      'ready',
    ],
    [
      'judged by the largest',
      seen(WWW).says('ns1', 'A', '301 A 192.0.2.1').saysAgain('ns1', 'A', '288 A 192.0.2.1'),
      ['error ttl-above-limit', 'note synthesised-ttl'],
      'not-ready',
      { stage: 'day-of' },
    ],
  ],
  'lame-authority': [
    [
      'one of two',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', 'refused'),
      ['warning lame-authority'],
      'unknown',
    ],
    [
      'one of two, with an error elsewhere',
      seen(WWW).says('ns1', 'A', '604801 A 192.0.2.1').says('ns2', 'A', 'lame'),
      ['error ttl-above-limit', 'warning lame-authority'],
      'not-ready',
    ],
    [
      'servfail everywhere',
      seen(WWW).says('ns1', 'A', 'servfail').says('ns2', 'A', 'servfail'),
      ['warning lame-authority', 'warning lame-authority', 'note not-observed'],
      'unknown',
    ],
    [
      'waived',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', 'refused'),
      ['note lame-authority'],
      'ready',
      { waivers: [waiver({ name: 'example.com' })] },
    ],
  ],
  'authority-unreachable': [
    [
      'one of two',
      seen(WWW).says('ns1', 'A', '300 A 192.0.2.1').says('ns2', 'A', 'timeout'),
      ['warning authority-unreachable'],
      'unknown',
    ],
    [
      'listed and never heard',
      seen(WWW).servers('ns1', 'ns3').says('ns1', 'A', '300 A 192.0.2.1'),
      ['warning authority-unreachable'],
      'unknown',
    ],
    [
      'another address answers',
      seen(WWW)
        .says('ns1', 'A', '300 A 192.0.2.1')
        .says('ns1', 'A', 'timeout')
        .but({ address: '[2001:db8::1]:53' }),
      [],
      'ready',
    ],
    [
      'silent about one RRset',
      seen(WWW, { types: ['A', 'AAAA'] })
        .says('ns1', 'A', '300 A 192.0.2.1')
        .says('ns1', 'AAAA', '300 AAAA 2001:db8::1')
        .says('ns2', 'A', '300 A 192.0.2.1')
        .says('ns2', 'AAAA', 'timeout'),
      ['warning authority-unreachable'],
      'unknown',
    ],
    [
      'everywhere',
      seen(WWW).says('ns1', 'A', 'timeout'),
      ['warning authority-unreachable', 'note not-observed'],
      'unknown',
    ],
  ],
  'parent-ttl': [
    ['at the limit', ns(3_600).parent({ servers: [parseName('ns1.example.com')] }), [], 'ready'],
    [
      'one over',
      ns(3_600).parent({ ttl: 172_801, servers: [parseName('ns1.example.com')] }),
      ['warning parent-ttl'],
      'ready',
    ],
    [
      'over a week',
      ns(3_600).parent({ ttl: 604_801, servers: [parseName('ns1.example.com')] }),
      ['error parent-ttl'],
      'not-ready',
    ],
    [
      'name servers that move',
      ns(3_600, { cutover: cutoverIn(day(20)), migration: 'm' }).parent({
        servers: [parseName('ns1.example.com')],
      }),
      ['note parent-ttl'],
      'ready',
      known,
    ],
  ],
  'parent-not-seen': [
    ['not asked', ns(3_600), [], 'ready'],
    ['the same servers', ns(3_600).noParent('same-servers'), ['note parent-not-seen'], 'ready'],
    ['nobody answered', ns(3_600).noParent('unobserved'), ['note parent-not-seen'], 'unknown'],
  ],
  'delegation-mismatch': [
    ['the same', ns(3_600).parent({ servers: [parseName('NS1.example.com')] }), [], 'ready'],
    [
      'others',
      ns(3_600).parent({ servers: [parseName('ns9.example.com')] }),
      ['warning delegation-mismatch'],
      'ready',
    ],
  ],
  'ds-present': [
    [
      'an NS move',
      ns(3_600, { cutover: cutoverIn(day(20)) }).parent({
        signed: true,
        servers: [parseName('ns1.example.com')],
      }),
      ['note parent-ttl', 'error ds-present'],
      'not-ready',
      known,
    ],
    [
      'acknowledged',
      ns(3_600, { cutover: cutoverIn(day(20)) }).parent({
        signed: true,
        servers: [parseName('ns1.example.com')],
      }),
      ['note parent-ttl', 'note ds-present'],
      'ready',
      { ...known, acknowledged: ['ds-present'] },
    ],
    ['no move', ns(3_600).parent({ signed: true, servers: [parseName('ns1.example.com')] }), [], 'ready'],
  ],
  'unequal-ttls': [['in one answer', a(300).butRrset({ minTtl: 60 }), ['warning unequal-ttls'], 'ready']],
  'ttl-out-of-range': [
    ['the largest there is', a(2_147_483_647), ['warning ttl-over-week'], 'ready', { stage: 'restore' }],
    [
      'the top bit',
      a(2_147_483_648),
      ['error ttl-out-of-range', 'warning ttl-over-week'],
      'not-ready',
      { stage: 'restore' },
    ],
  ],
  'ttl-over-week': [
    ['a week', a(604_800), [], 'ready', { stage: 'restore' }],
    ['a second more', a(604_801), ['warning ttl-over-week'], 'ready', { stage: 'restore' }],
  ],
  'ttl-too-short': [
    ['zero', a(0), ['warning ttl-too-short'], 'ready'],
    ['29 s', a(29), ['note ttl-too-short'], 'ready'],
    ['30 s', a(30), [], 'ready'],
    ['a remainder of 0 in a cache', a(300).holds('google', 'A', '0 A 192.0.2.1'), [], 'ready'],
  ],
  'original-ttl': [
    [
      'the configured one',
      a(300).holds('google', 'A', '20 A 192.0.2.1').butRrset({ originalTtl: 300 }),
      [],
      'ready',
    ],
    [
      'it was lowered since',
      a(300).holds('google', 'A', '20 A 192.0.2.1').butRrset({ originalTtl: 3_600 }),
      ['warning original-ttl'],
      'ready',
    ],
    [
      'it was raised since',
      a(300).holds('google', 'A', '20 A 192.0.2.1').butRrset({ originalTtl: 60 }),
      ['note original-ttl'],
      'ready',
    ],
    [
      'a resolver that stretches',
      a(300).holds('google', 'A', '90 A 192.0.2.1').butRrset({ originalTtl: 60 }),
      ['warning original-ttl'],
      'ready',
    ],
  ],
  'needs-re-signing': [
    ['equal', a(300).butRrset({ originalTtl: 300 }), [], 'ready'],
    ['unequal', a(300).butRrset({ originalTtl: 3_600 }), ['warning needs-re-signing'], 'ready'],
  ],
  'name-absent': [
    ['nxdomain', seen(WWW).says('ns1', 'A', 'nxdomain'), ['error name-absent'], 'not-ready'],
    [
      'nodata for all',
      seen(WWW, { types: ['A', 'AAAA'] })
        .says('ns1', 'A', 'nodata')
        .says('ns1', 'AAAA', 'nodata'),
      ['error name-absent'],
      'not-ready',
    ],
    [
      'nodata for one',
      seen(WWW, { types: ['A', 'AAAA'] })
        .says('ns1', 'A', '300 A 192.0.2.1')
        .says('ns1', 'AAAA', 'nodata'),
      [],
      'ready',
    ],
    ['to be created', seen(WWW, { create: true }).says('ns1', 'A', 'nxdomain'), [], 'ready'],
    ['only caches say so', seen(WWW).holds('google', 'A', 'nxdomain'), ['note not-observed'], 'unknown'],
    [
      'NS of a name that is no apex',
      seen(WWW, { types: ['NS'] }).says('ns1', 'NS', 'nodata'),
      ['error name-absent'],
      'not-ready',
    ],
  ],
  'negative-ttl': [
    [
      'at the limit',
      seen(WWW, { create: true }).says('ns1', 'A', 'nxdomain').soa({ ttl: 300, minimum: 900 }),
      [],
      'ready',
      { stage: 'day-of' },
    ],
    [
      'one over',
      seen(WWW, { create: true }).says('ns1', 'A', 'nxdomain').soa({ ttl: 900, minimum: 301 }),
      ['error negative-ttl'],
      'not-ready',
      { stage: 'day-of' },
    ],
    [
      'a warning',
      seen(WWW, { create: true }).says('ns1', 'A', 'nxdomain').soa({ ttl: 86_400, minimum: 86_400 }),
      ['warning negative-ttl'],
      'ready',
    ],
  ],
  'chain-broken': [
    [
      'a circle',
      seen(WWW).says('ns1', 'A', '300 CNAME a.example.com.', 'a.example.com. 300 CNAME www.example.com.'),
      ['error chain-broken'],
      'not-ready',
    ],
    [
      'too long',
      seen(WWW)
        .says('ns1', 'A', '300 CNAME a.example.com.')
        .circumstance({ kind: 'chain-too-long', limit: 16 }),
      ['error chain-broken'],
      'not-ready',
    ],
    [
      'a target that does not exist',
      seen(WWW).says('ns1', 'A', '300 CNAME a.example.com.').but({ rcode: 'NXDOMAIN' }),
      ['error chain-broken'],
      'not-ready',
    ],
    [
      'a whole chain',
      seen(WWW).says('ns1', 'A', '300 CNAME a.example.com.', 'a.example.com. 60 A 192.0.2.1'),
      [],
      'ready',
    ],
    [
      'a hop that is too long',
      seen(WWW).says('ns1', 'A', '300 CNAME a.example.com.', 'a.example.com. 604801 A 192.0.2.1'),
      ['error ttl-above-limit'],
      'not-ready',
    ],
    [
      'a hop that nobody showed',
      seen(WWW).says('ns1', 'A', '300 CNAME a.example.com.'),
      ['note not-observed'],
      'unknown',
    ],
  ],
  'foreign-chain': [
    [
      'somebody else’s zone',
      seen(WWW)
        .zone('example.net', 'ns.example.net')
        .says('ns1', 'A', '300 CNAME a.example.net.')
        .says('ns.example.net', 'A', 'a.example.net. 700000 A 192.0.2.1'),
      ['note foreign-chain'],
      'ready',
    ],
    [
      'that is moved too',
      seen(WWW)
        .zone('example.net', 'ns.example.net')
        .says('ns1', 'A', '300 CNAME a.example.net.')
        .says('ns.example.net', 'A', 'a.example.net. 700000 A 192.0.2.1'),
      ['error ttl-above-limit'],
      'not-ready',
      { movedZones: [parseName('example.net')] },
    ],
    [
      'that does not exist',
      seen(WWW)
        .zone('example.net', 'ns.example.net')
        .says('ns1', 'A', '300 CNAME a.example.net.')
        .says('ns.example.net', 'A', 'nxdomain')
        .but({ question: { name: parseName('a.example.net'), type: 'A' }, zone: parseName('example.net') }),
      ['warning chain-broken', 'note foreign-chain'],
      'ready',
    ],
  ],
  wildcard: [
    [
      'by its signature',
      a(300).butRrset({ wildcard: parseName('*.example.com') }),
      ['note wildcard'],
      'ready',
    ],
    ['by a probe', a(300).says('ns1', 'A', '*.example.com. 300 A 192.0.2.1'), ['note wildcard'], 'ready'],
  ],
  'https-hints': [
    [
      'in words',
      a(300).says('ns1', 'HTTPS', '300 HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1'),
      ['warning https-hints'],
      'ready',
    ],
    [
      'in octets',
      a(300).says('ns1', 'HTTPS', '300 HTTPS \\# 11 0001 00 0004 0004 c0000201'),
      ['warning https-hints'],
      'ready',
    ],
    ['without hints', a(300).says('ns1', 'HTTPS', '300 HTTPS \\# 10 0001 00 0001 0003 026832'), [], 'ready'],
  ],
  'not-observed': [
    [
      'nothing at all',
      seen(WWW, { inZone: null }).circumstance({
        kind: 'zone-not-found',
        name: parseName(WWW),
        detail: 'no answer',
      }),
      ['note not-observed'],
      'unknown',
    ],
    ['no types', seen(WWW, { types: [] }), ['note not-observed'], 'unknown'],
    ['caches alone', seen(WWW).holds('google', 'A', '120 A 192.0.2.1'), ['note not-observed'], 'unknown'],
    [
      'fresh signatures in every cache',
      seen(WWW)
        .holds('google', 'A', '240 A 192.0.2.1')
        .butRrset({ originalTtl: 300 })
        .holds('quad9', 'A', '300 A 192.0.2.1')
        .butRrset({ originalTtl: 300 }),
      [],
      'ready',
      { stage: 'day-of' },
    ],
    [
      'one of them older than 60 s',
      seen(WWW).holds('google', 'A', '239 A 192.0.2.1').butRrset({ originalTtl: 300 }),
      ['note not-observed'],
      'unknown',
    ],
    [
      'one of them dead',
      seen(WWW)
        .holds('google', 'A', '300 A 192.0.2.1')
        .butRrset({ originalTtl: 300 })
        .holds('quad9', 'A', 'timeout'),
      ['note not-observed', 'note resolver-unreachable'],
      'unknown',
    ],
    [
      'an original TTL above the limit is proof',
      seen(WWW).holds('google', 'A', '20 A 192.0.2.1').butRrset({ originalTtl: 301 }),
      ['error ttl-above-limit', 'note not-observed'],
      'not-ready',
      { stage: 'day-of' },
    ],
    [
      'a waiver does not make it ready',
      seen(WWW).holds('google', 'A', '120 A 192.0.2.1'),
      ['note not-observed'],
      'unknown',
      { waivers: [waiver({})] },
    ],
    [
      'nor does the policy make it an error',
      seen(WWW).holds('google', 'A', '120 A 192.0.2.1'),
      ['note not-observed'],
      'unknown',
      { policy: { ...SHIPPED_POLICY, rules: { 'not-observed': { severity: 'error' } } } },
    ],
  ],
  'resolver-unreachable': [
    ['one dead resolver', a(300).holds('google', 'A', 'timeout'), ['note resolver-unreachable'], 'ready'],
  ],
  'family-skipped': [
    ['no IPv6', a(300).circumstance({ kind: 'no-route', family: 'IPv6' }), ['note family-skipped'], 'ready'],
  ],
  'port-53-intercepted': [
    [
      'lame everywhere',
      seen(WWW).says('ns1', 'A', 'lame').circumstance({ kind: 'port-53-intercepted' }),
      ['note not-observed', 'warning port-53-intercepted'],
      'unknown',
    ],
  ],
  'doh-used': [
    ['instead', a(300).circumstance({ kind: 'doh-used', resolver: 'google' }), ['note doh-used'], 'ready'],
  ],
  'ignored-answers': [['two', a(300).but({ ignored: 2 }), ['note ignored-answers'], 'ready']],
  'waiver-expired': [
    [
      'it holds to the last',
      a(604_801),
      ['note ttl-above-limit'],
      'ready',
      { waivers: [waiver({ until: plusSeconds(SEEN_AT, NOW + 1) })] },
    ],
    [
      'it has expired',
      a(604_801),
      ['error ttl-above-limit', 'warning waiver-expired'],
      'not-ready',
      { waivers: [waiver({ until: plusSeconds(SEEN_AT, NOW) })] },
    ],
    [
      'another type',
      a(604_801),
      ['error ttl-above-limit'],
      'not-ready',
      { waivers: [waiver({ types: ['AAAA'] })] },
    ],
    [
      'another rule',
      a(604_801),
      ['error ttl-above-limit'],
      'not-ready',
      { waivers: [waiver({ rules: ['due'] })] },
    ],
    ['unused', a(300), [], 'ready', { waivers: [waiver({})] }],
  ],
};

function waiver(changes: Partial<Waiver>): Waiver {
  return { name: 'www.*', reason: 'agreed', until: plusSeconds(SEEN_AT, 86_400), ...changes };
}

for (const [rule, cases] of Object.entries(CASES)) {
  describe(rule, () => {
    for (const [what, observation, findings, verdict, context] of cases) {
      test(`${what}: ${findings.join(', ') || 'nothing'}`, () => {
        const report = judged(observation.done(), context);
        expect(told(report)).toEqual(findings);
        expect(report.verdict).toBe(verdict);
      });
    }
  });
}

test('every rule is in the table under its id, has texts, and cases here', () => {
  for (const [id, rule] of Object.entries(RULES)) {
    expect(rule.id).toBe(id);
    for (const text of Object.values(rule.explain)) expect(text).toMatch(/^[A-Z].*\.$/s);
    expect(rule.title).not.toMatch(/\.$/);
  }
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(RULES).sort());
});

test('findings are sentences with the numbers and the date in them', () => {
  const report = judged(withCutover(86_400, day(6)).done(), known);
  expect(report.findings.map((f) => f.message)).toEqual([
    'www.example.com. A: TTL 86400 s (1 d); one-week allows 86399 s. Lower it before 2026-11-07T11:39:59Z to be ready.',
  ]);
});

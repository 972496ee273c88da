import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { createRememberingJudge } from '../../src/judge/rememberingJudge.ts';
import { instant } from '../../src/model/instant.ts';
import { type OwnAnswer, type Seen, observationOf as wholeOf } from '../../src/model/lookalike.ts';
import type { Observation } from '../../src/model/observation.ts';
import { isRetelling, reportOf } from '../../src/model/retelling.ts';
import { drainedAtTheLatest } from '../../src/policy/arithmetic.ts';
import { contextOf, cutoverIn } from './context.ts';
import { seen } from './observationBuilder.ts';

const TTLS = [60, 300, 3600, 86_400, 172_800, 604_801, 4_000_000_000] as const;

/** One name of the zone as its two servers answer; most are plain, some are odd in one of many ways. */
const name = fc.record({
  label: fc.constantFrom('www', 'api', 'mail', 'a', 'aa', 'example', 'ns1', 'x-1', '_dmarc', '*'),
  ttl: fc.constantFrom(...TTLS),
  address: fc.integer({ min: 1, max: 250 }),
  rttMs: fc.integer({ min: 0, max: 90 }),
  odd: fc.option(
    fc.constantFrom(
      'other-ttl',
      'other-data',
      'alias',
      'nodata',
      'silent',
      'again',
      'ignored',
      'signed',
      'absent',
      'cutover',
    ),
    { freq: 4 },
  ),
});
type NameOfTest = typeof name extends fc.Arbitrary<infer T> ? T : never;

function observationOf({ label, ttl, address, rttMs, odd }: NameOfTest, i: number): Observation {
  const options = {
    origin: { file: 'names.txt', line: i + 1 },
    ...(odd === 'cutover' ? { cutover: cutoverIn(86_400) } : {}),
  };
  const set = `${ttl} A 192.0.2.${address}`;
  const one = seen(`${label}.example.com`, options)
    .servers('ns1', 'ns2')
    .says('ns1', 'A', set)
    .but({ rttMs });
  switch (odd) {
    case 'other-ttl':
      return one.says('ns2', 'A', `${ttl + 1} A 192.0.2.${address}`).done();
    case 'other-data':
      return one.says('ns2', 'A', `${ttl} A 192.0.2.251`).done();
    case 'alias':
      return one.says('ns2', 'A', `${ttl} CNAME host.example.com.`).done();
    case 'nodata':
      return one.says('ns2', 'A', 'nodata').done();
    case 'silent':
      return one.says('ns2', 'A', 'timeout').done();
    case 'again':
      return one.says('ns2', 'A', set).saysAgain('ns1', 'A', set).done();
    case 'ignored':
      return one.says('ns2', 'A', set).but({ ignored: 3 }).done();
    case 'signed':
      return one.says('ns2', 'A', set).butRrset({ originalTtl: ttl }).done();
    case 'absent':
      return seen(`${label}.example.com`, options)
        .servers('ns1', 'ns2')
        .says('ns1', 'A', 'nxdomain')
        .says('ns2', 'A', 'nxdomain')
        .done();
    default:
      return one.says('ns2', 'A', set).done();
  }
}

/** The names of one run as a fast lane gives them: those that look like one before, and the others as they are. */
function run(names: readonly NameOfTest[]): Seen[] {
  const first = new Map<string, Observation>();
  return names.map((one, i) => {
    const observation = observationOf(one, i);
    const key = `${one.ttl} ${one.odd}`;
    const like = first.get(key);
    const isPlain = one.odd === null || one.odd === 'signed' || one.odd === 'absent';
    if (!isPlain || one.label === '*') return observation;
    if (like === undefined) {
      first.set(key, observation);
      return observation;
    }
    const { target, startedAt, finishedAt } = observation;
    const answers = observation.answers.flatMap(({ question, at, rttMs, transport, rrsets }) =>
      question.name === target.name
        ? [{ at, rttMs: rttMs ?? 0, transport, rdata: rrsets[0]?.rdata ?? [] }]
        : [],
    );
    return { like, target, startedAt, finishedAt, answers };
  });
}

describe('a judge that remembers', () => {
  it('reports of every name exactly what judging it by itself does', () => {
    let retold = 0;
    fc.assert(
      fc.property(fc.array(name, { minLength: 20, maxLength: 40 }), (names) => {
        const remembering = createRememberingJudge(contextOf());
        for (const seen of run(names)) {
          const judged = remembering(seen);
          if (isRetelling(judged)) retold++;
          expect(reportOf(judged)).toEqual(judge(wholeOf(seen), contextOf()));
        }
      }),
      { numRuns: 300, seed: 20261124 },
    );
    expect(retold).toBeGreaterThan(500);
  });

  it('says again and again what it says once', () => {
    const plain: NameOfTest = { label: 'www', ttl: 86_400, address: 1, rttMs: 1, odd: null };
    const remembering = createRememberingJudge(contextOf());
    const [, api, mail] = run([plain, { ...plain, label: 'api' }, { ...plain, label: 'mail' }]).map(
      remembering,
    );
    if (api === undefined || mail === undefined || !isRetelling(api) || !isRetelling(mail))
      throw new Error('not told again');
    expect(api.report).toBe(mail.report);
    expect(reportOf(api).findings[0]?.message).toMatch(/^api\.example\.com\. A: TTL 86400 s/);
  });

  it('looks at each name by itself where waivers name some of them', () => {
    const plain: NameOfTest = { label: 'www', ttl: 86_400, address: 1, rttMs: 1, odd: null };
    const context = {
      ...contextOf(),
      waivers: [{ name: 'api.example.com.', reason: 'moved by hand', until: instant(Date.UTC(2027, 0, 1)) }],
    };
    const remembering = createRememberingJudge(context);
    for (const seen of run([plain, { ...plain, label: 'api' }]))
      expect(isRetelling(remembering(seen))).toBe(false);
  });

  it('looks at each name by itself where the policy has limits for some of them', () => {
    const plain: NameOfTest = { label: 'www', ttl: 3600, address: 1, rttMs: 1, odd: null };
    const { policy } = contextOf();
    const override = {
      match: { names: ['api.example.com.'] },
      stages: { 'two-weeks': { errorAbove: 60, warningAbove: 60 } },
    };
    const remembering = createRememberingJudge(
      contextOf({ policy: { ...policy, overrides: [override, ...policy.overrides] } }),
    );
    const verdicts = run([plain, { ...plain, label: 'mail' }, { ...plain, label: 'api' }]).map(
      (seen) => reportOf(remembering(seen)).verdict,
    );
    expect(verdicts).toEqual(['ready', 'ready', 'not-ready']);
  });

  it('tells again of names in the root zone', () => {
    const [first, second] = ['first', 'second'].map((label) =>
      seen(label, { inZone: '.' }).says('ns1.example.com.', 'A', '700000 A 192.0.2.1').done(),
    ) as [Observation, Observation];
    const again = { ...second, like: first, answers: [ownOf(second)] };
    const judged = createRememberingJudge(contextOf())(again);
    expect(isRetelling(judged)).toBe(true);
    expect(reportOf(judged)).toEqual(judge(second, contextOf()));
  });

  it('tells nothing again of a TTL that had drained for one name and not yet for the other', () => {
    const seenAt = (at: number) =>
      seen('www.example.com', { at: instant(at) })
        .says('ns1', 'A', '300 A 192.0.2.1')
        .done();
    const first = seenAt(0);
    const bound = drainedAtTheLatest(first.finishedAt, contextOf().policy.figures);
    for (const ms of [0, 1, 999, 1000, 1001, 60_000]) {
      const second = seenAt(ms);
      const again = { ...second, like: first, answers: [ownOf(second)] };
      for (const at of [bound - 1, bound, bound + 1, bound + 1000].map(instant))
        expect(reportOf(createRememberingJudge(contextOf({ at }))(again))).toEqual(
          judge(second, contextOf({ at })),
        );
    }
  });
});

function ownOf({ answers }: Observation): OwnAnswer {
  const [answer] = answers;
  if (answer === undefined) throw new Error('nothing was said');
  const { at, rttMs, transport, rrsets } = answer;
  return { at, rttMs: rttMs ?? 0, transport, rdata: rrsets[0]?.rdata ?? [] };
}

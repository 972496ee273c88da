import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { createRememberingJudge } from '../../src/judge/rememberingJudge.ts';
import type { Observation } from '../../src/model/observation.ts';
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
    default:
      return one.says('ns2', 'A', set).done();
  }
}

/** Observations of one run: what they tell of the zone are the same objects. */
function run(names: readonly NameOfTest[]): Observation[] {
  const observations = names.map(observationOf);
  const zones = observations[0]?.zones ?? [];
  return observations.map((observation) => ({ ...observation, zones }));
}

describe('a judge that remembers', () => {
  it('reports of every name exactly what judging it by itself does', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 40 }), (names) => {
        const remembering = createRememberingJudge(contextOf());
        for (const observation of run(names))
          expect(remembering(observation)).toEqual(judge(observation, contextOf()));
      }),
      { numRuns: 150, seed: 20261124 },
    );
  });

  it('takes nothing for granted that another zone showed', () => {
    const remembering = createRememberingJudge(contextOf());
    const plain: NameOfTest = { label: 'www', ttl: 300, address: 1, rttMs: 1, odd: null };
    const [first] = run([plain]);
    const lonely = { ...run([plain])[0], zones: [] } as Observation;
    for (const observation of [first as Observation, lonely])
      expect(remembering(observation)).toEqual(judge(observation, contextOf()));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant, plusSeconds } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import { matchesGlob } from '../../src/policy/glob.ts';
import type { Override, Policy, Stage } from '../../src/policy/policy.ts';
import { limitsFor, maxTtlAtCutover, stageInForce } from '../../src/policy/requirement.ts';
import { SHIPPED_POLICY } from './shippedPolicy.ts';

const zone = parseName('example.com');
const dayOf = SHIPPED_POLICY.stages.find((s) => s.id === 'day-of') as Stage;

function key(owner: string, type = 'A') {
  return { owner: parseName(owner), type, zone };
}

function withOverrides(...overrides: Override[]): Policy {
  return { ...SHIPPED_POLICY, overrides };
}

test('the stage in force: starts are inclusive, before all of them the first, in order and not by date', () => {
  const at = instant(1_000_000);
  const dated = SHIPPED_POLICY.stages.map((stage, i) => ({ stage, from: plusSeconds(at, i * 100) }));
  const id = (seconds: number) => stageInForce(dated, plusSeconds(at, seconds)).stage.id;
  expect([id(-5), id(0), id(99.999), id(100), id(200), id(300)]).toEqual([
    'two-weeks',
    'two-weeks',
    'two-weeks',
    'one-week',
    'day-of',
    'restore',
  ]);
  expect(() => stageInForce([], at)).toThrow(RangeError);
});

describe('limits', () => {
  test('are the stage’s, and for NS those of NS in every stage', () => {
    expect(limitsFor(SHIPPED_POLICY, dayOf, key('www.example.com'))).toEqual({
      errorAbove: 300,
      warningAbove: 300,
      lowersTo: 300,
    });
    for (const stage of SHIPPED_POLICY.stages)
      expect(limitsFor(SHIPPED_POLICY, stage, key('example.com', 'NS'))).toEqual({
        errorAbove: 604_800,
        warningAbove: 172_800,
        lowersTo: null,
      });
    expect(maxTtlAtCutover(SHIPPED_POLICY, key('www.example.com'))).toBe(300);
    expect(maxTtlAtCutover(SHIPPED_POLICY, key('example.com', 'NS'))).toBe(Number.POSITIVE_INFINITY);
  });

  test('the first override that matches and names the stage wins, key by key', () => {
    const policy = withOverrides(
      { match: { names: ['www.*'] }, stages: { 'one-week': { errorAbove: 1 } } },
      { match: { zones: ['Example.COM'], types: ['a'] }, stages: { 'day-of': { errorAbove: 60 } } },
      { match: {}, stages: { 'day-of': { errorAbove: 5 } } },
    );
    expect(limitsFor(policy, dayOf, key('www.example.com')).errorAbove).toBe(60);
    expect(limitsFor(policy, dayOf, key('www.example.com')).warningAbove).toBe(300);
    expect(limitsFor(policy, dayOf, key('www.example.com', 'AAAA')).errorAbove).toBe(5);
    expect(limitsFor(policy, dayOf, { ...key('www.example.com'), zone: null }).errorAbove).toBe(5);
    expect(maxTtlAtCutover(policy, key('www.example.com'))).toBe(60);
  });

  test('an override touches NS only if it says so', () => {
    const quiet = withOverrides({ match: {}, stages: { 'day-of': { errorAbove: 5 } } });
    const named = withOverrides({ match: { types: ['NS'] }, stages: { 'day-of': { errorAbove: 5 } } });
    expect(limitsFor(quiet, dayOf, key('example.com', 'NS')).errorAbove).toBe(604_800);
    expect(limitsFor(named, dayOf, key('example.com', 'NS')).errorAbove).toBe(5);
  });
});

describe('globs', () => {
  test.each([
    ['www.example.com', 'www.example.com.', true],
    ['WWW.example.com.', 'www.example.com.', true],
    ['*.example.com', 'a.b.example.com.', true],
    ['*.example.com', 'example.com.', false],
    ['*example.com', 'example.com.', true],
    ['www*', 'www.example.com.', true],
    ['w*w.*.com', 'www.example.com.', true],
    ['*', '.', true],
    ['example.com', 'aexample.com.', false],
    ['w.w.example.com', 'wxw.example.com.', false],
  ])('%s on %s: %s', (glob, name, matches) => expect(matchesGlob(glob, name)).toBe(matches));

  test('a pattern full of stars takes no time', () => {
    expect(matchesGlob(`${'*a'.repeat(500)}*b`, `${'a'.repeat(2_000)}.`)).toBe(false);
  });

  test('agrees with a regular expression', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '.', '*'), { maxLength: 8 }).map((c) => c.join(''));
    fc.assert(
      fc.property(text, text, (glob, name) => {
        const whole = glob.endsWith('.') || glob.endsWith('*') ? glob : `${glob}.`;
        const pattern = new RegExp(`^${whole.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        expect(matchesGlob(glob, name)).toBe(pattern.test(name));
      }),
    );
  });
});

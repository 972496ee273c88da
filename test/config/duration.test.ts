import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadValue } from '../../src/config/badValue.ts';
import { parseDuration, parseSpan } from '../../src/config/duration.ts';
import { parseStageStart } from '../../src/config/stageStart.ts';

describe('parseDuration', () => {
  it.each([
    ['P7D', 604_800],
    ['PT1H30M', 5400],
    ['P1W', 604_800],
    ['P1DT12H', 129_600],
    ['pt5s', 5],
    ['7 days', 604_800],
    ['1 hour 30 minutes', 5400],
    ['1 day, 2 hours and 3 min', 93_780],
    ['90s', 90],
    ['1h30m', 5400],
    ['1 Week', 604_800],
    ['0 seconds', 0],
  ])('%s is %i s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    ['P1Y', 'months and years have no one length; write days'],
    ['P1M', 'months and years'],
    ['2 months', 'months and years'],
    ['1 year', 'months and years'],
    ['7', 'no unit'],
    ['PT0.5S', 'fraction'],
    ['1.5 hours', 'fraction'],
    ['P', 'cannot be read'],
    ['PT', 'cannot be read'],
    ['P1DT', 'cannot be read'],
    ['P-1D', 'cannot be read'],
    ['-7 days', 'cannot be read'],
    ['seven days', 'cannot be read'],
    ['7 daze', '"daze" is no unit of time'],
    ['1 minute 1 hour', 'from the largest to the smallest'],
    ['1 day 1 day', 'from the largest to the smallest'],
    ['36500 days', 'longer than 68 years'],
    ['1 '.repeat(100_000), 'too long'],
  ])('refuses %.20s', (text, reason) => {
    expect(() => parseDuration(text)).toThrow(BadValue);
    expect(() => parseDuration(text)).toThrow(reason);
  });

  it('reads both ways of writing as the same, days apart from seconds', () => {
    const n = fc.integer({ min: 0, max: 900 });
    fc.assert(
      fc.property(n, n, n, n, (d, h, m, s) => {
        const span = { days: d, seconds: h * 3600 + m * 60 + s };
        expect(parseSpan(`P${d}DT${h}H${m}M${s}S`)).toEqual(span);
        expect(parseSpan(`${d} days, ${h} hours ${m} min and ${s} s`)).toEqual(span);
        expect(parseDuration(`${d}d${h}h${m}m${s}s`)).toBe(d * 86_400 + span.seconds);
      }),
    );
  });

  it('gives whole seconds or a BadValue for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P?[0-9DHMSTW ]{0,20}$/)), (text) => {
        try {
          expect(parseDuration(text)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(BadValue);
        }
      }),
    );
  });
});

describe('parseStageStart', () => {
  it.each([
    ['14 days before', { kind: 'before', days: 14, seconds: 0 }],
    ['P1DT12H before', { kind: 'before', days: 1, seconds: 43_200 }],
    ['3 days after', { kind: 'after', days: 3, seconds: 0 }],
    ['start of day', { kind: 'start-of-day' }],
    ['start-of-day', { kind: 'start-of-day' }],
  ])('%s', (text, start) => {
    expect(parseStageStart(text)).toEqual(start);
  });

  it.each(['14 days', 'before', 'soon before', 'noon'])('refuses %s', (text) => {
    expect(() => parseStageStart(text)).toThrow(BadValue);
  });
});

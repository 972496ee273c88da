import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { formatInstant, type Instant, instant } from '../../src/model/instant.ts';
import { datedStages, inZone, parseDateTime } from '../../src/policy/calendar.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { SHIPPED_POLICY } from './shippedPolicy.ts';

function utc(text: string): Instant {
  return instant(Date.parse(text));
}

function stages(at: string, timezone: string, policy: Policy = SHIPPED_POLICY): Record<string, string> {
  const dated = datedStages(policy, { at: utc(at), timezone });
  return Object.fromEntries(dated.map(({ stage, from }) => [stage.id, formatInstant(from)]));
}

function complaint(text: string, timezone?: string): string {
  try {
    parseDateTime(text, timezone);
  } catch (cause) {
    if (cause instanceof Failure && cause.kind === 'usage') return cause.message;
    throw cause;
  }
  return 'no complaint';
}

describe('stages of the shipped policy', () => {
  test('are whole calendar days before and after, counted in the zone of the migration', () => {
    expect(stages('2026-12-12T11:00:00Z', 'Europe/Berlin')).toEqual({
      'two-weeks': '2026-11-28T11:00:00Z',
      'one-week': '2026-12-05T11:00:00Z',
      'day-of': '2026-12-11T23:00:00Z',
      restore: '2026-12-15T11:00:00Z',
    });
  });

  test('keep the time of day across a change of the clocks', () => {
    // Berlin leaves summer time on 2026-10-25; New York on 2026-11-01.
    expect(stages('2026-10-30T09:00:00Z', 'Europe/Berlin')['one-week']).toBe('2026-10-23T08:00:00Z');
    expect(stages('2026-11-03T15:00:00Z', 'America/New_York')['one-week']).toBe('2026-10-27T14:00:00Z');
    expect(stages('2026-10-06T01:00:00Z', 'Australia/Lord_Howe')['one-week']).toBe('2026-09-29T01:30:00Z');
    expect(stages('2026-10-23T08:00:00Z', 'Europe/Berlin').restore).toBe('2026-10-26T09:00:00Z');
  });

  test('day-of begins the evening before where 3600 s could not drain since midnight', () => {
    // 00:30 in Berlin; 900 + 300 + 3601 s before it.
    expect(stages('2026-12-11T23:30:00Z', 'Europe/Berlin')['day-of']).toBe('2026-12-11T22:09:59Z');
    // Exactly where the arithmetic meets midnight, and a second later.
    expect(stages('2026-12-12T00:20:01Z', 'Europe/Berlin')['day-of']).toBe('2026-12-11T23:00:00Z');
    expect(stages('2026-12-12T00:20:00Z', 'Europe/Berlin')['day-of']).toBe('2026-12-11T22:59:59Z');
  });

  test('a start that the clocks skip is the jump, one that comes twice the first', () => {
    // 02:30 does not exist in Berlin on 2026-03-29: a week before 2026-04-05T02:30.
    expect(stages('2026-04-05T00:30:00Z', 'Europe/Berlin')['one-week']).toBe('2026-03-29T01:00:00Z');
    // 02:30 comes twice on 2026-10-25.
    expect(stages('2026-11-01T01:30:00Z', 'Europe/Berlin')['one-week']).toBe('2026-10-25T00:30:00Z');
    // Midnight does not exist in Cairo on 2024-04-26.
    expect(stages('2024-04-26T10:00:00Z', 'Africa/Cairo')['day-of']).toBe('2024-04-25T22:00:00Z');
    // Samoa had no 30 December 2011.
    expect(stages('2012-01-06T22:00:00Z', 'Pacific/Apia')['one-week']).toBe('2011-12-30T22:00:00Z');
    expect(stages('2012-01-05T22:00:00Z', 'Pacific/Apia')['one-week']).toBe('2011-12-30T10:00:00Z');
  });

  test('a restore of its own replaces the three days', () => {
    const cutover = { at: utc('2026-12-12T11:00:00Z'), timezone: 'UTC', restoreAfter: 7_200 };
    expect(formatInstant(datedStages(SHIPPED_POLICY, cutover)[3]?.from as Instant)).toBe(
      '2026-12-12T13:00:00Z',
    );
  });

  test('every stage that lowers is early enough for the one before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }),
        fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/New_York',
          'Australia/Lord_Howe',
          'Pacific/Apia',
          '+05:45',
        ),
        (at, timezone) => {
          const [, , dayOf] = datedStages(SHIPPED_POLICY, { at: instant(at), timezone });
          expect(at - (dayOf?.from ?? at)).toBeGreaterThanOrEqual((900 + 300 + 3_601) * 1000);
          expect(at - (dayOf?.from ?? 0)).toBeLessThan(26 * 3_600_000);
        },
      ),
    );
  });
});

describe('parseDateTime', () => {
  test.each([
    ['2026-12-12T00:30:00+01:00', undefined, '2026-12-11T23:30:00Z', '+01:00'],
    ['2026-12-12T00:30Z', undefined, '2026-12-12T00:30:00Z', 'UTC'],
    ['2026-12-12 00:30-0330', undefined, '2026-12-12T04:00:00Z', '-03:30'],
    ['2026-12-12T00:30', 'Europe/Berlin', '2026-12-11T23:30:00Z', 'Europe/Berlin'],
    ['2026-12-12T00:30 Europe/Berlin', undefined, '2026-12-11T23:30:00Z', 'Europe/Berlin'],
    ['2026-12-12T00:30[Europe/Berlin]', undefined, '2026-12-11T23:30:00Z', 'Europe/Berlin'],
    ['2026-10-25T02:30:00+01:00', 'Europe/Berlin', '2026-10-25T01:30:00Z', 'Europe/Berlin'],
    ['2026-10-25T02:30:00+02:00[Europe/Berlin]', undefined, '2026-10-25T00:30:00Z', 'Europe/Berlin'],
    ['2028-02-29T12:00', 'UTC', '2028-02-29T12:00:00Z', 'UTC'],
    ['2026-12-12T00:30', '+05:45', '2026-12-11T18:45:00Z', '+05:45'],
  ])('%s with %s is %s in %s', (text, zone, at, timezone) => {
    const read = parseDateTime(text, zone);
    expect(formatInstant(read.at)).toBe(at);
    expect(read.timezone).toBe(timezone);
  });

  test.each([
    ['2026-02-29T12:00Z', 'no date and time'],
    ['2026-04-31T12:00Z', 'no date and time'],
    ['2026-13-01T12:00Z', 'no date and time'],
    ['2026-12-12T24:00Z', 'no date and time'],
    ['2026-12-12T12:60Z', 'no date and time'],
    ['2026-12-12', 'not a date with a time'],
    ['tomorrow', 'not a date with a time'],
    ['2026-12-12T00:30', 'no offset and no time zone'],
    ['2026-12-12T00:30+25:00', 'which no clock has'],
    ['2026-12-12T00:30 Europe/Atlantis', 'no time zone "Europe/Atlantis"'],
    ['2026-12-12T00:30+02:00[Europe/Berlin]', 'but Europe/Berlin is 2026-12-11T23:30:00+01:00'],
  ])('%s is refused: %s', (text, why) => expect(complaint(text)).toContain(why));

  test.each([
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-05T01:45:00+11:00', '2026-04-05T01:45:00+10:30'],
  ])('%s in %s happens twice, and both readings are named', (text, zone, one, other) => {
    expect(complaint(text, zone)).toContain('happens twice');
    expect(complaint(text, zone)).toContain(`${one} and as ${other}`);
  });

  test.each([
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00+01:00', '2026-03-29T03:30:00+02:00'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T01:30:00-05:00', '2026-03-08T03:30:00-04:00'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-04T01:45:00+10:30', '2026-10-04T02:45:00+11:00'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-29T12:00:00-10:00', '2011-12-31T12:00:00+14:00'],
  ])('%s in %s does not exist, and both readings are named', (text, zone, one, other) => {
    expect(complaint(text, zone)).toContain('does not exist');
    expect(complaint(text, zone)).toContain(`${one} or ${other}`);
  });

  test('reads what inZone shows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0) / 1000, max: Date.UTC(2040, 0) / 1000 }),
        fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/New_York',
          'Australia/Lord_Howe',
          'Pacific/Apia',
          '-03:30',
        ),
        (s, timezone) => {
          expect(parseDateTime(inZone(instant(s * 1000), timezone))).toEqual({ at: s * 1000, timezone });
        },
      ),
    );
  });
});

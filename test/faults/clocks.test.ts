/** Machines whose clock is wrong, was asleep, or follows other rules than yesterday. */
import fc from 'fast-check';
import { IANAZone, Settings } from 'luxon';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../src/model/clock.ts';
import { instant } from '../../src/model/instant.ts';
import { datedStages, parseDateTime } from '../../src/policy/calendar.ts';
import { DAY, migration, stage } from '../apply/stage.ts';
import { SHIPPED_POLICY } from '../policy/shippedPolicy.ts';
import { daemonScene, type Line } from '../schedule/daemonScene.ts';
import { printTable } from './printTable.ts';

const rows: [string, string, string][] = [];
afterAll(() => printTable(['clock', 'times', 'lost'], rows));

function steps(lines: readonly Line[]): string[] {
  return lines
    .filter(({ event }) => event === 'step-done')
    .map(({ step, from, to, outcome }) => `${step} ${from} → ${to} ${outcome}`);
}

describe('a machine that sleeps over the instant of a step', () => {
  const WAKES = [
    ['one second late', '2026-12-05T12:00:01Z', ['one-week 86400 → 3600 verified']],
    ['three hours late', '2026-12-05T15:00:00Z', ['one-week 86400 → 3600 verified']],
    ['three days late', '2026-12-08T12:00:00Z', ['one-week 86400 → 3600 verified']],
    ['within the last day', '2026-12-12T06:00:00Z', ['day-of 86400 → 300 verified']],
    ['after the cutover', '2026-12-12T12:30:00Z', []],
  ] as const;

  it.each(WAKES)('and wakes %s does what is still right, within a minute', async (_, wakes, done) => {
    await using scene = await daemonScene({ at: '2026-11-22T12:00:00Z' });
    const daemon = scene.start();
    expect((await daemon.looked()).nextAt).toBe('2026-12-05T12:00:00Z');
    scene.jumpTo(wakes);
    const { time } = await daemon.until('tick-started');
    expect(Date.parse(time) - Date.parse(wakes)).toBeLessThanOrEqual(61_000);
    await daemon.looked();
    expect(steps(daemon.lines)).toEqual(done);
  });
  afterAll(() => void rows.push(['asleep over a step', String(WAKES.length), 'nothing']));
});

/** In seconds; a machine that starts with no battery, a wrong time server, a wrong hand. */
const SKEW = fc.integer({ min: -DAY, max: DAY });

it('a clock that jumps by up to a day between passes changes nothing but TTLs, and loses no former one', async () => {
  let passes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(SKEW, { minLength: 3, maxLength: 6 }), async (skews) => {
      await using on = await stage('www 86400 A 192.0.2.10');
      await on.at(7 * DAY);
      for (const [i, skew] of skews.entries()) {
        await on.at(7 * DAY - ((i + 1) * 6 * DAY) / skews.length);
        const before = ttlOf(on.live());
        await on.pass({ clock: skewed(on.clock, skew) });
        passes++;
        expect(ttlOf(on.live())).toBeLessThanOrEqual(before);
        expect(on.live()).toContain('192.0.2.10');
        if (on.provider.made.length > 0) expect(await on.former()).toEqual(['www.example.com. A 86400']);
      }
      await on.at(0);
      on.edit({ rdata: ['203.0.113.7'] });
      // With the right clock again.
      await on.at(-4 * DAY);
      await on.pass();
      expect(on.live()).toBe('86400 203.0.113.7');
      expect(await on.journal.openIntents()).toEqual([]);
    }),
    { numRuns: 25, seed: 20261124 },
  );
  rows.push(['jumps of up to a day, both ways, between passes', `${passes} passes`, 'nothing']);
});

function ttlOf(live: string): number {
  return Number(live.split(' ')[0]);
}

function skewed(clock: Clock, seconds: number): Clock {
  return { ...clock, now: () => instant(clock.now() + seconds * 1000) };
}

describe('a time zone whose rules changed', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    forgetZones();
  });

  /** From now on it is in Europe/Berlin what it is in `other`: summer time for ever, or none. */
  function berlinBecomes(other: string): void {
    const Real = Intl.DateTimeFormat;
    vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(function format(locales, options) {
      const timeZone = options?.timeZone === 'Europe/Berlin' ? other : options?.timeZone;
      return new Real(locales, { ...options, ...(timeZone === undefined ? {} : { timeZone }) });
    });
    forgetZones();
  }

  function forgetZones(): void {
    IANAZone.resetCache();
    Settings.resetCaches();
  }

  it.each([
    ['Europe/Moscow', '2026-12-11T23:00:00Z'],
    ['UTC', '2026-12-12T02:00:00Z'],
  ])('as in %s: the local time stays, and stages and cutover move together', (other, moved) => {
    const local = '2026-12-12T02:00 Europe/Berlin';
    expect(parseDateTime(local).at).toBe(Date.parse('2026-12-12T01:00:00Z'));
    berlinBecomes(other);
    const cutover = parseDateTime(local);
    expect(cutover.at).toBe(Date.parse(moved));
    const stages = datedStages(SHIPPED_POLICY, cutover);
    expect(stages.find(({ stage: { id } }) => id === 'one-week')?.from).toBe(cutover.at - 7 * DAY * 1000);
    rows.push([`other rules for a time zone (as in ${other})`, '1', 'nothing']);
  });

  it('moves a migration under way, and it goes on from where it stands', async () => {
    const local = '2026-12-12T13:00 Europe/Berlin';
    await using on = await stage('www 86400 A 192.0.2.10', { migration: { cutover: parseDateTime(local) } });
    await on.at(6 * DAY);
    await on.pass();
    expect(on.live()).toBe('3600 192.0.2.10');
    berlinBecomes('Europe/Moscow');
    // Two hours earlier than it was, and so is the start of its day.
    const moved = migration({ cutover: parseDateTime(local) });
    await on.at(15 * 3600 - 60);
    await on.pass({ migration: moved });
    expect(on.live()).toBe('300 192.0.2.10');
    rows.push(['other rules for the time zone of a migration under way', '1', 'nothing']);
  });
});

/**
 * Calendar days in a time zone: the only file that knows luxon. Load it (`import()`) only when there is a cutover.
 * luxon moves a local time that does not exist on and picks one of two without a word, so readings are counted here.
 */
import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import { Failure } from '../model/failure.ts';
import { type Instant, instant, plusSeconds } from '../model/instant.ts';
import type { Cutover } from '../model/target.ts';
import { lowerBy } from './arithmetic.ts';
import type { DatedStage, Policy, Stage } from './policy.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * The stages of a policy with the instants from which they are in force for this cutover, in the policy's order.
 * A stage that lowers is moved earlier where the arithmetic asks for it: the TTL that the stage before left behind
 * must have drained by then. Throws Failure (usage) for a time zone that does not exist.
 */
export function datedStages(policy: Policy, cutover: Cutover): DatedStage[] {
  const zone = zoneNamed(cutover.timezone);
  let inForce: number | null = null;
  return policy.stages.map((stage) => {
    let from = byCalendar(stage, cutover, zone);
    if (stage.lowersTo !== null) {
      if (inForce !== null && stage.from.kind !== 'after')
        from = earlier(from, lowerBy(cutover.at, inForce, policy.figures));
      inForce = stage.lowersTo;
    }
    return { stage, from };
  });
}

function byCalendar(stage: Stage, cutover: Cutover, zone: Zone): Instant {
  const local = localOf(cutover.at, zone);
  const { from } = stage;
  switch (from.kind) {
    case 'start-of-day':
      return firstInstantAt(Math.floor(local / DAY) * DAY, zone);
    case 'before':
      return plusSeconds(firstInstantAt(local - from.days * DAY, zone), -from.seconds);
    case 'after':
      if (cutover.restoreAfter !== undefined) return plusSeconds(cutover.at, cutover.restoreAfter);
      return plusSeconds(lastInstantAt(local + from.days * DAY, zone), from.seconds);
  }
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

/** What a text with a date and a time means. */
export interface ParsedDateTime {
  readonly at: Instant;
  /** Where its calendar days are counted: an IANA name, `UTC`, or a fixed offset such as `+01:00`. */
  readonly timezone: string;
}

const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?(?: ?\[([^\]]+)\]| +(\S+))?$/i;

/**
 * Reads ISO 8601 with an offset (`2026-12-12T00:30:00+01:00`), or with a time zone in the text
 * (`2026-12-12T00:30 Europe/Berlin`, `…[Europe/Berlin]`) or beside it (`timezone`). An offset gives the instant,
 * a zone beside it then only the calendar. Throws Failure (usage) for anything that is not exactly one instant.
 */
export function parseDateTime(text: string, timezone?: string): ParsedDateTime {
  const found = SHAPE.exec(text.trim());
  if (found === null)
    throw new Failure('usage', `"${text}" is not a date with a time.`, {
      hint: 'Write it like 2026-12-12T00:30:00+01:00, or 2026-12-12T00:30 with a time zone.',
    });
  const [, y, mo, d, h, mi, s = '0', fraction = '', offsetText, bracketed, trailing] = found;
  const named = bracketed ?? trailing ?? timezone;
  const local = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
  requireDate(text, local, [y, mo, d, h, mi, s].map(Number));
  const localMs = local + Number(fraction.padEnd(3, '0').slice(0, 3));
  if (offsetText !== undefined) return withOffset(text, localMs, offsetText, bracketed ?? trailing, named);
  if (named === undefined)
    throw new Failure('usage', `"${text}" has no offset and no time zone, so it could be any of 26 hours.`, {
      hint: 'Add an offset (2026-12-12T00:30:00+01:00) or say the zone with --timezone Europe/Berlin.',
    });
  return { at: onlyInstantAt(text, localMs, zoneNamed(named)), timezone: named };
}

function requireDate(text: string, local: number, fields: readonly number[]): void {
  const real = new Date(local);
  const [y, mo, d, h, mi, s] = fields;
  const same =
    real.getUTCFullYear() === y &&
    real.getUTCMonth() + 1 === mo &&
    real.getUTCDate() === d &&
    real.getUTCHours() === h &&
    real.getUTCMinutes() === mi &&
    real.getUTCSeconds() === s;
  if (!same)
    throw new Failure('usage', `"${text}" is no date and time that a calendar or a clock has.`, {
      hint: 'Check the month, the day, and that hours are below 24, minutes and seconds below 60.',
    });
}

function withOffset(
  text: string,
  localMs: number,
  offsetText: string,
  inText: string | undefined,
  named: string | undefined,
): ParsedDateTime {
  const minutes = offsetMinutes(offsetText);
  if (minutes === undefined)
    throw new Failure('usage', `"${text}" has the offset ${offsetText}, which no clock has.`, {
      hint: 'Offsets go from -23:59 to +23:59.',
    });
  const at = instant(localMs - minutes * MINUTE);
  const zone = named === undefined ? undefined : zoneNamed(named);
  if (inText !== undefined && zone !== undefined && zone.offset(at) !== minutes)
    throw new Failure('usage', `"${text}" says ${offsetText}, but ${inText} is ${show(at, zone)} then.`, {
      hint: 'Leave one of the two out.',
    });
  return { at, timezone: named ?? (minutes === 0 ? 'UTC' : formatOffset(minutes)) };
}

function offsetMinutes(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function onlyInstantAt(text: string, localMs: number, zone: Zone): Instant {
  const readings = readingsOf(localMs, zone);
  const [first, second] = readings;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined && second !== undefined)
    throw new Failure(
      'usage',
      `"${text}" happens twice in ${zone.name}: as ${show(first, zone)} and as ${show(second, zone)}.`,
      { hint: 'Write one of the two, with its offset.' },
    );
  const { before, after } = aroundGap(localMs, zone);
  throw new Failure(
    'usage',
    `"${text}" does not exist in ${zone.name}: clocks skip it. It could mean ${show(before, zone)} or ${show(after, zone)}.`,
    { hint: 'Write one of the two, with its offset.' },
  );
}

/** An instant as a clock in that zone shows it, with offset and zone: `2026-12-12T00:30:00+01:00 Europe/Berlin`. */
export function inZone(at: Instant, timezone: string): string {
  const zone = zoneNamed(timezone);
  return zone instanceof FixedOffsetZone ? show(at, zone) : `${show(at, zone)} ${timezone}`;
}

function show(at: Instant, zone: Zone): string {
  const shown = DateTime.fromMillis(at, { zone });
  const offset = zone.offset(at);
  return `${shown.toFormat("yyyy-MM-dd'T'HH:mm:ss")}${offset === 0 ? 'Z' : formatOffset(offset)}`;
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (n: number): string => String(Math.trunc(n)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** Throws Failure (usage) for a zone that does not exist. */
function zoneNamed(name: string): Zone {
  if (/^(utc|gmt|z)$/i.test(name)) return FixedOffsetZone.utcInstance;
  const minutes = /^[+-]\d\d:?\d\d$/.test(name) ? offsetMinutes(name) : undefined;
  if (minutes !== undefined) return FixedOffsetZone.instance(minutes);
  if (!IANAZone.isValidZone(name) || !/^[A-Za-z]/.test(name))
    throw new Failure('usage', `There is no time zone "${name}".`, {
      hint: 'Use a name of the IANA database such as Europe/Berlin, America/New_York or UTC.',
    });
  return IANAZone.create(name);
}

/** The local time of an instant as if it were UTC, in milliseconds. */
function localOf(at: Instant, zone: Zone): number {
  return at + zone.offset(at) * MINUTE;
}

/** Every instant at which clocks in the zone show this local time: none in a gap, two in a fold; the earliest first. */
function readingsOf(localMs: number, zone: Zone): Instant[] {
  const found = new Set<number>();
  for (const offset of offsetsAround(localMs, zone)) {
    const at = localMs - offset * MINUTE;
    if (zone.offset(at) === offset) found.add(at);
  }
  return [...found].sort((a, b) => a - b).map(instant);
}

/** The widest jump so far skipped a whole day (Pacific/Apia, 2011), so offsets are looked up two days to each side. */
function offsetsAround(localMs: number, zone: Zone): Set<number> {
  const offsets = new Set<number>();
  for (let hours = -48; hours <= 48; hours += 12) offsets.add(zone.offset(localMs + hours * 60 * MINUTE));
  return offsets;
}

/** What a skipped local time could mean, reckoned with the offset behind and the one before the gap. */
function aroundGap(localMs: number, zone: Zone): { before: Instant; after: Instant } {
  const offsets = [...offsetsAround(localMs, zone)];
  return {
    before: instant(localMs - Math.max(...offsets) * MINUTE),
    after: instant(localMs - Math.min(...offsets) * MINUTE),
  };
}

/** The earliest reading; in a gap the instant of the jump. Steps are moved earlier, never later. */
function firstInstantAt(localMs: number, zone: Zone): Instant {
  return readingsOf(localMs, zone)[0] ?? jumpIn(localMs, zone);
}

/** The latest reading; in a gap the instant of the jump. */
function lastInstantAt(localMs: number, zone: Zone): Instant {
  return readingsOf(localMs, zone).at(-1) ?? jumpIn(localMs, zone);
}

function jumpIn(localMs: number, zone: Zone): Instant {
  let { before, after }: { before: number; after: number } = aroundGap(localMs, zone);
  const offset = zone.offset(before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offset(middle) === offset) before = middle;
    else after = middle;
  }
  return instant(after);
}

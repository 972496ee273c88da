import { Failure } from '../model/failure.ts';
import type { Instant } from '../model/instant.ts';
import type { Policy } from '../policy/policy.ts';
import type { Complaint } from './issueProblem.ts';
import { type Path, pathText } from './problem.ts';
import { isMapping, listOf } from './rawValue.ts';
import { DATE_TIME_ALLOWED, timezoneValue } from './schema/values.ts';

/** The calendar of the policy's room, loaded only where a file has dates. */
export type Calendar = Pick<typeof import('../policy/calendar.ts'), 'datedStages' | 'parseDateTime'>;

export interface ReadDate {
  readonly at: Instant;
  readonly timezone: string;
}

/** Every date-time of a file by the text of its path, and what is wrong with the others. */
export interface Dates {
  readonly read: ReadonlyMap<string, ReadDate>;
  readonly complaints: readonly Complaint[];
}

/**
 * Reads the date-times of a file as it was parsed, whatever else is wrong with it. A migration's time zone goes
 * before the file's; days without a time (waivers) end in the file's zone, UTC without one.
 */
export function readDates(root: unknown, calendar: Calendar): Dates {
  const read = new Map<string, ReadDate>();
  const complaints: Complaint[] = [];
  const take = (path: Path, text: unknown, parse: (text: string) => ReadDate): ReadDate | undefined => {
    if (typeof text !== 'string' || text === '') return undefined;
    try {
      const date = parse(text);
      read.set(pathText(path), date);
      return date;
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      complaints.push({ path, part: 'value', message: [cause.message, cause.hint ?? ''].join(' ').trim() });
      return undefined;
    }
  };
  const complain = (path: Path, message: string): void => {
    complaints.push({ path, part: 'value', message });
  };
  if (!isMapping(root)) return { read, complaints };

  for (const [index, migration] of listOf(root.migrations).entries()) {
    if (!isMapping(migration)) continue;
    const path = ['migrations', index];
    const timezone = usable(migration.timezone ?? root.timezone);
    const parse = (text: string): ReadDate => dateTime(text, timezone, calendar);
    const cutover = take([...path, 'cutover'], migration.cutover, parse);
    for (const [number, freeze] of listOf(migration.freezes).entries()) {
      if (!isMapping(freeze)) continue;
      const from = take([...path, 'freezes', number, 'from'], freeze.from, parse);
      const to = take([...path, 'freezes', number, 'to'], freeze.to, parse);
      if (from !== undefined && to !== undefined && from.at >= to.at)
        complain(
          [...path, 'freezes', number, 'to'],
          'found an end that is not after `from`; allowed a later one',
        );
    }
    if (!isMapping(migration.nsMove)) continue;
    const until = take([...path, 'nsMove', 'until'], migration.nsMove.until, parse);
    if (cutover !== undefined && until !== undefined && until.at < cutover.at)
      complain([...path, 'nsMove', 'until'], 'found an end before the cutover; allowed one after it');
  }
  const timezone = usable(root.timezone) ?? 'UTC';
  for (const [index, waiver] of listOf(root.waivers).entries())
    if (isMapping(waiver))
      take(['waivers', index, 'until'], waiver.until, (text) => endOf(text, timezone, calendar));
  return { read, complaints };
}

/** In place of a zone that does not exist UTC will do for finding what else is wrong: the file is refused anyway. */
function usable(timezone: unknown): string | undefined {
  if (timezone === undefined) return undefined;
  const read = timezoneValue.safeParse(timezone);
  return read.success ? read.data : 'UTC';
}

function dateTime(text: string, timezone: string | undefined, calendar: Calendar): ReadDate {
  if (timezone === undefined && /^[0-9-]+[T ][0-9:.]+$/i.test(text.trim()))
    throw new Failure(
      'config',
      `found ${JSON.stringify(text)}, without an offset and without \`timezone:\`;`,
      {
        hint: `allowed ${DATE_TIME_ALLOWED}`,
      },
    );
  return calendar.parseDateTime(text, timezone);
}

/** A day ends where the next one begins; of anything more exact, the instant itself. */
function endOf(text: string, timezone: string, calendar: Calendar): ReadDate {
  const day = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text.trim());
  if (day === null) return dateTime(text, timezone, calendar);
  const [, year = '', month = '', date = ''] = day;
  const noon = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date), 12));
  if (!noon.toISOString().startsWith(`${year}-${month}-${date}`))
    throw new Failure(
      'config',
      `found "${day[0]}", which is no day of the calendar; allowed a date such as`,
      {
        hint: '2026-12-31',
      },
    );
  noon.setUTCDate(noon.getUTCDate() + 1);
  const next = calendar.parseDateTime(noon.toISOString().slice(0, 19), timezone);
  // Midnight may be missing or come twice; the calendar knows where a day begins.
  const [begun] = calendar.datedStages(DAY_BEGINS, { at: next.at, timezone });
  return { at: begun?.from ?? next.at, timezone };
}

const DAY_BEGINS: Policy = {
  stages: [
    { id: 'day', from: { kind: 'start-of-day' }, errorAbove: null, warningAbove: null, lowersTo: null },
  ],
  ns: { errorAbove: null, warningAbove: null },
  overrides: [],
  figures: { margin: 0, propagation: 0, floor: 0, slack: 0, settle: 0, grace: 0, assumedPastTtl: 0 },
  rules: {},
};

/** Instants as people read them. JSON has them exactly; here the minute is enough. */
import { inWords } from '../model/ttl.ts';

/** Turns the ISO text of an instant into `2026-12-11 16:55Z`, or the wall clock of a time zone without the `Z`. */
export type ClockText = (iso: string) => string;

/** Thousands of records share the instants of their stages, and asking the calendar of a zone costs 10 µs. */
const MOST_KNOWN = 1_000;

/** Throws RangeError for a time zone that the system does not know. */
export function clockTextIn(timezone: string | undefined): ClockText {
  if (timezone === undefined || timezone === 'UTC') return (iso) => `${minute(iso)}Z`;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const known = new Map<string, string>();
  return (iso) => {
    const said = known.get(iso);
    if (said !== undefined) return said;
    const parts = new Map(format.formatToParts(Date.parse(iso)).map(({ type, value }) => [type, value]));
    const text = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')} ${parts.get('hour')}:${parts.get('minute')}`;
    if (known.size < MOST_KNOWN) known.set(iso, text);
    return text;
  };
}

function minute(iso: string): string {
  return new Date(Date.parse(iso)).toISOString().slice(0, 16).replace('T', ' ');
}

/** `in 6 d 22 h`, `now`, `3 h ago`: from `at` (ms since the epoch) to an instant. */
export function countdown(iso: string, at: number): string {
  const seconds = Math.floor((Date.parse(iso) - at) / 1000);
  if (seconds === 0) return 'now';
  return seconds > 0 ? `in ${inWords(seconds)}` : `${inWords(-seconds)} ago`;
}

/** The instant at the next whole minute: `ready at` must never be shown earlier than it is. */
export function upToMinute(iso: string): string {
  return new Date(Math.ceil(Date.parse(iso) / 60_000) * 60_000).toISOString();
}

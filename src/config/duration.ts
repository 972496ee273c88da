import type { Seconds } from '../model/instant.ts';
import { BadValue } from './badValue.ts';

/** What a duration may look like, for messages. */
export const DURATION_ALLOWED: string =
  'a duration as ISO 8601 (P7D, PT1H30M) or in words (7 days, 1 hour 30 minutes)';

/** A length of time in which days are days of the calendar: 23 to 25 hours long where clocks change. */
export interface Span {
  readonly days: number;
  readonly seconds: Seconds;
}

/** 2³¹−1 s, 68 years: nothing in this program lasts longer. */
const MAX_SECONDS = 0x7fffffff;

const WORDS: readonly { readonly words: RegExp; readonly days: number; readonly seconds: number }[] = [
  { words: /^(?:w|weeks?)$/, days: 7, seconds: 0 },
  { words: /^(?:d|days?)$/, days: 1, seconds: 0 },
  { words: /^(?:h|hr|hrs|hours?)$/, days: 0, seconds: 3600 },
  { words: /^(?:m|min|mins|minutes?)$/, days: 0, seconds: 60 },
  { words: /^(?:s|secs?|seconds?)$/, days: 0, seconds: 1 },
];

/** Days and seconds from ISO 8601 or plain words. Throws BadValue. */
export function parseSpan(text: string): Span {
  const trimmed = text.trim();
  // Longer than any sensible duration: nothing to look at more closely.
  if (trimmed.length > 100) throw new BadValue('it is too long to be a duration');
  const span = /^p/i.test(trimmed) ? isoSpan(trimmed.toUpperCase()) : wordSpan(trimmed.toLowerCase());
  if (span.days * 86_400 + span.seconds > MAX_SECONDS) throw new BadValue('it is longer than 68 years');
  return span;
}

/** Seconds from ISO 8601 or plain words, a day being 86400 s. Throws BadValue. */
export function parseDuration(text: string): Seconds {
  const { days, seconds } = parseSpan(text);
  return days * 86_400 + seconds;
}

function isoSpan(text: string): Span {
  const match =
    /^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(?:T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$/.exec(
      text,
    );
  if (match === null) {
    if (/[0-9][.,][0-9]/.test(text)) throw new BadValue('it has a fraction; write a smaller unit instead');
    throw new BadValue('it cannot be read');
  }
  const [, , weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((part) => Number(part?.slice(0, -1) ?? 0));
  if (match[1] !== undefined || match[2] !== undefined) throw notOneLength();
  return {
    days: (weeks ?? 0) * 7 + (days ?? 0),
    seconds: (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0),
  };
}

function wordSpan(text: string): Span {
  if (/^[0-9]+$/.test(text)) throw new BadValue('it has no unit');
  if (/[0-9][.,][0-9]/.test(text)) throw new BadValue('it has a fraction; write a smaller unit instead');
  if (!/^[0-9]+ ?[a-z]+(?:(?:, ?| and |, and | ?)[0-9]+ ?[a-z]+)*$/.test(text.replace(/[ \t]+/g, ' ')))
    throw new BadValue('it cannot be read');
  let days = 0;
  let seconds = 0;
  let last = -1;
  for (const [, count = '', word = ''] of text.matchAll(/([0-9]+)\s*([a-z]+)/g)) {
    if (/^(?:y|yrs?|years?|mo|mos|months?)$/.test(word)) throw notOneLength();
    const unit = WORDS.findIndex(({ words }) => words.test(word));
    const size = WORDS[unit];
    if (size === undefined) throw new BadValue(`"${word}" is no unit of time`);
    if (unit <= last) throw new BadValue('its units do not go from the largest to the smallest');
    last = unit;
    days += Number(count) * size.days;
    seconds += Number(count) * size.seconds;
  }
  return { days, seconds };
}

function notOneLength(): BadValue {
  return new BadValue('months and years have no one length; write days');
}

/** The single values that a file is made of: each takes what people write and gives what the program uses. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { toAsciiName } from '../../dns/idn.ts';
import type { Seconds } from '../../model/instant.ts';
import type { Name } from '../../model/name.ts';
import { isDataType, RECORD_TYPES, type RecordType, typeCode, typeName } from '../../model/recordType.ts';
import type { Ttl } from '../../model/ttl.ts';
import type { StageStart } from '../../policy/policy.ts';
import { BadValue } from '../badValue.ts';
import { DURATION_ALLOWED, parseDuration } from '../duration.ts';
import { didYouMean } from '../nearMiss.ts';
import { parseStageStart, STAGE_START_ALLOWED } from '../stageStart.ts';
import { parseTtl, TTL_ALLOWED } from '../ttlText.ts';
import { parsed } from './parsed.ts';

/** A text, with what is allowed where something else is found. */
export function text(allowed: string): z.ZodType<string, string> {
  return z.string({ error: allowed }).min(1, { error: allowed });
}

export const ttlValue: z.ZodType<Ttl, string | number> = parsed(
  z.union(
    [z.int().min(0).max(0x7fffffff), z.string().meta({ pattern: '^([0-9]+|([0-9]+[wdhmsWDHMS])+)$' })],
    { error: TTL_ALLOWED },
  ),
  TTL_ALLOWED,
  parseTtl,
);

const LIMIT_ALLOWED = `${TTL_ALLOWED}, or null for none`;

export const limitValue: z.ZodType<Ttl | null, string | number | null> = parsed(
  z.union(
    [
      z.int().min(0).max(0x7fffffff),
      z.string().meta({ pattern: '^([0-9]+|([0-9]+[wdhmsWDHMS])+)$' }),
      z.null(),
    ],
    { error: LIMIT_ALLOWED },
  ),
  LIMIT_ALLOWED,
  (value) => (value === null ? null : parseTtl(value)),
);

export const durationValue: z.ZodType<Seconds, string> = parsed(
  text(DURATION_ALLOWED),
  DURATION_ALLOWED,
  parseDuration,
);

export const stageStartValue: z.ZodType<StageStart, string> = parsed(
  text(STAGE_START_ALLOWED),
  STAGE_START_ALLOWED,
  parseStageStart,
);

const NAME_ALLOWED = 'a domain name such as www.example.com';

export const nameValue: z.ZodType<Name, string> = parsed(text(NAME_ALLOWED), NAME_ALLOWED, toAsciiName);

const GLOB_ALLOWED = 'a domain name in which * stands for any characters, such as *.example.com';

/** In canonical form; `*` is the only character with a meaning. */
export const globValue: z.ZodType<string, string> = parsed(text(GLOB_ALLOWED), GLOB_ALLOWED, toAsciiName);

const TYPE_ALLOWED = 'a record type such as A, AAAA, CNAME, NS or TYPE65280';

const recordType: z.ZodType<RecordType, string> = parsed(text(TYPE_ALLOWED), TYPE_ALLOWED, (value) => {
  const code = typeCode(value.trim());
  if (code === undefined)
    throw new BadValue(`it is no record type${didYouMean(value, Object.keys(RECORD_TYPES))}`);
  if (!isDataType(code)) throw new BadValue('it is a type of questions and not of records');
  return typeName(code);
});

export const typesValue: z.ZodType<readonly RecordType[], string[]> = parsed(
  z.array(recordType, { error: 'a list of record types such as [A, AAAA]' }).min(1),
  TYPE_ALLOWED,
  (types) => [...new Set(types)],
);

const TIMEZONE_ALLOWED = 'an IANA time zone such as Europe/Berlin or UTC';

/** Gives the zone as written: its spelling is for people, Intl takes any case. */
export const timezoneValue: z.ZodType<string, string> = parsed(
  text(TIMEZONE_ALLOWED),
  TIMEZONE_ALLOWED,
  (value) => {
    if (!isTimezone(value))
      throw new BadValue(`it is no time zone${didYouMean(value, Intl.supportedValuesOf('timeZone'))}`);
    return value;
  },
);

function isTimezone(value: string): boolean {
  // Offsets such as +02:00 know nothing of daylight saving time, and not every reader takes them.
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** Date-times are converted later, when the time zone that holds for them is known. */
export const DATE_TIME_ALLOWED: string =
  'a date-time with an offset (2026-12-11T18:00:00+01:00), or without one in the time zone that `timezone:` names';

export const dateTimeText: z.ZodType<string, string> = text(DATE_TIME_ALLOWED);

const ADDRESS_ALLOWED = 'an IP address such as 192.0.2.1 or 2001:db8::1';

export const addressValue: z.ZodType<string, string> = parsed(
  text(ADDRESS_ALLOWED),
  ADDRESS_ALLOWED,
  (value) => {
    if (isIP(value) === 0) throw new BadValue('it is no IP address');
    return value;
  },
);

const ADDRESS_AND_PORT_ALLOWED =
  'an IP address, with a port if it is not 53: 192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:5353';

export const addressAndPort: z.ZodType<{ address: string; port: number }, string> = parsed(
  text(ADDRESS_AND_PORT_ALLOWED),
  ADDRESS_AND_PORT_ALLOWED,
  (value) => {
    if (isIP(value) !== 0) return { address: value, port: 53 };
    const match = /^(?:\[([^\]]+)\]|([0-9.]+))(?::([0-9]{1,5}))?$/.exec(value);
    const address = match?.[1] ?? match?.[2] ?? '';
    const port = Number(match?.[3] ?? 53);
    if (isIP(address) === 0) throw new BadValue('it is no IP address');
    if (port < 1 || port > 65535) throw new BadValue(`${port} is no port`);
    return { address, port };
  },
);

const URL_ALLOWED = 'a URL that begins with https://';

export const httpsUrl: z.ZodType<string, string> = parsed(text(URL_ALLOWED), URL_ALLOWED, (value) => {
  if (!/^https:\/\//i.test(value) || !URL.canParse(value)) throw new BadValue('it is no such URL');
  return value;
});

const CRON_ALLOWED = 'a cron expression such as "0 9 * * 1" (minute, hour, day, month, weekday)';

/** The least and the greatest number of each field, from the right: weekday, month, day, hour, minute, second. */
const CRON_LIMITS = [
  [0, 7],
  [1, 12],
  [1, 31],
  [0, 23],
  [0, 59],
  [0, 59],
] as const;

/** Its form, and that numbers lie within their field; names of months and days are node-cron's to say. */
export const cronValue: z.ZodType<string, string> = parsed(text(CRON_ALLOWED), CRON_ALLOWED, (value) => {
  const fields = value.trim().split(/\s+/);
  if (fields.length < 5 || fields.length > 6) throw new BadValue(`it has ${fields.length} fields`);
  for (const field of fields)
    if (!/^[0-9A-Za-z*,/#-]+$/.test(field)) throw new BadValue(`the field "${field}" cannot be read`);
  for (const [i, [least, most]] of CRON_LIMITS.entries()) {
    const field = fields.at(-1 - i) ?? '*';
    // What follows a slash is a step, and no number of the field.
    const numbers = field.split(',').flatMap((part) => part.replace(/[/#].*$/, '').split('-'));
    const bad = numbers.find((number) => /^[0-9]+$/.test(number) && (+number < least || +number > most));
    if (bad !== undefined) throw new BadValue(`${bad} in "${field}" is not from ${least} to ${most}`);
  }
  return fields.join(' ');
});

const LOCAL_TIME_ALLOWED = 'a time of the day such as "22:00"';

export const localTimeValue: z.ZodType<string, string> = parsed(
  text(LOCAL_TIME_ALLOWED),
  LOCAL_TIME_ALLOWED,
  (value) => {
    if (!/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(value)) throw new BadValue('it is no such time');
    return value;
  },
);

const VARIABLE_ALLOWED = 'the name of an environment variable';

export const environmentVariable: z.ZodType<string, string> = parsed(
  text(VARIABLE_ALLOWED),
  VARIABLE_ALLOWED,
  (value) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) throw new BadValue('it is no such name');
    return value;
  },
);

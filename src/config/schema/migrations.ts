import { z } from 'zod';
import type { Seconds } from '../../model/instant.ts';
import type { Name } from '../../model/name.ts';
import type { RecordType } from '../../model/recordType.ts';
import type { Ttl } from '../../model/ttl.ts';
import { type PolicyChanges, policySchema } from './policy.ts';
import {
  dateTimeText,
  durationValue,
  globValue,
  nameValue,
  text,
  timezoneValue,
  ttlValue,
  typesValue,
} from './values.ts';

/** A name as the file has it: with or without more about it. */
export interface NameInput {
  readonly name: Name;
  readonly types?: readonly RecordType[];
  readonly create?: boolean;
}

export interface ZoneInput {
  readonly zone: Name;
  readonly types?: readonly RecordType[];
  readonly names?: readonly string[];
}

/** A migration as the file has it; date-times are still text. */
export interface MigrationInput {
  readonly name: string;
  readonly cutover: string;
  readonly timezone?: string;
  readonly provider?: string;
  readonly records: readonly (NameInput | ZoneInput)[];
  readonly restoreAfter?: Seconds;
  readonly restoreTtl?: Ttl;
  readonly freezes?: readonly { readonly from: string; readonly to: string; readonly reason?: string }[];
  readonly policy?: PolicyChanges;
  readonly acknowledge?: readonly string[];
  readonly nsMove?: { readonly oldServers: 'new-data' | 'old-data'; readonly until?: string };
  readonly notes?: string;
}

const types = typesValue.meta({ description: 'A, AAAA, CNAME and NS unless given.' }).exactOptional();

const bareName = nameValue.transform((name): NameInput => ({ name }));

const namedRecord = z.strictObject({
  name: nameValue,
  types,
  create: z.boolean().meta({ description: 'The name does not exist yet.' }).exactOptional(),
});

const zoneRecords = z.strictObject({
  zone: nameValue.meta({ description: 'Everything in the zone that the provider lists.' }),
  types,
  names: z
    .array(globValue)
    .min(1)
    .meta({ description: 'Only owner names that match one of these.' })
    .exactOptional(),
});

const MIGRATION_NAME_ALLOWED = 'a name of up to 64 letters, digits, dots, hyphens and underscores';

export const nameSchema: z.ZodType<NameInput, unknown> = z.union([bareName, namedRecord], {
  error: 'a domain name, or a mapping with the keys name, types, create',
});

export const migrationSchema: z.ZodType<MigrationInput, unknown> = z.strictObject({
  name: z
    .string({ error: MIGRATION_NAME_ALLOWED })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: MIGRATION_NAME_ALLOWED })
    .meta({ description: 'What `ttl-check preflight` and others take; unique in this file.' }),
  cutover: dateTimeText.meta({
    description: 'When the data change: a date-time, with an offset or in the time zone.',
  }),
  timezone: timezoneValue.meta({ description: 'In which its days are counted.' }).exactOptional(),
  provider: text('a key of providers').meta({ description: 'A key of `providers`.' }).exactOptional(),
  records: z
    .array(
      z.union([bareName, namedRecord, zoneRecords], {
        error: 'a domain name, a mapping with name and types, or a mapping with zone, types and names',
      }),
      { error: 'a list of names and zones' },
    )
    .min(1)
    .meta({ description: 'The records that move.' }),
  restoreAfter: durationValue
    .meta({ description: 'How long after the cutover the former TTLs come back.' })
    .exactOptional(),
  restoreTtl: ttlValue.meta({ description: 'The former TTL, where no journal knows it.' }).exactOptional(),
  freezes: z
    .array(z.strictObject({ from: dateTimeText, to: dateTimeText, reason: text('a reason').exactOptional() }))
    .meta({ description: 'When nothing may be written.' })
    .exactOptional(),
  policy: policySchema.exactOptional(),
  acknowledge: z
    .array(text('a rule id such as ds-present'))
    .meta({ description: 'Rules whose finding was read and accepted.' })
    .exactOptional(),
  nsMove: z
    .strictObject({
      oldServers: z.enum(['new-data', 'old-data']),
      until: dateTimeText.meta({ description: 'When the old servers stop answering.' }).exactOptional(),
    })
    .meta({ description: 'How the old name servers behave when the NS set moves.' })
    .exactOptional(),
  notes: text('a text').exactOptional(),
});

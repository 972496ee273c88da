import { z } from 'zod';
import type { Seconds } from '../../model/instant.ts';
import type { RecordType } from '../../model/recordType.ts';
import { type MigrationInput, migrationSchema, type NameInput, nameSchema } from './migrations.ts';
import { type PolicyChanges, policySchema } from './policy.ts';
import { type ProviderInput, providerSchema } from './providers.ts';
import { type NotificationInput, notificationSchema, type ReportInput, reportSchema } from './reports.ts';
import { type ResolverChange, resolversSchema } from './resolvers.ts';
import {
  cronValue,
  dateTimeText,
  durationValue,
  globValue,
  text,
  timezoneValue,
  typesValue,
} from './values.ts';

export interface WaiverInput {
  readonly name: string;
  readonly types?: readonly RecordType[];
  readonly rules?: readonly string[];
  readonly reason: string;
  readonly until: string;
}

/** A configuration file as written, each value by itself checked and converted. */
export interface ConfigInput {
  readonly timezone?: string;
  readonly policy?: PolicyChanges;
  readonly resolvers?: { readonly [name: string]: ResolverChange };
  readonly names?: readonly NameInput[];
  readonly migrations?: readonly MigrationInput[];
  readonly providers?: { readonly [name: string]: ProviderInput };
  readonly waivers?: readonly WaiverInput[];
  readonly journal?: { readonly path?: string; readonly retention?: Seconds };
  readonly schedule?: { readonly cron?: string; readonly timezone?: string; readonly lookEvery?: Seconds };
  readonly guards?: {
    readonly maxRelowerings?: number;
    readonly shareOfZone?: number;
    readonly smallZone?: number;
  };
  readonly reports?: readonly ReportInput[];
  readonly notifications?: readonly NotificationInput[];
}

const waiver = z.strictObject({
  name: globValue.meta({ description: 'Which owner names; * is any run of characters.' }),
  types: typesValue.exactOptional(),
  rules: z.array(text('a rule id')).min(1).meta({ description: 'All rules unless given.' }).exactOptional(),
  reason: text('a reason in words'),
  until: dateTimeText.meta({
    description: 'The last day on which it holds (in the time zone above), or the instant at which it ends.',
  }),
});

export const configSchema: z.ZodType<ConfigInput, unknown> = z
  .strictObject({
    timezone: timezoneValue
      .meta({ description: 'For date-times without an offset; UTC unless given.' })
      .exactOptional(),
    policy: policySchema.exactOptional(),
    resolvers: resolversSchema.exactOptional(),
    names: z.array(nameSchema).meta({ description: 'Checked when no name is given.' }).exactOptional(),
    migrations: z.array(migrationSchema).exactOptional(),
    providers: z
      .record(
        z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'a name of letters, digits, . - _' }),
        providerSchema,
      )
      .meta({ description: 'Where records are changed, by a name of your own.' })
      .exactOptional(),
    waivers: z.array(waiver).meta({ description: 'Records that are excused.' }).exactOptional(),
    journal: z
      .strictObject({
        path: text('a path').meta({ description: 'Relative to this file.' }).exactOptional(),
        retention: durationValue.meta({ description: 'How long observations are kept.' }).exactOptional(),
      })
      .exactOptional(),
    schedule: z
      .strictObject({
        cron: cronValue.meta({ description: 'When the daemon looks.' }).exactOptional(),
        timezone: timezoneValue.exactOptional(),
        lookEvery: durationValue
          .meta({ description: 'How long a migration rests at most while nothing is due for it.' })
          .exactOptional(),
      })
      .exactOptional(),
    guards: z
      .strictObject({
        maxRelowerings: z.int().min(0).max(1000).exactOptional(),
        shareOfZone: z.number().min(0).max(1).exactOptional(),
        smallZone: z.int().min(0).max(1_000_000).exactOptional(),
      })
      .exactOptional(),
    reports: z.array(reportSchema).meta({ description: 'Digests that are sent regularly.' }).exactOptional(),
    notifications: z
      .array(notificationSchema)
      .meta({ description: 'Who is told at once what the scheduler does and meets.' })
      .exactOptional(),
  })
  .meta({ title: 'ttl-check configuration' });

import { z } from 'zod';
import type { Figures, Limits, Override, RuleSetting, Stage } from '../../policy/policy.ts';
import { durationValue, globValue, limitValue, stageStartValue, typesValue } from './values.ts';

/** What a policy file, or `policy:`, changes in the policy below it. */
export interface PolicyChanges {
  readonly stages?: { readonly [id: string]: StageChange };
  readonly ns?: Partial<Limits>;
  readonly overrides?: readonly Override[];
  readonly figures?: Partial<Figures>;
  readonly rules?: { readonly [id: string]: RuleSetting };
}

export type StageChange = Partial<Omit<Stage, 'id'>>;

const ID_ALLOWED = 'lower-case letters, digits and hyphens, such as three-days';
const id = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, { error: ID_ALLOWED });

const errorAbove = limitValue.meta({ description: 'A TTL above this is an error; null: no limit.' });
const warningAbove = limitValue.meta({ description: 'A TTL above this is a warning; null: no limit.' });
const lowersTo = limitValue.meta({
  description: 'The TTL that the scheduler lowers to when the stage begins; null: it does not lower.',
});

const stage = z.strictObject({
  from: stageStartValue
    .meta({ description: 'When the stage begins: "14 days before", "start of day", "3 days after".' })
    .exactOptional(),
  errorAbove: errorAbove.exactOptional(),
  warningAbove: warningAbove.exactOptional(),
  lowersTo: lowersTo.exactOptional(),
});

const override = z.strictObject({
  match: z
    .strictObject({
      types: typesValue.exactOptional(),
      zones: z.array(globValue).min(1).exactOptional(),
      names: z.array(globValue).min(1).exactOptional(),
    })
    .refine((match) => Object.keys(match).length > 0, {
      error: 'it matches nothing; name at least one of types, zones and names',
    })
    .meta({ description: 'All that are given must match: types, zones, globs over owner names.' }),
  stages: z.record(
    id,
    z.strictObject({
      errorAbove: errorAbove.exactOptional(),
      warningAbove: warningAbove.exactOptional(),
      lowersTo: lowersTo.exactOptional(),
    }),
  ),
});

const figure = durationValue.exactOptional();

const severity = z.enum(['error', 'warning', 'note', 'off'], { error: 'one of error, warning, note, off' });

const rule = z.union([severity, z.strictObject({ severity: severity.exactOptional() })], {
  error: 'one of error, warning, note, off',
});

export const policySchema: z.ZodType<PolicyChanges, unknown> = z
  .strictObject({
    stages: z.record(id, stage).meta({ description: 'Stages by id; others are as below.' }).exactOptional(),
    ns: z
      .strictObject({ errorAbove: errorAbove.exactOptional(), warningAbove: warningAbove.exactOptional() })
      .meta({ description: 'Limits of the NS set at the apex of a zone, at every stage.' })
      .exactOptional(),
    overrides: z
      .array(override)
      .meta({ description: 'Limits that differ for some records; the first that matches wins.' })
      .exactOptional(),
    figures: z
      .strictObject({
        margin: figure,
        propagation: figure,
        floor: figure,
        slack: figure,
        settle: figure,
        grace: figure,
        assumedPastTtl: figure,
      })
      .meta({ description: 'The figures of the arithmetic, as durations.' })
      .exactOptional(),
    rules: z
      .record(id, rule)
      .meta({ description: 'Severity by rule id, or off.' })
      .transform((rules): { [id: string]: RuleSetting } =>
        Object.fromEntries(
          Object.entries(rules).map(([key, value]) => [
            key,
            typeof value === 'string' ? { severity: value } : value,
          ]),
        ),
      )
      .exactOptional(),
  })
  .meta({ id: 'policy', description: 'What a TTL must be, and when.' });

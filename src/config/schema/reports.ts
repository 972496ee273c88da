import { z } from 'zod';
import { cronValue, environmentVariable, text, timezoneValue } from './values.ts';

/** A report as the file has it, paths not yet resolved. */
export interface ReportInput {
  readonly name: string;
  readonly cron: string;
  readonly timezone?: string;
  readonly format?: string;
  readonly to:
    | { readonly type: 'file'; readonly path: string }
    | { readonly type: 'slack'; readonly urlEnv?: string; readonly urlFile?: string }
    | {
        readonly type: 'webhook';
        readonly urlEnv?: string;
        readonly urlFile?: string;
        readonly secretEnv?: string;
      };
}

const url = {
  urlEnv: environmentVariable.meta({ description: 'The variable that holds the URL.' }).exactOptional(),
  urlFile: text('the path of a file').meta({ description: 'The file that holds the URL.' }).exactOptional(),
};

function hasOneUrl(to: { urlEnv?: string; urlFile?: string }): boolean {
  return (to.urlEnv === undefined) !== (to.urlFile === undefined);
}

const ONE_URL = 'it needs exactly one of urlEnv and urlFile (a URL that lets everyone post is a secret)';

export const reportSchema: z.ZodType<ReportInput, unknown> = z.strictObject({
  name: text('a name'),
  cron: cronValue.default('0 9 * * 1').meta({ description: 'Monday 09:00 unless given.' }),
  timezone: timezoneValue.exactOptional(),
  format: z.enum(['table', 'markdown', 'html', 'slack', 'json']).exactOptional(),
  to: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('file'), path: text('a path') }),
    z.strictObject({ type: z.literal('slack'), ...url }).refine(hasOneUrl, { error: ONE_URL }),
    z
      .strictObject({
        type: z.literal('webhook'),
        ...url,
        secretEnv: environmentVariable
          .meta({ description: 'The variable that holds the key of the HMAC signature.' })
          .exactOptional(),
      })
      .refine(hasOneUrl, { error: ONE_URL }),
  ]),
});

import { z } from 'zod';
import { NOTIFIED_KINDS, type NotifiedKind, type QuietHours } from '../config.ts';
import { cronValue, environmentVariable, httpsUrl, localTimeValue, text, timezoneValue } from './values.ts';

export interface SlackInput {
  readonly type: 'slack';
  readonly urlEnv?: string;
  readonly urlFile?: string;
}

export interface SlackBotInput {
  readonly type: 'slack-bot';
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
  readonly channel: string;
}

export interface WebhookInput {
  readonly type: 'webhook';
  readonly urlEnv?: string;
  readonly urlFile?: string;
  readonly secretEnv?: string;
  readonly secretFile?: string;
}

export type ChannelInput = SlackInput | SlackBotInput | WebhookInput;

/** A report as the file has it, paths not yet resolved. */
export interface ReportInput {
  readonly name: string;
  readonly cron: string;
  readonly timezone?: string;
  readonly format?: string;
  readonly runs?: string;
  readonly to: { readonly type: 'file'; readonly path: string } | ChannelInput;
}

/** What is told at once, as the file has it. */
export interface NotificationInput {
  readonly name: string;
  readonly events?: readonly NotifiedKind[];
  readonly timezone?: string;
  readonly quietHours?: QuietHours;
  readonly runs?: string;
  readonly to: ChannelInput;
}

const file = text('the path of a file');

const url = {
  urlEnv: environmentVariable.meta({ description: 'The variable that holds the URL.' }).exactOptional(),
  urlFile: file.meta({ description: 'The file that holds the URL.' }).exactOptional(),
};

function hasOneUrl(to: { urlEnv?: string; urlFile?: string }): boolean {
  return (to.urlEnv === undefined) !== (to.urlFile === undefined);
}

function hasOneToken(to: { tokenEnv?: string; tokenFile?: string }): boolean {
  return (to.tokenEnv === undefined) !== (to.tokenFile === undefined);
}

function hasOneKeyAtMost(to: { secretEnv?: string; secretFile?: string }): boolean {
  return to.secretEnv === undefined || to.secretFile === undefined;
}

const ONE_URL = 'it needs exactly one of urlEnv and urlFile (a URL that lets everyone post is a secret)';
const ONE_TOKEN = 'it needs exactly one of tokenEnv and tokenFile';
const ONE_KEY = 'it needs only one of secretEnv and secretFile';

const slack = z.strictObject({ type: z.literal('slack'), ...url }).refine(hasOneUrl, { error: ONE_URL });

const slackBot = z
  .strictObject({
    type: z.literal('slack-bot'),
    tokenEnv: environmentVariable
      .meta({ description: "The variable that holds the bot's token." })
      .exactOptional(),
    tokenFile: file.meta({ description: "The file that holds the bot's token." }).exactOptional(),
    channel: text('the id of a channel, such as C0123456789').meta({
      description: 'Its id (C…), as the channel shows it at the end of its details.',
    }),
  })
  .refine(hasOneToken, { error: ONE_TOKEN });

const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    ...url,
    secretEnv: environmentVariable
      .meta({ description: 'The variable that holds the key of the HMAC signature.' })
      .exactOptional(),
    secretFile: file
      .meta({ description: 'The file that holds the key of the HMAC signature.' })
      .exactOptional(),
  })
  .refine(hasOneUrl, { error: ONE_URL })
  .refine(hasOneKeyAtMost, { error: ONE_KEY });

const runs = httpsUrl.meta({
  description: 'Where the runs can be looked at; messages get a button that opens it.',
});

export const reportSchema: z.ZodType<ReportInput, unknown> = z.strictObject({
  name: text('a name'),
  cron: cronValue.default('0 9 * * 1').meta({ description: 'Monday 09:00 unless given.' }),
  timezone: timezoneValue.exactOptional(),
  format: z
    .enum(['table', 'markdown', 'html', 'slack', 'json'])
    .meta({ description: 'Of a file; markdown unless given. Channels have formats of their own.' })
    .exactOptional(),
  runs: runs.exactOptional(),
  to: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('file'), path: text('a path') }),
    slack,
    slackBot,
    webhook,
  ]),
});

export const notificationSchema: z.ZodType<NotificationInput, unknown> = z.strictObject({
  name: text('a name'),
  events: z
    .array(z.enum(NOTIFIED_KINDS))
    .min(1)
    .meta({ description: 'What is told at once; all of these unless given.' })
    .exactOptional(),
  timezone: timezoneValue.exactOptional(),
  quietHours: z
    .strictObject({ from: localTimeValue, to: localTimeValue })
    .meta({ description: 'Nothing is said between these local times; it is said afterwards.' })
    .exactOptional(),
  runs: runs.exactOptional(),
  to: z.discriminatedUnion('type', [slack, slackBot, webhook]),
});

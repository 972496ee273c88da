import {
  NOTIFIED_KINDS,
  type NotificationSettings,
  type ReportDestination,
  type ReportSettings,
  type SecretSource,
} from './config.ts';
import type { ChannelInput, NotificationInput, ReportInput } from './schema/reports.ts';

/** Makes a path of the file absolute. */
type InFolder = (path: string) => string;

/** A report as the program uses it. */
export function reportOf(input: ReportInput, timezone: string, inFolder: InFolder): ReportSettings {
  const { name, cron, format, runs, to } = input;
  return {
    ...{ name, cron, timezone: input.timezone ?? timezone },
    ...(format === undefined ? {} : { format }),
    ...(runs === undefined ? {} : { runs }),
    to: to.type === 'file' ? { type: 'file', path: inFolder(to.path) } : channelOf(to, inFolder),
  };
}

/** A notification as the program uses it. */
export function notificationOf(
  input: NotificationInput,
  timezone: string,
  inFolder: InFolder,
): NotificationSettings {
  const { name, events, quietHours, runs, to } = input;
  return {
    ...{ name, events: events ?? NOTIFIED_KINDS, timezone: input.timezone ?? timezone },
    ...(quietHours === undefined ? {} : { quietHours }),
    ...(runs === undefined ? {} : { runs }),
    to: channelOf(to, inFolder),
  };
}

function channelOf(
  to: ChannelInput,
  inFolder: InFolder,
): Exclude<ReportDestination, { readonly type: 'file' }> {
  switch (to.type) {
    case 'slack':
      return { type: 'slack', url: secret(to.urlEnv, to.urlFile, inFolder) };
    case 'slack-bot':
      return { type: 'slack-bot', token: secret(to.tokenEnv, to.tokenFile, inFolder), channel: to.channel };
    case 'webhook': {
      const isSigned = to.secretEnv !== undefined || to.secretFile !== undefined;
      return {
        type: 'webhook',
        url: secret(to.urlEnv, to.urlFile, inFolder),
        ...(isSigned ? { secret: secret(to.secretEnv, to.secretFile, inFolder) } : {}),
      };
    }
  }
}

function secret(variable: string | undefined, path: string | undefined, inFolder: InFolder): SecretSource {
  return path === undefined
    ? { kind: 'environment', variable: variable ?? '' }
    : { kind: 'file', path: inFolder(path) };
}

import type { ReportDestination, SecretSource } from '../config/config.ts';
import type { Clock } from '../model/clock.ts';
import type { Journal } from '../model/journal.ts';
import type { Channel } from '../report/channels/channel.ts';
import type { Fetch } from '../report/channels/request.ts';
import { secretOf, secretToken, secretUrl } from './secretOf.ts';
import type { Shell } from './shell.ts';
import { VERSION } from './version.ts';

/** Where messages, and not files, go. */
export type ChannelDestination = Exclude<ReportDestination, { readonly type: 'file' }>;

export interface OpenChannelOptions {
  readonly shell: Shell;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The machine's own unless given. */
  readonly fetch: Fetch | undefined;
  readonly signal: AbortSignal;
}

/** Opens a channel; only now its secret is read and its library loaded. Rejects with Failure (config). */
export async function openChannel(to: ChannelDestination, options: OpenChannelOptions): Promise<Channel> {
  const { shell, clock, journal, signal, fetch = globalThis.fetch } = options;
  switch (to.type) {
    case 'slack': {
      const { slackWebhookChannel } = await import('../report/channels/slackWebhook.ts');
      return slackWebhookChannel({ url: await secretUrl(to.url, shell), fetch, clock, signal });
    }
    case 'slack-bot': {
      const { slackBotChannel } = await import('../report/channels/slackBot.ts');
      const token = await secretToken(to.token, shell);
      return slackBotChannel({ token, channel: to.channel, journal, fetch, clock, signal });
    }
    case 'webhook': {
      const { webhookChannel } = await import('../report/channels/webhook.ts');
      const url = await secretUrl(to.url, shell);
      const key =
        to.secret === undefined ? {} : { key: await secretOf(to.secret, 'the key of the signature', shell) };
      return webhookChannel({ ...{ url, fetch, clock, signal, version: VERSION }, ...key });
    }
  }
}

/** Which destination it is, for the journal: nothing of a secret. */
export function destinationKey(to: ReportDestination): string {
  switch (to.type) {
    case 'file':
      return `file:${to.path}`;
    case 'slack-bot':
      return `slack-bot:${to.channel}`;
    default:
      return `${to.type}:${sourceKey(to.url)}`;
  }
}

function sourceKey(source: SecretSource): string {
  return source.kind === 'environment' ? source.variable : source.path;
}

import { IncomingWebhook, IncomingWebhookHTTPError } from '@slack/webhook';
import type { Clock } from '../../model/clock.ts';
import type { SlackMessage } from '../slack/slackMessage.ts';
import type { Channel } from './channel.ts';
import { type Answered, type Fetch, NoAnswer, request, retryAfterMs } from './request.ts';
import { slackSentence } from './slackErrors.ts';
import { type Try, tries } from './tries.ts';

export interface SlackWebhookOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** A channel of Slack by an incoming webhook. It can post and nothing else, so there are no threads. */
export function slackWebhookChannel(options: SlackWebhookOptions): Channel {
  return {
    async send({ slack }) {
      const tried = await tries(() => post(slack, options), options.clock, options.signal);
      return tried.kind === 'answered' ? { kind: 'sent' } : tried;
    },
    refresh: async () => {},
  };
}

async function post(
  { text, blocks }: SlackMessage,
  { url, fetch, clock }: SlackWebhookOptions,
): Promise<Try<null>> {
  let answer: Answered | undefined;
  let silence: NoAnswer | undefined;
  // The library tries once and tells no headers, so they are kept here; our own clock does the waiting.
  const webhook = new IncomingWebhook(url, {
    fetch: async (to, init) => {
      try {
        answer = await request(fetch, clock, to, init as RequestInit);
      } catch (error) {
        if (error instanceof NoAnswer) silence = error;
        throw error;
      }
      const { status, headers } = answer;
      return new Response(answer.text, { status, headers });
    },
  });
  try {
    await webhook.send({ text, blocks: [...blocks], unfurl_links: false, unfurl_media: false });
    return { kind: 'answered', value: null };
  } catch (error) {
    if (silence !== undefined)
      return { kind: silence.reach === 'unknown' ? 'silent' : 'busy', because: silence.message };
    if (!(error instanceof IncomingWebhookHTTPError) || answer === undefined) throw error;
    const because = slackSentence(answer.text.trim(), answer.status);
    if (answer.status !== 429 && answer.status < 500) return { kind: 'refused', because };
    const afterMs = retryAfterMs(answer.headers, clock.now());
    return { kind: 'busy', because, ...(afterMs === undefined ? {} : { afterMs }) };
  }
}

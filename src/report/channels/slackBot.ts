import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import type { Clock } from '../../model/clock.ts';
import type { Journal } from '../../model/journal.ts';
import type { SlackMessage } from '../slack/slackMessage.ts';
import type { Channel, ThreadHead } from './channel.ts';
import { type Fetch, NoAnswer, request } from './request.ts';
import { isPassing, slackSentence } from './slackErrors.ts';
import { type Tried, type Try, tries } from './tries.ts';

export interface SlackBotOptions {
  readonly token: string;
  /** Its id, `C…`: names can change. */
  readonly channel: string;
  /** Where the threads are remembered. */
  readonly journal: Journal;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * A channel of Slack by a bot's token (`chat:write`). What is about one migration goes into its thread, whose head is
 * made by the first such message and brought up to date in place from then on.
 */
export function slackBotChannel(options: SlackBotOptions): Channel {
  const client = new WebClient(options.token, {
    // By our own means, so that the time-out is by our clock.
    fetch: async (url, init) => {
      const { status, headers, text } = await request(options.fetch, options.clock, url, init as RequestInit);
      return new Response(text, { status, headers });
    },
    // Our own clock does the waiting, within bounds of our own.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });

  async function send(message: Parameters<Channel['send']>[0]): ReturnType<Channel['send']> {
    if (message.about === undefined) return outcome(await posted(message.slack));
    const thread = await threadOf(message.about);
    if (thread.kind !== 'answered') return thread;
    return outcome(await posted(message.slack, thread.value));
  }

  /** The head of the migration's thread, brought up to date, or made. */
  async function threadOf(about: ThreadHead): Promise<Tried<string>> {
    const known = await options.journal.recall(threadKey(options.channel, about.migration));
    if (typeof known === 'string') {
      const updated = await update(known, about.head);
      if (updated.kind === 'answered' || updated.because !== GONE) return { kind: 'answered', value: known };
    }
    const made = await posted(about.head);
    if (made.kind === 'answered') await keepThread(about.migration, made.value);
    return made;
  }

  async function keepThread(migration: string, ts: string): Promise<void> {
    await options.journal.remember(threadKey(options.channel, migration), ts, options.clock.now());
  }

  async function posted({ text, blocks }: SlackMessage, thread?: string): Promise<Tried<string>> {
    return await call(async () => {
      const { ts } = await client.chat.postMessage({
        ...{ channel: options.channel, text, blocks: [...blocks] },
        ...{ unfurl_links: false, unfurl_media: false },
        ...(thread === undefined ? {} : { thread_ts: thread }),
      });
      return ts ?? '';
    });
  }

  async function update(ts: string, { text, blocks }: SlackMessage): Promise<Tried<string>> {
    return await call(async () => {
      await client.chat.update({ channel: options.channel, ts, text, blocks: [...blocks] });
      return ts;
    });
  }

  async function call(work: () => Promise<string>): Promise<Tried<string>> {
    return await tries(
      async (): Promise<Try<string>> => {
        try {
          return { kind: 'answered', value: await work() };
        } catch (error) {
          return failedTry(error);
        }
      },
      options.clock,
      options.signal,
    );
  }

  return {
    send,
    async refresh(heads) {
      for (const { migration, head } of heads) {
        const ts = await options.journal.recall(threadKey(options.channel, migration));
        if (typeof ts === 'string') await update(ts, head);
      }
    },
  };
}

/** Somebody deleted the head of the thread: a new one is made. */
const GONE = 'The message was deleted.';

function outcome(tried: Tried<string>): Awaited<ReturnType<Channel['send']>> {
  return tried.kind === 'answered' ? { kind: 'sent' } : tried;
}

function threadKey(channel: string, migration: string): string {
  return `slack-thread/${channel}/${migration}`;
}

function failedTry(error: unknown): Try<string> {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'busy', because: slackSentence('ratelimited', 429), afterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'message_not_found') return { kind: 'refused', because: GONE };
    return { kind: isPassing(code) ? 'busy' : 'refused', because: slackSentence(code) };
  }
  if (error instanceof WebAPIHTTPError) {
    const because = `Slack answered ${error.statusCode}.`;
    return { kind: error.statusCode === 429 || error.statusCode >= 500 ? 'busy' : 'refused', because };
  }
  const silence = noAnswerIn(error);
  if (silence === undefined) throw error;
  return { kind: silence.reach === 'unknown' ? 'silent' : 'busy', because: silence.message };
}

function noAnswerIn(error: unknown): NoAnswer | undefined {
  if (error instanceof NoAnswer) return error;
  if (!(error instanceof Error)) return undefined;
  const original = 'original' in error ? error.original : error.cause;
  return original === undefined ? undefined : noAnswerIn(original);
}

/** It would write to the console. */
const SILENT = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => 'error' as never,
};

function silent(): void {}

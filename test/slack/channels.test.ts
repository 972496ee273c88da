/** Channels by themselves, on a clock that is moved by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/sqlite.ts';
import type { Journal } from '../../src/model/journal.ts';
import type { Channel, Message } from '../../src/report/channels/channel.ts';
import { slackBotChannel } from '../../src/report/channels/slackBot.ts';
import { slackWebhookChannel } from '../../src/report/channels/slackWebhook.ts';
import { webhookChannel } from '../../src/report/channels/webhook.ts';
import { plainSection } from '../../src/report/slack/blocks.ts';
import type { SlackMessage } from '../../src/report/slack/slackMessage.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { passing } from '../observe/observing.ts';
import { CHANNEL, type SlackServer, slackServer, TOKEN } from './slackServer.ts';

const clock = manualClock('2026-12-07T08:00:00Z');

let slack: SlackServer;
let journal: Journal;

beforeEach(async () => {
  slack = await slackServer();
  journal = await openJournal(':memory:', { mode: 'write' });
});

afterEach(async () => {
  await journal.close();
  await slack[Symbol.asyncDispose]();
});

function saying(text: string): SlackMessage {
  return { text, blocks: [plainSection(text)] };
}

function message(text: string, migration?: string): Message {
  const about = migration === undefined ? {} : { about: { migration, head: saying(`head of ${migration}`) } };
  return { id: '0123', slack: saying(text), json: { kind: 'test' }, ...about };
}

function bot(): Channel {
  return slackBotChannel({ token: TOKEN, channel: CHANNEL, journal, fetch: slack.fetch, clock });
}

const KINDS: readonly (readonly [string, () => Channel])[] = [
  ['an incoming webhook', () => slackWebhookChannel({ url: slack.webhookUrl, fetch: slack.fetch, clock })],
  ['a bot', bot],
  [
    'a webhook',
    () => webhookChannel({ url: `${slack.origin}/hook`, version: '0', fetch: slack.fetch, clock }),
  ],
];

/** Lets time pass until it is settled, whenever there is nothing to wait for but the clock. */
function withTime<Result>(promise: Promise<Result>): Promise<Result> {
  return passing(clock, promise, () => slack.inFlight() > 0 && slack.hanging() === 0);
}

describe.each(KINDS)('%s', (_name, open) => {
  it('stops waiting for an answer after ten seconds, and tries again', async () => {
    slack.mishap('hang');
    expect(await withTime(open().send(message('hello')))).toEqual({ kind: 'sent' });
    expect(slack.received).toHaveLength(2);
  });

  it('says of a server that never answers that nobody knows', async () => {
    slack.mishap('hang', 'hang', 'hang', 'hang', 'hang');
    const sent = await withTime(open().send(message('hello')));
    expect(sent.kind).toBe('uncertain');
    expect('because' in sent ? sent.because : '').toContain('No answer came within 10 s.');
  });

  it('says of a server that is not there that it was not sent', async () => {
    const channel = open();
    await slack[Symbol.asyncDispose]();
    const sent = await withTime(channel.send(message('hello')));
    expect(sent).toEqual({ kind: 'failed', because: 'The connection was refused. It was tried 5 times.' });
  });

  it('is not led astray by an endless answer', async () => {
    slack.mishap({ status: 400, body: 'x'.repeat(3_000_000) });
    const sent = await open().send(message('hello'));
    expect(sent.kind).toBe('failed');
    expect(JSON.stringify(sent).length).toBeLessThan(300);
  });
});

describe('threads of a bot', () => {
  it('are one for each migration, remembered in the journal', async () => {
    await bot().send(message('first', 'shop'));
    await bot().send(message('second', 'shop'));
    await bot().send(message('other', 'mail'));
    const [head] = slack.messages;
    expect(slack.messages.map(({ text, thread_ts: thread }) => [text, thread === head?.ts])).toEqual([
      ['head of shop', false],
      ['first', true],
      ['second', true],
      ['head of mail', false],
      ['other', false],
    ]);
    expect(head?.updates).toBe(1);
  });

  it('begin anew where somebody deleted the head', async () => {
    await bot().send(message('first', 'shop'));
    slack.remove(slack.messages[0]?.ts ?? '');
    expect(await bot().send(message('second', 'shop'))).toEqual({ kind: 'sent' });
    expect(slack.messages.map(({ text }) => text)).toEqual(['first', 'head of shop', 'second']);
  });

  it('are brought up to date with a report, where there are any', async () => {
    await bot().send(message('first', 'shop'));
    await bot().refresh([
      { migration: 'shop', head: saying('shop today') },
      { migration: 'mail', head: saying('mail today') },
    ]);
    expect(slack.messages.map(({ text }) => text)).toEqual(['shop today', 'first']);
  });
});

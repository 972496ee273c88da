import type { IncomingWebhookSendArguments } from '@slack/webhook';

/** The blocks that our messages are made of, by Slack's own types. */
export type SlackBlock = Extract<
  NonNullable<IncomingWebhookSendArguments['blocks']>[number],
  { type: 'header' | 'section' | 'context' | 'actions' }
>;

/** A message as webhooks and `chat.postMessage` take it. */
export interface SlackMessage {
  /** For notifications, screen readers and clients without blocks. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** https://docs.slack.dev/reference/block-kit/blocks: blocks of a message; characters of a section, a field, a header. */
export const MOST_BLOCKS = 50;
export const SECTION_CHARACTERS = 3000;
export const FIELD_CHARACTERS = 2000;
export const MOST_FIELDS = 10;
export const HEADER_CHARACTERS = 150;

/**
 * Characters of all texts together. Slack refuses more than about 12,000 as `msg_blocks_too_long`, counted in a way of
 * its own (slackapi/bolt-js#2509; #2867 was refused at 11,341), so this stays well below.
 */
export const MESSAGE_CHARACTERS = 9000;

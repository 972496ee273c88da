/** Where messages go at once or regularly. `cli` opens channels and hands them messages; nothing else knows a secret. */
import type { JsonValue } from '../../model/finding.ts';
import type { SlackMessage } from '../slack/slackMessage.ts';

/** One thing to say, in the words of each kind of channel. */
export interface Message {
  /** The same for every try and every run, so that a receiver can tell a message from its copy. */
  readonly id: string;
  readonly slack: SlackMessage;
  /** What webhooks are sent, `kind` and all. */
  readonly json: { readonly [key: string]: JsonValue };
  /** The migration that it is about, where it is about one: its thread has it. */
  readonly about?: ThreadHead;
}

/** What stands at the head of a migration's thread, as things are now. */
export interface ThreadHead {
  readonly migration: string;
  readonly head: SlackMessage;
}

/**
 * - `sent`: it was taken
 * - `failed`: it was not, and trying again would not help or did not
 * - `uncertain`: no answer came, so it may have been taken
 */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed' | 'uncertain'; readonly because: string };

export interface Channel {
  /** Never rejects for what the network does; `because` is a sentence without a URL, a token or a key in it. */
  send(message: Message): Promise<Sent>;
  /** Brings the heads of the threads that there are up to date. Channels without threads do nothing. */
  refresh(heads: readonly ThreadHead[]): Promise<void>;
}

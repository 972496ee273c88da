import { cutTo } from './mrkdwn.ts';
import {
  FIELD_CHARACTERS,
  HEADER_CHARACTERS,
  MOST_FIELDS,
  SECTION_CHARACTERS,
  type SlackBlock,
} from './slackMessage.ts';

/** `text` in bold letters of its own; plain. */
export function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: cutTo(text, HEADER_CHARACTERS), emoji: false } };
}

/** A paragraph of `mrkdwn`, in which bare names stay what they are. With a link it has a button at its side. */
export function section(text: string, link?: Link): SlackBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cutTo(text, SECTION_CHARACTERS), verbatim: true },
    ...(link === undefined ? {} : { accessory: button(link) }),
  };
}

/** A paragraph in which nothing means anything: sentences with text of others in them. */
export function plainSection(text: string): SlackBlock {
  return {
    type: 'section',
    text: { type: 'plain_text', text: cutTo(text, SECTION_CHARACTERS), emoji: false },
  };
}

/** Up to ten short texts in two columns; the others are left out. */
export function fields(texts: readonly string[]): SlackBlock {
  return {
    type: 'section',
    fields: texts
      .slice(0, MOST_FIELDS)
      .map((text) => ({ type: 'mrkdwn', text: cutTo(text, FIELD_CHARACTERS), verbatim: true })),
  };
}

/** Small print. */
export function context(text: string): SlackBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: cutTo(text, FIELD_CHARACTERS), verbatim: true }],
  };
}

/** A button that opens a page; `id` is unique in its message. */
export interface Link {
  readonly id: string;
  readonly words: string;
  readonly url: string;
}

/** A row of buttons. */
export function buttons(links: readonly Link[]): SlackBlock {
  return { type: 'actions', elements: links.map(button) };
}

function button({ id, words, url }: Link) {
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: words, emoji: false },
    url,
  } as const;
}

/** Characters of all texts in a block, as far as they count for the limit of a message. */
export function charactersIn(block: SlackBlock): number {
  switch (block.type) {
    case 'header':
      return block.text.text.length;
    case 'section':
      return (
        (block.text?.text.length ?? 0) + (block.fields ?? []).reduce((sum, { text }) => sum + text.length, 0)
      );
    case 'context':
      return block.elements.reduce((sum, one) => sum + ('text' in one ? one.text.length : 0), 0);
    case 'actions':
      return 0;
  }
}

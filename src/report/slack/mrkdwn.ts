/**
 * Slack's mark-up. `&`, `<` and `>` are its control characters and are written as entities
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping); no more is decoded, so that no text can become
 * a link, a mention or `<!channel>`. `verbatim` keeps Slack from making links of bare names.
 */
import { formatInstant, type Instant, instant } from '../../model/instant.ts';
import { forTerminal } from '../escape.ts';

/**
 * Text of others within a `mrkdwn` text: as code, in which no mark means anything, and with its own backticks written
 * out. Names can be copied from it as they are.
 */
export function asCode(text: string): string {
  return text === '' ? '' : `\`${forPlainText(text).replaceAll('`', '\\u{60}')}\``;
}

/** Text of others for a `plain_text` and for the fallback, which Slack decodes in the same way. */
export function forPlainText(text: string): string {
  return forTerminal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * An instant in the reader's own zone, with its UTC text for clients that cannot do it
 * (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
 */
export function slackDate(at: Instant): string {
  const seconds = Math.floor(at / 1000);
  return `<!date^${seconds}^{date_short_pretty} at {time}|${formatInstant(at)}>`;
}

/** The same, at the next whole minute: something lasts until then. */
export function slackDateUpToMinute(at: Instant): string {
  return slackDate(instant(Math.ceil(at / 60_000) * 60_000));
}

/**
 * `text` in at most `most` characters, cut before an entity or a `<…>` that would be broken, with `…` for the rest and
 * code that was begun ended.
 */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 2);
  const open = Math.max(begun(head, '<', '>'), begun(head, '&', ';'));
  // Half of a pair of surrogates is no character.
  const whole = (open === -1 ? head : head.slice(0, open)).replace(/[\ud800-\udbff]$/, '');
  const isInCode = (whole.match(/`/g)?.length ?? 0) % 2 === 1;
  return `${whole}…${isInCode ? '`' : ''}`;
}

/** Where something was begun with `first` and not ended with `last`; -1 if nothing was. */
function begun(text: string, first: string, last: string): number {
  const at = text.lastIndexOf(first);
  return at > text.lastIndexOf(last) ? at : -1;
}

/** As many lines as fit into `most` characters, one under the other; what is left out is counted. */
export function linesWithin(lines: readonly string[], most: number): string {
  const kept: string[] = [];
  let room = most - COUNT_ROOM;
  for (const line of lines) {
    const short = cutTo(line, LONGEST_LINE);
    room -= short.length + 1;
    if (room < 0) break;
    kept.push(short);
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left === 0 ? [] : [`and ${left} more`])].join('\n');
}

/** Room for `and 12345678 more`. */
const COUNT_ROOM = 20;
const LONGEST_LINE = 500;

import type { Instant } from '../../model/instant.ts';
import { buttons, context, plainSection, section } from './blocks.ts';
import { asCode, cutTo, forPlainText, linesWithin, slackDate } from './mrkdwn.ts';
import { SECTION_CHARACTERS, type SlackMessage } from './slackMessage.ts';

/** A notification shows a line or two. */
const FALLBACK_CHARACTERS = 500;

export interface TidingsToTell {
  /** null where they are about the scheduler itself. */
  readonly migration: string | null;
  readonly tidings: readonly { readonly at: Instant; readonly message: string }[];
  /** `bad`: something failed or is not ready. */
  readonly mood: 'good' | 'bad';
  readonly runsUrl?: string;
}

/** What just happened to a migration; sentences that were held back through quiet hours have their own instants. */
export function tidingsMessage({ migration, tidings, mood, runsUrl }: TidingsToTell): SlackMessage {
  const who = migration ?? 'the scheduler';
  const light = mood === 'good' ? '🟢' : '🔴';
  const [first] = tidings;
  const last = tidings.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('nothing to tell');
  const when = first.at === last.at ? slackDate(last.at) : `${slackDate(first.at)} – ${slackDate(last.at)}`;
  const rest = tidings.length > 1 ? ` (and ${tidings.length - 1} more)` : '';
  return {
    text: `${light} ${cutTo(forPlainText(`${who}: ${first.message}`), FALLBACK_CHARACTERS)}${rest}`,
    blocks: [
      section(`${light} *${asCode(who)}*`),
      plainSection(
        linesWithin(
          tidings.map(({ message }) => forPlainText(message)),
          SECTION_CHARACTERS,
        ),
      ),
      ...(runsUrl === undefined ? [] : [buttons([{ id: 'runs', words: 'Open the runs', url: runsUrl }])]),
      context(when),
    ],
  };
}

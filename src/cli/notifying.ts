import type { NotificationSettings } from '../config/config.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { Channel, Message, ThreadHead } from '../report/channels/channel.ts';
import { tidingsMessage } from '../report/slack/tidingsMessage.ts';
import type { Tiding } from '../schedule/notification.ts';
import { isQuiet } from '../schedule/quietHours.ts';
import { destinationKey } from './openChannel.ts';
import { messageId } from './sendReport.ts';

export interface NotifyingOptions {
  readonly settings: NotificationSettings;
  readonly journal: Journal;
  readonly open: () => Promise<Channel>;
  /** What stands at the head of a migration's thread now; undefined where nothing is known of it. */
  readonly headOf: (migration: string) => Promise<ThreadHead | undefined>;
  /** `keep`: the scheduler stops, so what is new waits for its next start. */
  readonly course: 'tell' | 'keep';
  /** Told of a delivery that came to nothing, a sentence. */
  readonly onFailure: (message: string) => void;
}

/** So many are kept through quiet hours and while a channel is out of order; the newest. */
const MOST_KEPT = 500;

/**
 * Tells what is new, each thing once whoever restarts, one message for each migration. What comes in quiet hours, and
 * what a channel did not take, is kept in the journal and told the next time.
 */
export async function notify(
  fresh: readonly Tiding[],
  at: Instant,
  { settings, journal, open, headOf, course, onFailure }: NotifyingOptions,
): Promise<void> {
  const keptKey = `tidings/${settings.name}/${destinationKey(settings.to)}`;
  const kept = await keptTidings(keptKey, journal);
  const claimed = await claim(fresh, at, settings, journal);
  const isQuietNow = isQuiet(at, settings.quietHours, settings.timezone);
  const all = [...kept, ...claimed];
  const now = course === 'keep' ? [] : isQuietNow ? claimed.filter(({ urgent }) => urgent) : all;
  const later = all.filter((tiding) => !now.includes(tiding));
  const channel = now.length === 0 ? undefined : await opened();
  // Written before anything is sent: after a crash in between nothing is told twice.
  if (kept.length > 0 || later.length > 0) await keep(keptKey, later, at, journal);
  if (channel === undefined) return;
  const missed: Tiding[] = [];
  for (const [migration, tidings] of Map.groupBy(now, (tiding) => tiding.migration)) {
    const sent = await channel.send(await messageOf(migration, tidings, settings, headOf));
    if (sent.kind === 'sent') continue;
    onFailure(`The notification ${settings.name} was not delivered. ${sent.because}`);
    // What may have arrived is not told twice.
    if (sent.kind === 'failed') missed.push(...tidings);
  }
  if (missed.length > 0) await keep(keptKey, [...later, ...missed], at, journal);

  async function opened(): Promise<Channel> {
    try {
      return await open();
    } catch (error) {
      await keep(keptKey, [...later, ...now], at, journal);
      throw error;
    }
  }
}

async function claim(
  fresh: readonly Tiding[],
  at: Instant,
  { name, events, to }: NotificationSettings,
  journal: Journal,
): Promise<Tiding[]> {
  const claimed: Tiding[] = [];
  for (const tiding of fresh) {
    if (!events.includes(tiding.kind)) continue;
    if (await journal.claimNotification(`tiding/${name}/${destinationKey(to)}/${tiding.key}`, at))
      claimed.push(tiding);
  }
  return claimed;
}

async function keptTidings(key: string, journal: Journal): Promise<Tiding[]> {
  const value = await journal.recall(key);
  return Array.isArray(value) ? (value as unknown as Tiding[]) : [];
}

async function keep(key: string, tidings: readonly Tiding[], at: Instant, journal: Journal): Promise<void> {
  await journal.remember(
    key,
    tidings.slice(-MOST_KEPT).map((tiding) => ({ ...tiding })),
    at,
  );
}

async function messageOf(
  migration: string | null,
  tidings: readonly Tiding[],
  { name, runs }: NotificationSettings,
  headOf: NotifyingOptions['headOf'],
): Promise<Message> {
  const about = migration === null ? undefined : await headOf(migration);
  const isGood = tidings.every(({ kind }) => kind === 'step-done');
  return {
    id: messageId('tidings', name, ...tidings.map(({ key }) => key)),
    slack: tidingsMessage({
      ...{ migration, tidings, mood: isGood ? 'good' : 'bad' },
      ...(runs === undefined ? {} : { runsUrl: runs }),
    }),
    json: {
      ...{ kind: 'notification', notification: name, migration },
      events: tidings.map(({ kind, event, at, message, key }) => ({
        ...{ kind, event, at: formatInstant(at), message, key },
      })),
    },
    ...(about === undefined ? {} : { about }),
  };
}

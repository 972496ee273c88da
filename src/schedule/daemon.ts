import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import { type Instant, plusSeconds, type Seconds } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { OnSchedulerEvent, WakeCause } from '../model/schedulerEvent.ts';
import { createAgenda } from './agenda.ts';
import { type Passes, tick } from './tick.ts';
import type { StartTicker, Ticker } from './ticker.ts';
import { createTidings } from './tidings.ts';
import { toldFailure } from './toldFailure.ts';
import { type ReloadWishes, wakeUp } from './wakeUp.ts';

/** What the daemon works by until the configuration is read anew. */
export interface DaemonSettings {
  readonly cron: string;
  readonly timezone: string;
  /** How long the journal keeps observations; undefined: for ever. */
  readonly retention: Seconds | undefined;
  readonly migrations: readonly string[];
  /** How long a migration rests at most while nothing is due for it. */
  readonly lookEvery: Seconds;
  readonly open: () => Promise<Passes>;
}

export interface DaemonOptions {
  readonly settings: DaemonSettings;
  /** Reads the settings anew. Rejects with Failure; then the old ones stay. */
  readonly readSettings: () => Promise<DaemonSettings>;
  readonly reloads: ReloadWishes;
  readonly startTicker: StartTicker;
  readonly mode: 'dry-run' | 'write';
  readonly journal: Journal;
  /** Stands in the journal beside each tick. */
  readonly owner: string;
  readonly clock: Clock;
  readonly onEvent: OnSchedulerEvent;
  /** Ends the daemon; a change under way is finished first. */
  readonly signal: AbortSignal;
}

/** The journal is rid of what nobody needs any more so often. */
const PRUNE_EVERY: Seconds = 24 * 3600;

/**
 * Looks now, and then whenever the cron expression or the instant of a step says so, until the signal aborts. All that
 * it must remember is in the journal, so it may be ended and started at any time. Rejects with Failure (config) for a
 * cron expression that cannot be read at the start; what fails later is told and tried again.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { clock, journal, mode, onEvent, reloads, signal } = options;
  const tidings = createTidings(journal);
  let { settings } = options;
  let agenda = createAgenda(settings.lookEvery);
  let ticker = await options.startTicker(settings.cron, settings.timezone);
  let prunedAt: Instant | undefined;
  try {
    const { cron, timezone, migrations } = settings;
    onEvent({ kind: 'started', at: clock.now(), mode, cron, timezone, migrations });
    let cause: WakeCause | undefined = 'start';
    while (cause !== undefined) {
      const dueAt = await look(cause);
      cause = signal.aborted ? undefined : await wakeUp({ clock, ticker, reloads, dueAt, signal });
      if (cause === 'reload') await reload();
    }
  } finally {
    ticker.stop();
  }

  async function look(cause: WakeCause): Promise<Instant | undefined> {
    onEvent({ kind: 'tick-started', at: clock.now(), cause });
    try {
      const { migrations, open } = settings;
      const report = await tick({
        cause,
        mode,
        migrations,
        agenda,
        journal,
        open,
        clock,
        signal,
        cronAt: () => ticker.nextAt(),
      });
      for (const event of await tidings.of(report)) onEvent(event);
      onEvent({ kind: 'tick-ended', at: clock.now(), report });
      if (mode === 'write') {
        await journal.recordTick(report.at, options.owner);
        await pruneDaily();
      }
      return report.nextAt ?? undefined;
    } catch (error) {
      onEvent({ kind: 'tick-failed', at: clock.now(), failure: toldFailure(error) });
      return undefined;
    }
  }

  async function pruneDaily(): Promise<void> {
    const now = clock.now();
    if (settings.retention === undefined) return;
    if (prunedAt !== undefined && now < plusSeconds(prunedAt, PRUNE_EVERY)) return;
    await journal.prune(plusSeconds(now, -settings.retention));
    prunedAt = now;
  }

  async function reload(): Promise<void> {
    try {
      const fresh = await options.readSettings();
      const other: Ticker = await options.startTicker(fresh.cron, fresh.timezone);
      ticker.stop();
      ticker = other;
      settings = fresh;
      onEvent({ kind: 'reloaded', at: clock.now(), migrations: fresh.migrations });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onEvent({ kind: 'reload-refused', at: clock.now(), failure: toldFailure(error) });
    }
    // Whoever asks for that has changed something, here or elsewhere: nothing rests.
    agenda = createAgenda(settings.lookEvery);
  }
}

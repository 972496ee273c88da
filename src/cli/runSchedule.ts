import { withLease } from '../apply/withLease.ts';
import type { Config } from '../config/config.ts';
import type { Event } from '../model/event.ts';
import { formatInstant, type Seconds } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { OnSchedulerEvent, SchedulerEvent } from '../model/schedulerEvent.ts';
import { type DaemonSettings, runDaemon } from '../schedule/daemon.ts';
import { createLog, type Log } from '../schedule/log.ts';
import { logLine } from '../schedule/logLine.ts';
import type { Passes } from '../schedule/tick.ts';
import type { StartTicker } from '../schedule/ticker.ts';
import type { DaemonSignals } from './daemonSignals.ts';
import type { Edges } from './edges.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { leaseOwner } from './leaseOwner.ts';
import { toApply } from './runApply.ts';
import type { ScheduleRequest } from './scheduleRequest.ts';
import type { Shell } from './shell.ts';
import { configFor, startSurveying, usualJournal } from './surveying.ts';

/** Something that lives as long as the daemon and hears what it tells: notifications, the live page. */
export interface Companion extends AsyncDisposable {
  /** Must not throw, and must not wait. */
  readonly onEvent: OnSchedulerEvent;
}

/** What a companion is given when the daemon starts. */
export interface CompanionOptions {
  /** The newest that was taken over. */
  readonly config: () => Config;
  readonly journal: Journal;
  readonly shell: Shell;
  readonly mode: 'dry-run' | 'write';
  readonly log: Log;
  /** Aborts when the daemon stops. */
  readonly signal: AbortSignal;
}

/** Rejects with Failure if it cannot start; then the daemon does not either. */
export type StartCompanion = (options: CompanionOptions) => Promise<Companion>;

export interface Surroundings {
  readonly edges: Edges;
  readonly signals: DaemonSignals;
  readonly startTicker: StartTicker;
  readonly companions?: readonly StartCompanion[];
}

/** A third of the shipped margin, by which `status` calls a tick too old: two may fail before anybody complains. */
const DEFAULT_CRON = '*/5 * * * *';

/** Somebody else's hand on a record is noticed within this many seconds. */
const DEFAULT_LOOK_EVERY: Seconds = 15 * 60;

/**
 * `schedule`: looks again and again until it is told to stop, as the only writer of the journal unless it is a dry run.
 * Resolves with the exit code: 0 after SIGTERM, 130 after Ctrl-C, 3 if it lost the lease. Rejects with Failure for bad
 * usage, a bad configuration, and a journal that cannot be used or that somebody else is writing to.
 */
export async function runSchedule(
  request: ScheduleRequest,
  shell: Shell,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { mode } = request;
  const { edges } = surroundings;
  const { clock } = shell;
  const { stop } = surroundings.signals;
  const log = createLog({
    ...{ stream: shell.stderr, level: request.logLevel },
    format: request.logFormat ?? (shell.stderr.isTTY === true ? 'text' : 'json'),
  });
  let config = await configFor(request, shell);
  const first = settingsOf(config);
  const kept = mode === 'write' ? 'needed' : 'if-there';
  const journal = await usualJournal({ request, shell, edges, journal: kept }, config);
  await using open = new AsyncDisposableStack();
  open.defer(() => journal.close());
  const owner = leaseOwner('schedule');
  if (mode === 'dry-run') return await daemon(undefined);
  // A daemon that was killed and is started again finds its own lease, which nobody renews any more.
  return await withLease(journal, owner, clock, daemon, {
    signal: stop,
    onWait: ({ owner: holder, until }) =>
      onNotice(
        `${holder} has the journal's lease until ${formatInstant(until)}; if it does not renew it, it is dead.`,
      ),
  });

  async function daemon(lost: AbortSignal | undefined): Promise<ExitCode> {
    const signal = lost === undefined ? stop : AbortSignal.any([stop, lost]);
    await using companions = new AsyncDisposableStack();
    const listeners: OnSchedulerEvent[] = [(event) => log(logLine(event))];
    for (const start of surroundings.companions ?? []) {
      const given = { config: () => config, journal, shell, mode, log, signal };
      listeners.push(companions.use(await start(given)).onEvent);
    }
    function onEvent(event: SchedulerEvent): void {
      for (const listener of listeners) listener(event);
    }
    lost?.addEventListener('abort', () => onEvent({ kind: 'lease-lost', at: clock.now() }), { once: true });
    const { reloads } = surroundings.signals;
    await runDaemon({
      ...{ settings: first, readSettings, reloads, startTicker: surroundings.startTicker },
      ...{ mode, journal, owner, clock, onEvent, signal },
    });
    const because = lost?.aborted ? 'the lease is lost' : `${stop.reason} was received`;
    onEvent({ kind: 'stopping', at: clock.now(), because });
    if (lost?.aborted) return EXIT.notObserved;
    return stop.reason === 'SIGINT' ? EXIT.interrupted : EXIT.ok;
  }

  async function readSettings(): Promise<DaemonSettings> {
    const fresh = await configFor(request, shell);
    const settings = settingsOf(fresh);
    if (fresh.journal.path !== config.journal.path && request.journal === undefined)
      onNotice('The configuration names another journal: it is used from the next start on.');
    config = fresh;
    return settings;
  }

  function settingsOf(from: Config): DaemonSettings {
    const chosen = toApply(request.migrations, from, onRoomEvent).map(({ migration }) => migration);
    const { schedule, timezone } = from;
    return {
      cron: request.cron ?? schedule.cron ?? DEFAULT_CRON,
      timezone: schedule.timezone ?? timezone,
      retention: from.journal.retention,
      lookEvery: schedule.lookEvery ?? DEFAULT_LOOK_EVERY,
      migrations: chosen.map(({ name }) => name),
      open: () => openPasses(from, chosen),
    };
  }

  async function openPasses(from: Config, chosen: Config['migrations']): Promise<Passes> {
    const lent = { config: from, journal };
    const surveying = await startSurveying({
      request,
      shell,
      edges,
      lent,
      onEvent: onRoomEvent,
      signal: stop,
    });
    return {
      async pass(name, signal) {
        const migration = chosen.find((one) => one.name === name);
        if (migration === undefined) throw new Error(`nobody chose a migration ${name}`);
        const leaseOf = mode === 'write' ? { leaseOwner: owner } : {};
        return await surveying.pass(migration, { mode, signal, onEvent: onRoomEvent, ...leaseOf });
      },
      [Symbol.asyncDispose]: () => surveying[Symbol.asyncDispose](),
    };
  }

  function onRoomEvent(event: Event): void {
    if (event.kind === 'notice') onNotice(event.message);
  }

  function onNotice(message: string): void {
    log({ level: 'info', at: clock.now(), message, fields: { event: 'remark' } });
  }
}

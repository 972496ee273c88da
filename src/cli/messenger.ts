import type { Config } from '../config/config.ts';
import { formatInstant, type Instant, plusSeconds } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { LogLevel } from '../model/logLevel.ts';
import type { PassReport } from '../model/pass.ts';
import type { SchedulerEvent } from '../model/schedulerEvent.ts';
import { planVerdict } from '../plan/planVerdict.ts';
import { datedStages } from '../policy/calendar.ts';
import { stageInForce } from '../policy/requirement.ts';
import type { ThreadHead } from '../report/channels/channel.ts';
import type { MigrationMaterial } from '../report/digest/material.ts';
import { migrationDigest } from '../report/digest/migrationDigest.ts';
import { threadHead } from '../report/slack/digestMessage.ts';
import { type Tiding, tidingOf } from '../schedule/notification.ts';
import { toldFailure } from '../schedule/toldFailure.ts';
import { createDueReports, type DueReport } from './dueReports.ts';
import type { Edges } from './edges.ts';
import { notify } from './notifying.ts';
import { oneByOne } from './oneByOne.ts';
import { openChannel } from './openChannel.ts';
import type { Companion, CompanionOptions, StartCompanion } from './runSchedule.ts';
import type { ScheduleRequest } from './scheduleRequest.ts';
import { sendReport, USUAL_SPAN } from './sendReport.ts';
import { startSurveying } from './surveying.ts';

/** So often it looks at the calendar: a report comes within a minute of its hour. */
const EVERY_MS = 60_000;

/**
 * What the daemon says to people: reports when they are due, and at once what `notifications:` asks for. A dry run sends
 * nothing. One thing at a time, in the background; what fails is logged and told again where that is safe.
 */
export function messengerFor(request: ScheduleRequest, edges: Edges): StartCompanion {
  return async (options) =>
    options.mode === 'write' ? await startMessenger(request, edges, options) : silent(options);
}

function silent({ config, shell, log }: CompanionOptions): Companion {
  const { reports, notifications } = config();
  if (reports.length + notifications.length > 0)
    log({
      ...{ level: 'info', at: shell.clock.now(), fields: { event: 'remark' } },
      message: 'A dry run sends neither reports nor notifications.',
    });
  return { onEvent: () => {}, [Symbol.asyncDispose]: async () => {} };
}

async function startMessenger(
  request: ScheduleRequest,
  edges: Edges,
  { config, journal, shell, log, signal }: CompanionOptions,
): Promise<Companion> {
  const { clock } = shell;
  const due = createDueReports();
  const passes = new Map<string, PassReport>();
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  let fresh: Tiding[] = [];
  // Looking at everything for a report takes a while; what is told at once does not wait for it.
  const reporting = oneByOne(sayError);
  const telling = oneByOne(sayError);
  const tried = new Set<string>();
  await openAll(config());
  await due.at(clock.now(), config());
  const beating = beat();

  /** A secret that is missing, or a cron expression that cannot be read, stops the daemon before it starts. */
  async function openAll({ notifications, reports }: Config): Promise<void> {
    for (const { to } of [...notifications, ...reports])
      if (to.type !== 'file')
        await openChannel(to, { shell, journal, clock, fetch: edges.fetch, signal: over });
  }

  async function beat(): Promise<void> {
    while (!over.aborted) {
      reporting.add(sendDue);
      await reporting.ended();
      await clock.wait(EVERY_MS, over);
    }
  }

  async function sendDue(): Promise<void> {
    for (const one of await due.at(clock.now(), config())) {
      const key = `${one.report.name} ${one.period}`;
      if (tried.has(key) || over.aborted) continue;
      await send(one);
      // What could not even be tried is tried again.
      tried.add(key);
    }
  }

  async function send({ report, period }: DueReport): Promise<void> {
    await using surveying = await startSurveying({
      ...{ request, shell, edges, signal: over, onEvent: () => {} },
      lent: { config: config(), journal },
    });
    const sent = await sendReport(report, {
      ...{ surveying, shell, period, fetch: edges.fetch, since: undefined, repeat: 'never', signal: over },
      concurrency: request.concurrency,
    });
    const what = `The report ${report.name} of ${formatInstant(period)}`;
    if (sent.kind === 'sent') say('info', `${what} was sent.`);
    else if (sent.kind === 'failed') say('error', `${what} was not delivered. ${sent.because}`);
    else if (sent.kind === 'uncertain') say('error', `${what} may not have arrived. ${sent.because}`);
  }

  /** After every look, also with nothing new: quiet hours may have ended, or a channel may be in order again. */
  async function tell(): Promise<void> {
    const course = over.aborted ? 'keep' : 'tell';
    const tidings = fresh;
    fresh = [];
    for (const settings of config().notifications)
      await notify(tidings, clock.now(), {
        ...{ settings, journal, headOf, course },
        open: () => openChannel(settings.to, { shell, journal, clock, fetch: edges.fetch, signal: over }),
        onFailure: (message) => say('error', message),
      });
  }

  async function headOf(name: string): Promise<ThreadHead | undefined> {
    const pass = passes.get(name);
    return pass === undefined ? undefined : await headFrom(pass, config(), journal, clock.now());
  }

  function sayError(error: unknown): void {
    const { message, hint } = toldFailure(error);
    say('error', `${message}${hint === undefined ? '' : ` ${hint}`}`);
  }

  function say(level: LogLevel, message: string): void {
    log({ level, at: clock.now(), message, fields: { event: 'message' } });
  }

  function onEvent(event: SchedulerEvent): void {
    const tiding = tidingOf(event);
    if (tiding !== undefined) fresh.push(tiding);
    if (event.kind !== 'tick-ended') return;
    for (const pass of event.report.passes) passes.set(pass.migration, pass);
    telling.add(tell);
  }

  return {
    onEvent,
    async [Symbol.asyncDispose]() {
      done.abort();
      await beating;
      await reporting.ended();
      telling.add(tell);
      await telling.ended();
    },
  };
}

/** A migration as its newest pass saw it; undefined once the configuration does not have it any more. */
async function headFrom(
  { plan, unobserved, notices, migration: name }: PassReport,
  { migrations }: Config,
  journal: Journal,
  at: Instant,
): Promise<ThreadHead | undefined> {
  const migration = migrations.find((one) => one.name === name);
  if (migration === undefined) return undefined;
  const { policy, cutover, notes } = migration;
  const verdict = planVerdict(plan, unobserved.length);
  const material: MigrationMaterial = {
    planned: { plan, verdict, unobserved, notices, absent: [], notes: notes ?? null },
    stage: stageInForce(datedStages(policy, cutover), at).stage.id,
    judged: [],
    intents: await journal.intents(name),
    state: (await journal.states()).find((one) => one.migration === name),
  };
  return { migration: name, head: threadHead(migrationDigest(material, plusSeconds(at, -USUAL_SPAN)), at) };
}

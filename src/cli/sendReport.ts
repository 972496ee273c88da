import { createHash } from 'node:crypto';
import type { Config, ReportSettings } from '../config/config.ts';
import type { Digest, Undelivered } from '../model/digest.ts';
import { Failure } from '../model/failure.ts';
import { formatInstant, type Instant, plusSeconds } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { Message, Sent, ThreadHead } from '../report/channels/channel.ts';
import type { Fetch } from '../report/channels/request.ts';
import { reportMemory, type SentOnce, sendOnce, undeliveredOf } from '../report/channels/sendOnce.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { digestJson } from '../report/digest/digestJson.ts';
import { DIGEST_FORMATS, DIGEST_REPORTERS } from '../report/digest/digestReporters.ts';
import { openFileSink } from '../report/fileSink.ts';
import { digestMessage, threadHead } from '../report/slack/digestMessage.ts';
import { type GatheredDigest, gatherDigest } from './gatherDigest.ts';
import { drawnFor } from './gatherPasts.ts';
import { type ChannelDestination, destinationKey, openChannel } from './openChannel.ts';
import type { Shell } from './shell.ts';
import type { Surveying } from './surveying.ts';

/** What is new in a report that is the first of its name. */
export const USUAL_SPAN: number = 7 * 86_400;

export interface SendReportOptions {
  readonly surveying: Surveying;
  readonly shell: Shell;
  /** The machine's own unless given. */
  readonly fetch: Fetch | undefined;
  /** The instant at which it was due. */
  readonly period: Instant;
  /** The last report that arrived unless given. */
  readonly since: Instant | undefined;
  readonly repeat: 'never' | 'asked-for';
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** `interrupted`: nothing was claimed and nothing sent. */
export type SentReport = SentOnce | { readonly kind: 'interrupted' };

/** Sends a configured report for a period, once. Rejects with Failure for what no delivery can be blamed for. */
export async function sendReport(report: ReportSettings, options: SendReportOptions): Promise<SentReport> {
  const { surveying, shell, period, repeat } = options;
  const { journal } = surveying;
  if (journal === undefined) throw new Error('a report that is sent needs a journal');
  const memory = await reportMemory(report.name, journal);
  const destination = destinationKey(report.to);
  if (repeat === 'never' && memory?.period === period && memory.destination === destination)
    return { kind: 'sent-already', outcome: memory.outcome };
  const deliver = await deliveryTo(report, journal, options);
  const gathered = await gatherDigest(surveying, {
    migrations: surveying.config.migrations,
    since: options.since ?? memory?.lastSentAt ?? plusSeconds(surveying.at, -USUAL_SPAN),
    timezone: report.timezone,
    undelivered: await undelivered(surveying.config, journal),
    ...{ concurrency: options.concurrency, signal: options.signal },
  });
  // Half of a digest is none.
  if (options.signal.aborted) return { kind: 'interrupted' };
  return await sendOnce({ report: report.name, period, destination }, () => deliver(gathered), {
    ...{ journal, clock: shell.clock, repeat },
  });
}

/** The configured reports that did not arrive when they were last sent. */
export async function undelivered(config: Config, journal: Journal): Promise<Undelivered[]> {
  const found: Undelivered[] = [];
  for (const { name } of config.reports) {
    const one = undeliveredOf(name, await reportMemory(name, journal));
    if (one !== undefined) found.push(one);
  }
  return found;
}

type Deliver = (gathered: GatheredDigest) => Promise<Sent>;

/** Opens the destination, so that a secret that is missing is told before anything else is done. */
async function deliveryTo(
  report: ReportSettings,
  journal: Journal,
  options: SendReportOptions,
): Promise<Deliver> {
  const { to } = report;
  return to.type === 'file'
    ? deliveryToFile(report, to.path, journal)
    : await deliveryToChannel(report, to, journal, options);
}

async function deliveryToChannel(
  report: ReportSettings,
  to: ChannelDestination,
  journal: Journal,
  { shell, fetch, signal, period }: SendReportOptions,
): Promise<Deliver> {
  const channel = await openChannel(to, { shell, journal, clock: shell.clock, fetch, signal });
  return async ({ digest }) => {
    const sent = await channel.send(reportMessage(digest, report, period));
    if (sent.kind === 'sent') await channel.refresh(threadHeads(digest));
    return sent;
  };
}

function deliveryToFile({ name, format, runs }: ReportSettings, path: string, journal: Journal): Deliver {
  const known = DIGEST_FORMATS.find((one) => one === (format ?? 'markdown'));
  if (known === undefined)
    throw new Failure(
      'config',
      `The report ${name} is to have the format ${format}, which reports do not have.`,
      {
        hint: `Give it one of ${DIGEST_FORMATS.join(', ')}.`,
      },
    );
  return async (gathered) => {
    const { digest } = gathered;
    const render = await DIGEST_REPORTERS[known].load();
    const text = render(digest, {
      ...{ columns: PLAIN_COLUMNS, color: 'plain', at: digest.at, verbosity: 'normal' },
      ...(runs === undefined ? {} : { runsUrl: runs }),
      ...(known === 'html' ? { drawn: await drawnFor(gathered, journal) } : {}),
    });
    try {
      const sink = await openFileSink(path);
      await sink.write(text);
      await sink.close();
      return { kind: 'sent' };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { kind: 'failed', because: error.message };
    }
  };
}

function reportMessage(digest: Digest, { name, runs }: ReportSettings, period: Instant): Message {
  return {
    id: messageId('report', name, formatInstant(period)),
    slack: digestMessage(digest, runs === undefined ? {} : { runsUrl: runs }),
    json: { kind: 'report', report: name, period: formatInstant(period), digest: digestJson(digest) },
  };
}

function threadHeads(digest: Digest): ThreadHead[] {
  return digest.migrations.map((migration) => ({
    migration: migration.name,
    head: threadHead(migration, digest.at),
  }));
}

/** The same for the same parts, and fit for a header. */
export function messageId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

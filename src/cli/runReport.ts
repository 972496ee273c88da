import { BadValue } from '../config/badValue.ts';
import type { ReportSettings } from '../config/config.ts';
import { DURATION_ALLOWED, parseDuration } from '../config/duration.ts';
import { nearMiss } from '../config/nearMiss.ts';
import { Failure } from '../model/failure.ts';
import { formatInstant, type Instant, plusSeconds } from '../model/instant.ts';
import { parseDateTime } from '../policy/calendar.ts';
import type { SentOnce } from '../report/channels/sendOnce.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { DIGEST_FORMATS, DIGEST_REPORTERS, type DigestOptions } from '../report/digest/digestReporters.ts';
import { openFileSink } from '../report/fileSink.ts';
import { type OutputRequest, parseFormatsOf } from '../report/formatOption.ts';
import { streamSink } from '../report/streamSink.ts';
import { lastFiringOf } from '../schedule/lastFiring.ts';
import { colorFor } from './color.ts';
import type { Edges } from './edges.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { gatherDigest } from './gatherDigest.ts';
import { drawnFor } from './gatherPasts.ts';
import type { ReportRequest } from './reportRequest.ts';
import { sendReport, USUAL_SPAN, undelivered } from './sendReport.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations, type Surveying } from './surveying.ts';
import { type Work, withSurveying } from './withSurveying.ts';

/**
 * `report`: the digest to stdout and files, or sent as a configured report. Resolves with 3 if it was not delivered, or
 * if an earlier one was not. Rejects with Failure for bad usage and configuration. Writes nothing to DNS.
 */
export async function runReport(request: ReportRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  const outputs = parseFormatsOf(DIGEST_FORMATS, request.formats, nearMiss);
  const journal = request.to === undefined ? 'if-there' : 'needed';
  return await withSurveying({ request, shell, edges, journal }, async (work) =>
    request.to === undefined
      ? await print(outputs, request, shell, work)
      : await send(chosenReport(request.to, work.surveying), request, shell, edges, work),
  );
}

async function print(
  outputs: readonly OutputRequest<(typeof DIGEST_FORMATS)[number]>[],
  request: ReportRequest,
  shell: Shell,
  { surveying, onEvent, signal, clearProgress }: Work,
): Promise<ExitCode> {
  const { config, at, journal } = surveying;
  const everything = config.migrations.length === 0 && request.migrations.length === 0;
  const failed = journal === undefined ? [] : await undelivered(config, journal);
  const gathered = await gatherDigest(surveying, {
    migrations: everything ? [] : chosenMigrations(request.migrations, config),
    since: sinceOf(request.since, surveying) ?? plusSeconds(at, -USUAL_SPAN),
    ...{ timezone: config.timezone, undelivered: failed, concurrency: request.concurrency, signal },
  });
  clearProgress();
  if (signal.aborted) return EXIT.interrupted;
  const isDrawn = outputs.some(({ format }) => format === 'html');
  const options: DigestOptions = {
    ...(isDrawn ? { drawn: await drawnFor(gathered, journal) } : {}),
    ...{ at, verbosity: request.quiet ? 'quiet' : 'normal' },
    ...{ columns: shell.stdout.columns ?? PLAIN_COLUMNS, color: colorFor(shell, request.color) },
  };
  for (const { format, file } of outputs) {
    const render = await DIGEST_REPORTERS[format].load();
    const sink = file === null ? streamSink(shell.stdout) : await openFileSink(file);
    await sink.write(
      render(
        gathered.digest,
        file === null ? options : { ...options, columns: PLAIN_COLUMNS, color: 'plain' },
      ),
    );
    await sink.close();
  }
  for (const { report, because } of failed)
    onEvent({
      kind: 'notice',
      message: `The report ${report} was not delivered when it was last sent. ${because}`,
    });
  return failed.length > 0 ? EXIT.notObserved : EXIT.ok;
}

async function send(
  report: ReportSettings,
  request: ReportRequest,
  shell: Shell,
  edges: Edges,
  { surveying, onEvent, signal, clearProgress }: Work,
): Promise<ExitCode> {
  const { journal, config, at } = surveying;
  const lastFiring = await lastFiringOf(report.cron, report.timezone);
  const period = lastFiring(at) ?? at;
  // What is on record before this run; sending puts something else there.
  const earlier = journal === undefined ? [] : await undelivered(config, journal);
  const sent = await sendReport(report, {
    ...{ surveying, shell, period, signal, fetch: edges.fetch },
    ...{ since: sinceOf(request.since, surveying), repeat: request.repeat, concurrency: request.concurrency },
  });
  clearProgress();
  if (sent.kind === 'interrupted') return EXIT.interrupted;
  for (const message of [
    ...earlier.map(
      (one) => `The report ${one.report} of ${formatInstant(one.period)} was not delivered. ${one.because}`,
    ),
    sentence(report.name, period, sent),
  ])
    onEvent({ kind: 'notice', message });
  const arrived = sent.kind === 'sent' || (sent.kind === 'sent-already' && sent.outcome === 'sent');
  return arrived && earlier.length === 0 ? EXIT.ok : EXIT.notObserved;
}

function sentence(name: string, period: Instant, sent: SentOnce): string {
  const what = `The report ${name} of ${formatInstant(period)}`;
  switch (sent.kind) {
    case 'sent':
      return `${what} was sent.`;
    case 'sent-already':
      return sent.outcome === 'sent'
        ? `${what} was sent already. --again sends it once more.`
        : `${what} was tried already and did not arrive for certain. --again tries once more.`;
    case 'failed':
      return `${what} was not delivered. ${sent.because} --again tries once more.`;
    case 'uncertain':
      return `${what} may not have arrived. ${sent.because} Look into the channel; --again sends it once more.`;
  }
}

function chosenReport(name: string, { config }: Surveying): ReportSettings {
  const known = config.reports.map((report) => report.name);
  const report = config.reports.find((one) => one.name === name);
  if (report !== undefined) return report;
  const near = nearMiss(name, known);
  throw new Failure(
    'usage',
    `There is no report called "${name}"${near === undefined ? '.' : `; did you mean ${near}?`}`,
    {
      hint:
        known.length === 0
          ? 'The configuration has no `reports:`; docs/reports.md has one to copy.'
          : `The configuration has ${known.join(', ')}.`,
    },
  );
}

/** A date-time, or a duration before now. Throws Failure (usage). */
function sinceOf(text: string | undefined, { at, config }: Surveying): Instant | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{4}-/.test(text)) return parseDateTime(text, config.timezone).at;
  try {
    return plusSeconds(at, -parseDuration(text));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new Failure('usage', `--since "${text}": ${error.message}.`, {
      hint: `Give a date with a time, or ${DURATION_ALLOWED}.`,
    });
  }
}

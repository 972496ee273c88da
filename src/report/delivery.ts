/** One run's report on its way to all the places that were asked for. `cli` and `schedule` use it. */
import { isRetelling, type Judged, reportOf } from '../model/retelling.ts';
import type { OutputRequest } from './formatOption.ts';
import type { Closing, Opening, Reporter, ReportOptions } from './reporter.ts';
import { REPORTERS } from './reporters.ts';
import type { Sink } from './sink.ts';
import { type OutStream, streamSink } from './streamSink.ts';

/** The width of human formats in files and pipes. */
export const PLAIN_COLUMNS: number = 80;

export interface Delivery {
  /** Some targets, in their order. */
  targets(judged: readonly Judged[]): Promise<void>;
  end(closing: Closing): Promise<void>;
  /** After an error elsewhere: files stay as they were before the run. */
  abandon(): Promise<void>;
  /** True when nobody reads any more, anywhere: going on is of no use. */
  gone(): boolean;
}

interface Lane {
  readonly reporter: Reporter;
  readonly sink: Sink;
}

/**
 * Opens every file first, so that what cannot be written is known before anything is asked, and writes
 * the beginning of each report. `options` are those of stdout; files get no colour and 80 columns.
 * Throws Failure.
 */
export async function startDelivery(
  requests: readonly OutputRequest[],
  options: ReportOptions,
  opening: Opening,
  stdout: OutStream,
): Promise<Delivery> {
  const lanes: Lane[] = [];

  async function abandon(): Promise<void> {
    await Promise.all(lanes.map(({ sink }) => sink.abandon()));
  }

  async function toAll(text: (reporter: Reporter) => string): Promise<void> {
    for (const { reporter, sink } of lanes) await sink.write(text(reporter));
  }

  async function orAbandon(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      await abandon();
      throw error;
    }
  }

  await orAbandon(async () => {
    for (const { format, file, append } of requests) {
      const create = await REPORTERS[format].load();
      const forFile: ReportOptions = { ...options, columns: PLAIN_COLUMNS, color: 'plain' };
      if (append === true && file !== null) {
        const { appendedFileSink, roomInSummary } = await import('./appendedFile.ts');
        const mostOctets = await roomInSummary(file);
        lanes.push({ reporter: create({ ...forFile, mostOctets }), sink: appendedFileSink(file) });
      } else if (file === null) {
        lanes.push({ reporter: create(options), sink: streamSink(stdout) });
      } else {
        const { openFileSink } = await import('./fileSink.ts');
        lanes.push({ reporter: create(forFile), sink: await openFileSink(file) });
      }
    }
    await toAll((reporter) => reporter.start(opening));
  });

  return {
    targets: (judged) => orAbandon(() => toAll((reporter) => textOf(reporter, judged))),
    end: (closing) =>
      orAbandon(async () => {
        await toAll((reporter) => reporter.end(closing));
        for (const { sink } of lanes) await sink.close();
      }),
    abandon,
    gone: () => lanes.length > 0 && lanes.every(({ sink }) => sink.gone()),
  };
}

function textOf(reporter: Reporter, judged: readonly Judged[]): string {
  let text = '';
  for (const one of judged)
    text +=
      reporter.retelling !== undefined && isRetelling(one)
        ? reporter.retelling(one)
        : reporter.target(reportOf(one));
  return text;
}

import { PLAIN_COLUMNS } from '../delivery.ts';
import { openFileSink } from '../fileSink.ts';
import type { OutputRequest } from '../formatOption.ts';
import type { ReportOptions } from '../reporter.ts';
import type { Sink } from '../sink.ts';
import { type OutStream, streamSink } from '../streamSink.ts';
import type { PlanReport } from './plannedMigration.ts';
import { PLAN_REPORTERS, type PlanFormat } from './planReporters.ts';

/** A plan on its way to all the places that were asked for. */
export interface PlanDelivery {
  write(report: PlanReport): Promise<void>;
  /** After an error elsewhere: files stay as they were before the run. */
  abandon(): Promise<void>;
}

/**
 * Opens every file first, so that what cannot be written is known before anything is asked. `options` are those of
 * stdout; files get no colour and 80 columns. Throws Failure.
 */
export async function startPlanDelivery(
  requests: readonly OutputRequest<PlanFormat>[],
  options: ReportOptions,
  stdout: OutStream,
): Promise<PlanDelivery> {
  const lanes: { readonly format: PlanFormat; readonly options: ReportOptions; readonly sink: Sink }[] = [];
  async function abandon(): Promise<void> {
    await Promise.all(lanes.map(({ sink }) => sink.abandon()));
  }
  try {
    for (const { format, file } of requests) {
      const sink = file === null ? streamSink(stdout) : await openFileSink(file);
      const forFile: ReportOptions = { ...options, columns: PLAIN_COLUMNS, color: 'plain' };
      lanes.push({ format, sink, options: file === null ? options : forFile });
    }
  } catch (error) {
    await abandon();
    throw error;
  }

  async function write(report: PlanReport): Promise<void> {
    try {
      for (const lane of lanes) {
        const render = await PLAN_REPORTERS[lane.format].load();
        await lane.sink.write(render(report, lane.options));
      }
      for (const { sink } of lanes) await sink.close();
    } catch (error) {
      await abandon();
      throw error;
    }
  }
  return { write, abandon };
}

import { Failure } from '../model/failure.ts';
import { type Instant, instant } from '../model/instant.ts';

/** Wakes the scheduler now and then. It decides nothing: what is due follows from the instant and the journal. */
export interface Ticker {
  /** Resolves at the next tick, or when the signal aborts. A tick while nobody waits for one is left out. */
  next(signal: AbortSignal): Promise<void>;
  /** When that will be; undefined if there is none any more. */
  nextAt(): Instant | undefined;
  stop(): void;
}

/** Makes a ticker for a cron expression in a time zone. Rejects with Failure (config) if it cannot be read. */
export type StartTicker = (cron: string, timezone: string) => Promise<Ticker>;

/** node-cron writes to the console unless it is given something else to write to. */
const SILENT = { info: silent, warn: silent, error: silent, debug: silent };

function silent(): void {}

/**
 * Ticks of a cron expression, five fields or six with seconds, by the machine's own clock in a time zone. A local time
 * that the clocks skip in spring has no tick.
 */
export async function startCronTicker(cron: string, timezone: string): Promise<Ticker> {
  const { createTask, validateDetailed } = await import('node-cron');
  const { valid, errors } = validateDetailed(cron);
  if (!valid)
    throw new Failure(
      'config',
      `"${cron}" is no cron expression: ${errors[0]?.message ?? 'it cannot be read'}.`,
      {
        hint: 'Write minute, hour, day of the month, month and day of the week: "*/5 * * * *" is every five minutes.',
      },
    );
  let wake = silent;
  const task = createTask(cron, () => wake(), { timezone, noOverlap: true, logger: SILENT });
  await task.start();
  return {
    next: (signal) =>
      new Promise((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    nextAt() {
      const next = task.getNextRun();
      return next === null ? undefined : instant(next.getTime());
    },
    stop: () => void task.destroy(),
  };
}

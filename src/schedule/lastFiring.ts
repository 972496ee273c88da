import { Failure } from '../model/failure.ts';
import { type Instant, instant } from '../model/instant.ts';

const MINUTE_MS = 60_000;
/** Zones differ from UTC by multiples of so many minutes; within such a block the local hour is one and the same. */
const BLOCK_MS = 15 * MINUTE_MS;
/** The 29th of February and nothing rarer. */
const LONGEST_MS = (4 * 366 + 1) * 24 * 60 * MINUTE_MS;

/** When a cron expression fired last, `at` included; undefined if it never did within four years. */
export type LastFiring = (at: Instant) => Instant | undefined;

/**
 * Reckons from the calendar alone, by node-cron's own reading of the expression, when it fired last: what is due must
 * not depend on who was running then. A second within the minute counts as the minute. Rejects with Failure (config).
 */
export async function lastFiringOf(cron: string, timezone: string): Promise<LastFiring> {
  const { createTask, validateDetailed } = await import('node-cron');
  const { valid, errors, fields } = validateDetailed(cron);
  if (!valid || fields === undefined)
    throw new Failure(
      'config',
      `"${cron}" is no cron expression: ${errors[0]?.message ?? 'it cannot be read'}.`,
      {
        hint: 'Write minute, hour, day of the month, month and day of the week: "0 9 * * 1" is Monday 09:00.',
      },
    );
  // It is never started; only its reading of the calendar is used.
  const task = createTask(cron, () => {}, { timezone });
  const hours = new Set(fields.hour);
  const months = new Set(fields.month);
  const local = new Intl.DateTimeFormat('en', {
    ...{ timeZone: timezone, hourCycle: 'h23', month: 'numeric', hour: 'numeric' },
  });

  function mayFireIn(block: number): boolean {
    const parts = local.formatToParts(block);
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
    return hours.has(part('hour')) && months.has(part('month'));
  }

  return (at) => {
    const second = Math.min(...fields.second) * 1000;
    for (let block = Math.floor(at / BLOCK_MS) * BLOCK_MS; block > at - LONGEST_MS; block -= BLOCK_MS) {
      if (!mayFireIn(block)) continue;
      for (let minute = block + BLOCK_MS - MINUTE_MS; minute >= block; minute -= MINUTE_MS)
        if (minute + second <= at && task.match(new Date(minute + second))) return instant(minute + second);
    }
    return undefined;
  };
}

import type { Clock } from '../../model/clock.ts';
import { createQueue, type Queue, type Queued } from './queue.ts';

/** Many alarms on one clock: thousands of questions with the same time-out share one wait. */
export interface Alarms {
  /** Calls `ring` after `ms`, unless it is cancelled before. */
  set(ms: number, ring: () => void): Alarm;
  /** What has rung or was cancelled stays so. */
  cancel(alarm: Alarm): void;
  /** Cancels all of them. */
  clear(): void;
}

export interface Alarm extends Queued {
  readonly ms: number;
  readonly due: number;
  readonly ring: () => void;
}

/** Alarms of one duration, in the order in which they are due. */
interface Row {
  readonly ms: number;
  readonly alarms: Queue<Alarm>;
  wait: AbortController | undefined;
}

/** Without a reason, `abort` makes an error with a stack each time. */
const CANCELLED = 'cancelled';

export function createAlarms(clock: Clock): Alarms {
  const rows = new Map<number, Row>();

  function set(ms: number, ring: () => void): Alarm {
    const row = rows.get(ms) ?? { ms, alarms: createQueue(), wait: undefined };
    rows.set(ms, row);
    const alarm: Alarm = { ms, due: clock.monotonicMs() + ms, ring, waits: false };
    row.alarms.add(alarm);
    if (row.wait === undefined) waitForFirst(row);
    return alarm;
  }

  function cancel(alarm: Alarm): void {
    // An alarm that waits is in the row of its duration: a row is dropped when it is empty.
    const row = alarm.waits ? rows.get(alarm.ms) : undefined;
    if (row === undefined) return;
    row.alarms.leave(alarm);
    if (row.alarms.size() === 0) drop(row);
  }

  function waitForFirst(row: Row): void {
    const first = row.alarms.peek();
    if (first === undefined) {
      drop(row);
      return;
    }
    const wait = new AbortController();
    row.wait = wait;
    void clock.wait(Math.max(0, first.due - clock.monotonicMs()), wait.signal).then(() => {
      if (wait.signal.aborted) return;
      // The clock's word that the time has passed counts, even if its reading is a fraction short of it.
      const now = Math.max(clock.monotonicMs(), first.waits ? first.due : 0);
      for (let next = row.alarms.peek(); next !== undefined && next.due <= now; next = row.alarms.peek()) {
        row.alarms.shift();
        next.ring();
      }
      if (row.wait === wait) waitForFirst(row);
    });
  }

  /** A wait that nobody needs would keep the process alive. */
  function drop(row: Row): void {
    row.wait?.abort(CANCELLED);
    row.wait = undefined;
    if (rows.get(row.ms) === row) rows.delete(row.ms);
  }

  function clear(): void {
    for (const row of [...rows.values()]) {
      while (row.alarms.shift() !== undefined);
      drop(row);
    }
  }

  return { set, cancel, clear };
}

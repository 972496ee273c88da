import type { Clock } from '../../model/clock.ts';

/** Many alarms on one clock: thousands of questions with the same time-out share one wait. */
export interface Alarms {
  /** Calls `ring` after `ms`, unless the returned function cancels it before. */
  set(ms: number, ring: () => void): () => void;
}

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
}

/** Alarms of one duration, in the order in which they are due. */
interface Row {
  readonly alarms: Set<Alarm>;
  wait: AbortController | undefined;
}

/** Without a reason, `abort` makes an error with a stack each time. */
const CANCELLED = 'cancelled';

export function createAlarms(clock: Clock): Alarms {
  const rows = new Map<number, Row>();

  function set(ms: number, ring: () => void): () => void {
    const row = rows.get(ms) ?? { alarms: new Set(), wait: undefined };
    rows.set(ms, row);
    const alarm: Alarm = { due: clock.monotonicMs() + ms, ring };
    row.alarms.add(alarm);
    if (row.wait === undefined) waitForFirst(ms, row);
    return () => {
      if (row.alarms.delete(alarm) && row.alarms.size === 0) clear(ms, row);
    };
  }

  function waitForFirst(ms: number, row: Row): void {
    const [first] = row.alarms;
    if (first === undefined) {
      clear(ms, row);
      return;
    }
    const wait = new AbortController();
    row.wait = wait;
    void clock.wait(Math.max(0, first.due - clock.monotonicMs()), wait.signal).then(() => {
      if (wait.signal.aborted) return;
      // The clock's word that the time has passed counts, even if its reading is a fraction short of it.
      const now = Math.max(clock.monotonicMs(), row.alarms.has(first) ? first.due : 0);
      for (const alarm of row.alarms) {
        if (alarm.due > now) break;
        row.alarms.delete(alarm);
        alarm.ring();
      }
      if (row.wait === wait) waitForFirst(ms, row);
    });
  }

  /** A wait that nobody needs would keep the process alive. */
  function clear(ms: number, row: Row): void {
    row.wait?.abort(CANCELLED);
    row.wait = undefined;
    if (rows.get(ms) === row) rows.delete(ms);
  }

  return { set };
}

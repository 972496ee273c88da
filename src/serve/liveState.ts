/** What the scheduler told last, kept for whoever asks. */

import { type Instant, plusSeconds } from '../model/instant.ts';
import type { PassReport, StepOutcome } from '../model/pass.ts';
import type { FailedMigration, SchedulerEvent, TickReport } from '../model/schedulerEvent.ts';
import { afterPass } from './afterPass.ts';

/** Seconds that a tick may be overdue: the shipped margin, by which `status` goes too. */
const OVERDUE_AFTER = 900;

export interface LiveState {
  hear(event: SchedulerEvent): void;
  /** The newest pass of each migration, by name: a tick looks only at some. */
  passes(): readonly PassReport[];
  lastTick(): TickReport | undefined;
  /** Migrations that could not be looked at when they were last tried. */
  failing(): readonly FailedMigration[];
  /** Whether the last tick came to its end and the next one is not overdue. */
  isFresh(now: Instant): boolean;
  /** Since the start. */
  steps(): ReadonlyMap<StepOutcome, number>;
  /** Passes and ticks that failed, by kind of failure. */
  failures(): ReadonlyMap<string, number>;
}

export function createLiveState(): LiveState {
  const passes = new Map<string, PassReport>();
  const failing = new Map<string, FailedMigration>();
  const steps = new Map<StepOutcome, number>();
  const failures = new Map<string, number>();
  let lastTick: TickReport | undefined;
  let failed = false;

  function hear(event: SchedulerEvent): void {
    switch (event.kind) {
      case 'started':
      case 'reloaded':
        for (const known of [passes, failing])
          for (const name of known.keys()) if (!event.migrations.includes(name)) known.delete(name);
        break;
      case 'tick-ended':
        for (const pass of event.report.passes) {
          passes.set(pass.migration, afterPass(pass));
          failing.delete(pass.migration);
        }
        for (const failure of event.report.failures) failing.set(failure.migration, failure);
        lastTick = event.report;
        failed = false;
        break;
      case 'step-done':
      case 'step-failed':
        count(steps, event.outcome);
        break;
      case 'pass-failed':
        count(failures, event.failure.kind);
        break;
      case 'tick-failed':
        count(failures, event.failure.kind);
        failed = true;
        break;
    }
  }

  function isFresh(now: Instant): boolean {
    if (lastTick === undefined || failed) return false;
    return now <= plusSeconds(lastTick.nextAt ?? lastTick.finishedAt, OVERDUE_AFTER);
  }

  return {
    ...{ hear, isFresh },
    passes: () => [...passes.values()],
    lastTick: () => lastTick,
    failing: () => [...failing.values()],
    steps: () => steps,
    failures: () => failures,
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

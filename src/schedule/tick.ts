import type { Clock } from '../model/clock.ts';
import type { Instant } from '../model/instant.ts';
import type { PassReport } from '../model/pass.ts';
import type { FailedMigration, TickReport, WakeCause } from '../model/schedulerEvent.ts';
import { nextLookAt } from './nextLook.ts';
import { toldFailure } from './toldFailure.ts';

/** What a tick works with: opened for it and closed after it, so that nothing of the last look is believed. */
export interface Passes extends AsyncDisposable {
  /** One pass over a migration of that name. Rejects with Failure. */
  pass(migration: string, signal: AbortSignal): Promise<PassReport>;
}

export interface TickOptions {
  readonly cause: WakeCause;
  readonly mode: 'dry-run' | 'write';
  readonly migrations: readonly string[];
  readonly open: () => Promise<Passes>;
  readonly clock: Clock;
  /** The next tick of the cron expression. */
  readonly cronAt: () => Instant | undefined;
  readonly signal: AbortSignal;
}

/**
 * A pass over each migration, one after the other; one that fails does not stop the others, unless the journal is what
 * failed: without it nothing may be changed. Rejects with Failure if nothing can be opened.
 */
export async function tick(options: TickOptions): Promise<TickReport> {
  const { cause, mode, clock, signal } = options;
  const at = clock.now();
  const passes: PassReport[] = [];
  const failures: FailedMigration[] = [];
  await using work = await options.open();
  for (const migration of options.migrations) {
    if (signal.aborted) break;
    try {
      passes.push(await work.pass(migration, signal));
    } catch (error) {
      const failure = toldFailure(error);
      failures.push({ migration, failure });
      if (failure.kind === 'journal') break;
    }
  }
  const dueAt = nextLookAt(passes, at);
  const cronAt = options.cronAt();
  const nextAt = [dueAt, cronAt].filter((one) => one !== undefined).sort((a, b) => a - b)[0] ?? null;
  return { at, finishedAt: clock.now(), cause, mode, passes, failures, nextAt };
}

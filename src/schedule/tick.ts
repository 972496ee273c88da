import type { Clock } from '../model/clock.ts';
import type { Instant } from '../model/instant.ts';
import type { Journal, MigrationState } from '../model/journal.ts';
import type { PassReport } from '../model/pass.ts';
import type { FailedMigration, TickReport, WakeCause } from '../model/schedulerEvent.ts';
import type { Agenda } from './agenda.ts';
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
  readonly agenda: Agenda;
  readonly journal: Pick<Journal, 'states'>;
  readonly open: () => Promise<Passes>;
  readonly clock: Clock;
  /** The next tick of the cron expression. */
  readonly cronAt: () => Instant | undefined;
  readonly signal: AbortSignal;
}

/**
 * A pass over each migration whose turn it is, one after the other; one that fails does not stop the others, unless the journal is what
 * failed: without it nothing may be changed. Rejects with Failure if nothing can be opened.
 */
export async function tick(options: TickOptions): Promise<TickReport> {
  const { cause, mode, clock, signal } = options;
  const at = clock.now();
  const passes: PassReport[] = [];
  const failures: FailedMigration[] = [];
  const due = options.agenda.due(options.migrations, at, await statesOf(options.journal));
  // A tick with nothing to do opens no socket and no provider.
  await using work = due.length === 0 ? undefined : await options.open();
  for (const migration of due) {
    if (signal.aborted || work === undefined) break;
    try {
      const pass = await work.pass(migration, signal);
      passes.push(pass);
      options.agenda.looked(pass);
    } catch (error) {
      const failure = toldFailure(error);
      failures.push({ migration, failure });
      if (failure.kind === 'journal') break;
    }
  }
  // What unsettled migrations wait for is the next tick of the cron expression: no hurry helps them.
  const dueAt = [nextLookAt(passes, at), options.agenda.nextAt()].filter(
    (one) => one !== undefined && one > at,
  );
  const cronAt = options.cronAt();
  const nextAt = [...dueAt, cronAt].filter((one) => one !== undefined).sort((a, b) => a - b)[0] ?? null;
  const resting = options.migrations.length - due.length;
  return { at, finishedAt: clock.now(), cause, mode, passes, failures, resting, nextAt };
}

async function statesOf(journal: Pick<Journal, 'states'>): Promise<ReadonlyMap<string, MigrationState>> {
  return new Map((await journal.states()).map(({ migration, state }) => [migration, state]));
}

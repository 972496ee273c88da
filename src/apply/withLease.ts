import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import { formatInstant, instant } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';

/** A writer that has not said for so long that it lives is taken for dead. */
const LEASE_MS = 60_000;
const HEARTBEAT_MS = 15_000;

/**
 * Runs `work` as the only writer of a journal, with a heartbeat. Throws Failure (journal) at once if another holds the
 * lease. If the lease is lost midway (a suspended machine, a jumped clock), the signal handed to `work` aborts.
 */
export async function withLease<T>(
  journal: Journal,
  owner: string,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const done = new AbortController();
  await take(journal, owner, clock);
  const beating = (async () => {
    while (!done.signal.aborted) {
      await clock.wait(HEARTBEAT_MS, done.signal);
      if (done.signal.aborted) return;
      await take(journal, owner, clock).catch(() => lost.abort());
    }
  })();
  try {
    return await work(lost.signal);
  } finally {
    done.abort();
    await beating;
    await journal.releaseLease(owner);
  }
}

async function take(journal: Journal, owner: string, clock: Clock): Promise<void> {
  const now = clock.now();
  const { held, mine } = await journal.acquireLease(owner, now, instant(now + LEASE_MS));
  if (mine) return;
  throw new Failure(
    'journal',
    `Another ttl-check (${held.owner}) is writing to this journal; its lease runs until ${formatInstant(held.until)}.`,
    { hint: 'Wait for it to end, or stop it. A lease that is not renewed ends by itself within a minute.' },
  );
}

import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import { formatInstant, instant } from '../model/instant.ts';
import type { Journal, Lease } from '../model/journal.ts';

/** A writer that has not said for so long that it lives is taken for dead. */
const LEASE_MS = 60_000;
const HEARTBEAT_MS = 15_000;

/** What to do about a lease that another holds. */
export interface LeaseWait {
  /** Called once, before waiting. */
  readonly onWait: (held: Lease) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs `work` as the only writer of a journal, with a heartbeat. Throws Failure (journal) at once if another holds the
 * lease; with `wait` only if that one renews it: a writer that was killed does not, and its lease ends within a minute. If the lease is lost midway (a suspended machine, a jumped clock), the signal handed to `work` aborts.
 */
export async function withLease<T>(
  journal: Journal,
  owner: string,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
  wait?: LeaseWait,
): Promise<T> {
  const lost = new AbortController();
  const done = new AbortController();
  await (wait === undefined ? take(journal, owner, clock) : takeFromTheDead(journal, owner, clock, wait));
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
  const held = await tryToTake(journal, owner, clock);
  if (held !== undefined) throw refusal(held);
}

/** Waits for a lease to end that nobody renews. */
async function takeFromTheDead(
  journal: Journal,
  owner: string,
  clock: Clock,
  { onWait, signal }: LeaseWait,
): Promise<void> {
  const first = await tryToTake(journal, owner, clock);
  if (first === undefined) return;
  onWait(first);
  for (;;) {
    await clock.wait(Math.min(HEARTBEAT_MS, Math.max(1, first.until - clock.now())), signal);
    const held = signal.aborted ? first : await tryToTake(journal, owner, clock);
    if (held === undefined) return;
    if (signal.aborted || held.owner !== first.owner || held.until !== first.until) throw refusal(held);
  }
}

/** Who holds it instead; undefined if it is ours now. */
async function tryToTake(journal: Journal, owner: string, clock: Clock): Promise<Lease | undefined> {
  const now = clock.now();
  const { held, mine } = await journal.acquireLease(owner, now, instant(now + LEASE_MS));
  return mine ? undefined : held;
}

function refusal(held: Lease): Failure {
  return new Failure(
    'journal',
    `Another ttl-check (${held.owner}) is writing to this journal; its lease runs until ${formatInstant(held.until)}.`,
    { hint: 'Wait for it to end, or stop it. A lease that is not renewed ends by itself within a minute.' },
  );
}

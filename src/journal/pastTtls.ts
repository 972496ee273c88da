import { earlier, type Instant } from '../model/instant.ts';
import type { Look, PastTtl } from '../model/journal.ts';

/** What of a run of looks matters for the past. */
export interface Run {
  readonly since: Instant;
  readonly at: Instant;
  readonly ttl: { readonly max: number };
  readonly complete: 'all-servers' | 'some-servers';
  readonly inSync?: true;
}

/**
 * The TTLs longer than the newest, oldest first, from runs of looks given newest first. Each ends with the first look
 * at which all servers had a lower one. One that ended no later than a longer one is left out: the longer one binds.
 * If the clock went back, the look that was `told` last (its TTL in seconds) is not the newest: the lower of the two
 * is then what the others are longer than, and a newest look that is longer has not ended.
 */
export function pastTtlsOf(newestFirst: readonly Run[], told?: number): PastTtl[] {
  const [newest] = newestFirst;
  if (newest === undefined) return [];
  const past: PastTtl[] = [];
  let longest = Math.min(newest.ttl.max, told ?? newest.ttl.max);
  /** All servers answered, with a TTL of at most `longest`; the earliest such run that is newer than the one at hand. */
  let ended: Run | undefined;
  for (const look of newestFirst) {
    if (look.ttl.max > longest) {
      const found = pastTtl(look, ended, newest.at);
      if (past.at(-1)?.until === found.until) past.pop();
      past.push(found);
      longest = look.ttl.max;
    }
    // A longer TTL of the same instant as the run's first look was not gone at that look.
    if (look.complete === 'all-servers') ended = look;
  }
  return past.reverse();
}

/** The same as of a look: of the runs, what was seen by then, and the look itself. Undefined if nothing was seen by then. */
export function pastTtlsAsOf(
  newestFirst: readonly Run[],
  { at, ttl, complete }: Look,
): PastTtl[] | undefined {
  const before = newestFirst
    .filter(({ since }) => since <= at)
    .map((run) => ({ ...run, at: earlier(run.at, at) }));
  return before.length === 0 ? undefined : pastTtlsOf([{ since: at, at, ttl, complete }, ...before]);
}

function pastTtl(look: Run, ended: Run | undefined, newest: Instant): PastTtl {
  const ttl = look.ttl.max;
  if (ended === undefined) return { ttl, until: newest, unended: true };
  return { ttl, until: ended.since, ...(ended.inSync === true ? { settled: true as const } : {}) };
}

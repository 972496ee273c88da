import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import type { Seconds } from '../model/instant.ts';
import type { Sighting } from '../model/journal.ts';
import type { Observer } from '../model/observer.ts';
import type { Confirmation, Provider } from '../model/provider.ts';
import { sightingsOf } from './sightings.ts';
import type { Surveyed } from './survey.ts';

/** A change that the provider took. */
export interface Taken {
  readonly rrset: Surveyed;
  readonly ttl: number;
  readonly changeId: string | undefined;
}

export interface VerifyOptions {
  readonly provider: Provider;
  readonly observer: Observer;
  readonly clock: Clock;
  /** How long to wait in all. */
  readonly bound: Seconds;
  readonly signal?: AbortSignal;
}

/** Between two looks, milliseconds: soon at first, then calmer. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Waits until every authoritative server answers the new TTL with the data as they were, and gives what was seen then.
 * What is not there within the bound is missing from the result; a later pass goes on with it.
 */
export async function verifyTaken<T extends Taken>(
  taken: readonly T[],
  options: VerifyOptions,
): Promise<Map<T, Sighting>> {
  const { clock, signal } = options;
  const verified = new Map<T, Sighting>();
  const inSync = new Map<string, Confirmation>();
  // Not by the clock on the wall, which may be set while we wait.
  const until = clock.monotonicMs() + options.bound * 1000;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    for (const one of taken) {
      if (verified.has(one) || signal?.aborted) continue;
      const word = one.changeId === undefined ? undefined : await wordOf(one.changeId, inSync, options);
      // While the provider itself says that it is under way, asking its servers would only make noise.
      if (word?.kind === 'pending') continue;
      const sighting = await look(one, options);
      if (sighting !== undefined)
        verified.set(one, word?.kind === 'in-sync' ? { ...sighting, inSync: true } : sighting);
    }
    if (verified.size === taken.length || signal?.aborted || clock.monotonicMs() + wait > until)
      return verified;
    for (const [id, word] of inSync) if (word.kind === 'pending') inSync.delete(id);
    await clock.wait(wait, signal);
  }
}

/** One look a round for each change, however many RRsets it had. */
async function wordOf(
  changeId: string,
  known: Map<string, Confirmation>,
  { provider, signal }: VerifyOptions,
): Promise<Confirmation> {
  const before = known.get(changeId);
  if (before !== undefined) return before;
  const word = await provider.confirm(changeId, signal).catch((error: unknown): Confirmation => {
    // The change is made; a provider that cannot be asked about it any more is no reason not to look for oneself.
    if (error instanceof Failure) return { kind: 'no-word' };
    throw error;
  });
  known.set(changeId, word);
  return word;
}

async function look(
  { rrset, ttl }: Taken,
  { observer, signal }: VerifyOptions,
): Promise<Sighting | undefined> {
  const target = { input: rrset.owner, name: rrset.owner, types: [rrset.type] };
  const observation = await observer.observe(target, signal);
  const seen = sightingsOf(observation).find((s) => s.owner === rrset.owner && s.type === rrset.type);
  if (seen === undefined || seen.complete !== 'all-servers') return undefined;
  if (seen.ttl.min !== ttl || seen.ttl.max !== ttl) return undefined;
  return sameData(rrset, seen) ? seen : undefined;
}

/** A routing group answers with some of its sets, so of it only the TTL can be compared. */
function sameData({ live, rdata }: Surveyed, seen: Sighting): boolean {
  if (live.length !== 1) return true;
  const [before, after] = [[...rdata].sort(), [...seen.rdata].sort()];
  return before.length === after.length && before.every((text, i) => text === after[i]);
}

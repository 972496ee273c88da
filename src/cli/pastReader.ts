import { firstByRrset, rrsetKey } from '../apply/byRrset.ts';
import { sightingsFrom, sightingsOf } from '../apply/sightings.ts';
import type { JudgeContext } from '../judge/context.ts';
import { factsOf } from '../judge/facts.ts';
import type { RrsetFacts } from '../judge/rrsets.ts';
import { earlier } from '../model/instant.ts';
import type { Journal, Look } from '../model/journal.ts';
import { observationOf, type Seen } from '../model/lookalike.ts';
import type { Name } from '../model/name.ts';
import type { KnownPast } from '../policy/arithmetic.ts';

/**
 * - `added`: the looks are new, and go into the journal
 * - `surveyed`: a survey of a migration has put them there already
 * - `replayed`: they are old; the journal is only asked what it knew then
 */
export type Looks = 'added' | 'surveyed' | 'replayed';

/** What a journal knows of the past of what is judged: of a check, and of a digest. */
export interface PastReader {
  /** Of the RRsets that `see` was given last; no more than that is kept. */
  readonly past: NonNullable<JudgeContext['past']>;
  /** Adds the looks where they are new, and reads the past of what they show. Rejects with Failure (journal). */
  see(seen: readonly Seen[]): Promise<void>;
}

export interface PastReaderOptions {
  readonly journal: Journal;
  readonly looks: Looks;
  /** Zones that the user moves besides the targets' own. */
  readonly movedZones: readonly Name[];
}

export function createPastReader({ journal, looks, movedZones }: PastReaderOptions): PastReader {
  const pasts = new Map<string, KnownPast>();

  async function see(seen: readonly Seen[]): Promise<void> {
    pasts.clear();
    const observations = seen.map(observationOf);
    const facts = observations.map((observation) => factsOf(observation, movedZones));
    const sightings = looks === 'surveyed' ? observations.flatMap(sightingsOf) : facts.flatMap(sightingsFrom);
    // In one transaction; and before anything is read, as the newest look is what the others are longer than.
    if (looks === 'added' && sightings.length > 0) await journal.recordSightings(sightings);
    const shown = firstByRrset(sightings);
    for (const rrset of facts.flatMap(({ rrsets }) => rrsets)) {
      const key = rrsetKey(rrset);
      const past = await pastOf(rrset, shown.get(key));
      if (past !== undefined) pasts.set(key, past);
    }
  }

  async function pastOf(rrset: RrsetFacts, sighting: Look | undefined): Promise<KnownPast | undefined> {
    const { owner, type, ttl, observedAt } = rrset;
    if (rrset.foreign || ttl === null || observedAt === null) return undefined;
    const isInJournal = looks !== 'replayed' && sighting !== undefined;
    // What only caches show is no look at all servers, and is not added; nor does a survey add what other zones have.
    const look = sighting ?? { at: observedAt, ttl: { min: ttl, max: ttl }, complete: 'some-servers' };
    const ttls = await (isInJournal ? journal.pastTtls(owner, type) : journal.pastTtls(owner, type, look));
    const first = await journal.firstSeen(owner, type);
    return ttls === undefined || first === undefined
      ? undefined
      : { ttls, since: earlier(first, observedAt) };
  }

  return { past: (owner, type) => pasts.get(rrsetKey({ owner, type })), see };
}

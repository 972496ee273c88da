import { resolve } from 'node:path';
import { firstByRrset, rrsetKey } from '../apply/byRrset.ts';
import { sightingsFrom } from '../apply/sightings.ts';
import type { JournalMode } from '../journal/openDatabase.ts';
import type { JudgeContext } from '../judge/context.ts';
import { factsOf } from '../judge/facts.ts';
import type { RrsetFacts } from '../judge/rrsets.ts';
import { earlier } from '../model/instant.ts';
import type { Journal, Look } from '../model/journal.ts';
import { observationOf, type Seen } from '../model/lookalike.ts';
import type { Name } from '../model/name.ts';
import type { KnownPast } from '../policy/arithmetic.ts';

/** How `check` opens a journal; tests hand in their own. */
export type OpenJournal = (path: string, mode: JournalMode) => Promise<Journal>;

/** `added`: the looks are new, and go into the journal. `replayed`: it is only asked what it knew then. */
export type Looks = 'added' | 'replayed';

/** What a journal knows of the past of what a check sees. */
export interface CheckJournal {
  /** Of the RRsets that `see` was given last; no more than that is kept. */
  readonly past: NonNullable<JudgeContext['past']>;
  /** Adds the looks unless they are replayed, and reads the past of what they show. Rejects with Failure (journal). */
  see(seen: readonly Seen[]): Promise<void>;
  close(): Promise<void>;
}

export interface CheckJournalOptions {
  /** `--journal`, from `cwd`. */
  readonly file: string;
  readonly cwd: string;
  readonly looks: Looks;
  /** Zones that the user moves besides the targets' own. */
  readonly movedZones: readonly Name[];
  readonly open?: OpenJournal;
}

/** Opens the journal of a check: to write to, and made where there is none, but for a replay. Rejects with Failure. */
export async function openCheckJournal(options: CheckJournalOptions): Promise<CheckJournal> {
  const { looks, movedZones, open = openOnDisk } = options;
  const journal = await open(resolve(options.cwd, options.file), looks === 'added' ? 'write' : 'read');
  const pasts = new Map<string, KnownPast>();

  async function see(seen: readonly Seen[]): Promise<void> {
    pasts.clear();
    const facts = seen.map((one) => factsOf(observationOf(one), movedZones));
    const sightings = facts.flatMap(sightingsFrom);
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
    const isAdded = looks === 'added' && sighting !== undefined;
    // What only caches show is no look at all servers, and is not added.
    const look = sighting ?? { at: observedAt, ttl: { min: ttl, max: ttl }, complete: 'some-servers' };
    const ttls = await (isAdded ? journal.pastTtls(owner, type) : journal.pastTtls(owner, type, look));
    const first = await journal.firstSeen(owner, type);
    return ttls === undefined || first === undefined
      ? undefined
      : { ttls, since: earlier(first, observedAt) };
  }

  return {
    past: (owner, type) => pasts.get(rrsetKey({ owner, type })),
    see,
    close: () => journal.close(),
  };
}

const openOnDisk: OpenJournal = async (path, mode) =>
  (await import('../journal/sqlite.ts')).openJournal(path, { mode });

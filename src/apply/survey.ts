import { factsOf, type TargetFacts } from '../judge/facts.ts';
import type { RrsetFacts } from '../judge/rrsets.ts';
import { Failure } from '../model/failure.ts';
import type { Instant } from '../model/instant.ts';
import type { FormerTtl, IntentWithReceipt, Journal, Sighting } from '../model/journal.ts';
import type { Migration } from '../model/migration.ts';
import { isAtOrBelow, type Name, parseName } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import type { Observer } from '../model/observer.ts';
import type { LiveRrset, Provider, ProviderZone } from '../model/provider.ts';
import type { RecordType } from '../model/recordType.ts';
import { judgedTtl, type Ttl } from '../model/ttl.ts';
import type { RrsetToPlan } from '../plan/planMigration.ts';
import { drainedAtTheLatest, drainOfPast } from '../policy/arithmetic.ts';
import { matchesGlob } from '../policy/glob.ts';
import type { Policy } from '../policy/policy.ts';
import { firstByRrset, listsByRrset, rrsetKey } from './byRrset.ts';
import { ownersOfRegistry, registryNotice } from './externalDns.ts';
import { handCount, hasGivenBack, lastSet, mayHaveTouched } from './hands.ts';
import { sightingsFrom } from './sightings.ts';
import { zoneFor } from './zoneFor.ts';

export interface SurveyOptions {
  readonly migration: Migration;
  readonly policy: Policy;
  readonly observer: Pick<Observer, 'observe'>;
  /** Without one, only authorities are looked at, and only names that the migration spells out. */
  readonly provider?: Provider;
  readonly journal?: Journal;
  /** How often a TTL that somebody raised is lowered again. */
  readonly maxRelowerings: number;
  readonly at: Instant;
  readonly concurrency: number;
  readonly signal?: AbortSignal;
}

/** A live RRset with what the provider needs to change it. */
export interface Surveyed extends RrsetToPlan {
  /** null where there is no provider. */
  readonly providerZone: ProviderZone | null;
  /** Seconds; what all its sets at the provider have, and what a change starts from. */
  readonly providerTtl: Ttl | undefined;
  /** The journal has a former TTL of a change that came to nothing, and another TTL stands there now. */
  readonly outdatedFormer?: boolean;
  /** All sets of this owner and type at the provider. */
  readonly live: readonly LiveRrset[];
  /** As the authorities show it, for comparing afterwards; null if none was seen. */
  readonly seen: Sighting | null;
}

export interface Survey {
  readonly rrsets: readonly Surveyed[];
  /** Names and types that do not exist now. */
  readonly absent: readonly {
    readonly owner: Name;
    readonly type: RecordType | null;
    readonly create: boolean;
  }[];
  /** RRsets that we lowered and that are no more; their former TTLs are still out. */
  readonly vanished: readonly FormerTtl[];
  /** Names of which nothing was learnt, with the reason. */
  readonly unobserved: readonly { readonly owner: Name; readonly because: string }[];
  readonly observations: readonly Observation[];
  /** Sentences about what a person should know before the first change. */
  readonly notices: readonly string[];
}

/** `named`: by its type · `listed`: by its zone or name alone · `lent`: only the journal has it, to be given back. */
type WantedType = 'lent' | 'listed' | 'named';

const STRENGTH = { lent: 0, listed: 1, named: 2 } as const satisfies Record<WantedType, number>;

interface Wanted {
  readonly owner: Name;
  readonly types: Map<RecordType, WantedType>;
  create: boolean;
}

/** Looks at every RRset of a migration: at the provider, at the authorities, and in the journal. Writes no DNS. */
export async function surveyMigration(options: SurveyOptions): Promise<Survey> {
  const { migration, provider } = options;
  const formers = (await options.journal?.formerTtls(migration.name)) ?? [];
  const lent = formers.filter((f) => f.restoredAt === undefined);
  const zones: ProviderZone[] = [];
  if (provider !== undefined)
    for await (const zone of provider.listZones(options.signal, namesSpeltOut(migration, lent)))
      zones.push(zone);
  const wanted = await wantedOf(options, zones, lent);
  const observations = await observeAll(options, [...wanted.values()]);
  const facts = observations.map((observation) => factsOf(observation, []));
  const sightings = facts.flatMap(sightingsFrom);
  await options.journal?.recordSightings(sightings);
  const seenServers = createServersSeen(observations);
  const live = await readLive(options, zones, [...wanted.keys()], seenServers);
  const memory: Memory = {
    sightings: firstByRrset(sightings),
    formers: firstByRrset(formers),
    intents: listsByRrset((await options.journal?.intents(migration.name)) ?? [], ({ intent }) => intent),
  };
  const rrsets: Surveyed[] = [];
  const absent: Survey['absent'][number][] = [];
  const unobserved: Survey['unobserved'][number][] = [];
  for (const [i, want] of [...wanted.values()].entries()) {
    const shown = facts[i];
    if (shown === undefined) continue;
    const found = await surveyOwner({ options, want, facts: shown, live, memory });
    rrsets.push(...found);
    if (found.length > 0) continue;
    if (shown.ends.some((end) => end.name === want.owner && (end.nxdomain || end.absent.length > 0)))
      absent.push({ owner: want.owner, type: null, create: want.create });
    else unobserved.push({ owner: want.owner, because: 'no authoritative server showed it' });
  }
  const there = firstByRrset(rrsets);
  const unseen = new Set(unobserved.map(({ owner }) => owner));
  const vanished = lent.filter(
    (f) =>
      mayHaveTouched(memory.intents.get(rrsetKey(f)) ?? [], undefined) &&
      !there.has(rrsetKey(f)) &&
      !unseen.has(f.owner),
  );
  return { rrsets, absent, vanished, unobserved, observations, notices: live.notices };
}

/** Every name that can be meant; undefined where a zone is listed, since others may lie below it. */
function namesSpeltOut(migration: Migration, lent: readonly FormerTtl[]): readonly Name[] | undefined {
  const names = lent.map(({ owner }) => owner);
  for (const selector of migration.records) {
    if (selector.kind !== 'name') return undefined;
    names.push(selector.name);
  }
  return names;
}

async function wantedOf(
  options: SurveyOptions,
  zones: readonly ProviderZone[],
  lent: readonly FormerTtl[],
): Promise<Map<Name, Wanted>> {
  const wanted = new Map<Name, Wanted>();
  const want = (owner: Name, type: RecordType, how: WantedType): Wanted => {
    const known: Wanted = wanted.get(owner) ?? { owner, types: new Map(), create: false };
    wanted.set(owner, known);
    const before = known.types.get(type);
    if (before === undefined || STRENGTH[how] > STRENGTH[before]) known.types.set(type, how);
    return known;
  };
  // What was lowered has to be given back, even if the migration does not have it any more.
  for (const { owner, type } of lent) want(owner, type, 'lent');
  for (const selector of options.migration.records) {
    if (selector.kind === 'name') {
      for (const type of selector.types) {
        const known = want(selector.name, type, selector.anyType === true ? 'listed' : 'named');
        if (selector.create) known.create = true;
      }
      continue;
    }
    const { provider } = options;
    if (provider === undefined) continue;
    const own = zones.filter((z) => z.apex === selector.zone && z.visibility === 'public');
    if (own.length === 0)
      throw new Failure('provider', `The provider has no public zone ${selector.zone}.`, {
        hint: 'Check the account or profile, or name another provider for this migration.',
      });
    for (const zone of own) {
      for await (const set of provider.readRrsets(zone, undefined, options.signal)) {
        const byName =
          selector.names === undefined || selector.names.some((glob) => matchesGlob(glob, set.owner));
        // The NS set of the apex is nobody's record to move unless a migration names it.
        const apexNs = set.type === 'NS' && set.owner === zone.apex;
        if (byName && !apexNs && selector.types.includes(set.type)) want(set.owner, set.type, 'listed');
      }
    }
  }
  return new Map([...wanted].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function observeAll(options: SurveyOptions, wanted: readonly Wanted[]): Promise<Observation[]> {
  const observations: Observation[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < wanted.length; i = next++) {
      const want = wanted[i];
      if (want === undefined) return;
      const types = [...want.types.keys()];
      const target = { input: want.owner, name: want.owner, types };
      observations[i] = await options.observer.observe(target, options.signal);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  return observations;
}

/** The name servers that the parent names; those of the zone itself where the parent was not asked. */
function createServersSeen(observations: readonly Observation[]): (apex: Name) => readonly Name[] {
  const known = new Map<Name, { readonly names: readonly Name[]; readonly delegated: boolean }>();
  for (const { zones } of observations)
    for (const { apex, delegation, servers } of zones) {
      const before = known.get(apex);
      if (delegation !== null && before?.delegated !== true)
        known.set(apex, { names: delegation.servers, delegated: true });
      else if (before === undefined)
        known.set(apex, { names: servers.map((server) => server.name), delegated: false });
    }
  return (apex) => known.get(apex)?.names ?? [];
}

interface Live {
  readonly sets: ReadonlyMap<string, readonly LiveRrset[]>;
  readonly zoneOf: ReadonlyMap<Name, ProviderZone>;
  readonly notices: readonly string[];
}

async function readLive(
  options: SurveyOptions,
  zones: readonly ProviderZone[],
  owners: readonly Name[],
  seenServers: (apex: Name) => readonly Name[],
): Promise<Live> {
  const sets = new Map<string, LiveRrset[]>();
  const zoneOf = new Map<Name, ProviderZone>();
  const notices: string[] = [];
  const { provider } = options;
  if (provider === undefined) return { sets, zoneOf, notices };
  for (const owner of owners) zoneOf.set(owner, zoneFor(owner, zones, seenServers));
  for (const zone of new Set(zoneOf.values())) {
    const own = owners.filter((owner) => zoneOf.get(owner) === zone);
    const registry = ownersOfRegistry(own).filter((name) => isAtOrBelow(name, zone.apex));
    for await (const set of provider.readRrsets(zone, [...new Set([...own, ...registry])], options.signal)) {
      const notice = registryNotice(set, own);
      if (notice !== undefined) notices.push(notice);
      const key = rrsetKey(set);
      const group = sets.get(key);
      if (group === undefined) sets.set(key, [set]);
      else group.push(set);
    }
  }
  return { sets, zoneOf, notices: [...new Set(notices)].sort() };
}

interface OwnerSurvey {
  readonly options: SurveyOptions;
  readonly want: Wanted;
  readonly facts: TargetFacts;
  readonly live: Live;
  readonly memory: Memory;
}

/** What is known of each RRset of the migration, by `rrsetKey`. */
interface Memory {
  readonly sightings: ReadonlyMap<string, Sighting>;
  readonly formers: ReadonlyMap<string, FormerTtl>;
  /** Oldest first. */
  readonly intents: ReadonlyMap<string, readonly IntentWithReceipt[]>;
}

async function surveyOwner(survey: OwnerSurvey): Promise<Surveyed[]> {
  const { want, live, facts } = survey;
  const found: Surveyed[] = [];
  for (const [type, how] of want.types) {
    const key = rrsetKey({ owner: want.owner, type });
    const sets = live.sets.get(key) ?? [];
    const rrset = facts.rrsets.find((r) => r.owner === want.owner && r.type === type);
    const seen = survey.memory.sightings.get(key) ?? null;
    if (sets.length === 0 && seen === null) continue;
    found.push(await surveyed(survey, type, how, sets, rrset, seen));
  }
  return found;
}

async function surveyed(
  { options, want, live, memory }: OwnerSurvey,
  type: RecordType,
  how: WantedType,
  sets: readonly LiveRrset[],
  rrset: RrsetFacts | undefined,
  seen: Sighting | null,
): Promise<Surveyed> {
  const { owner } = want;
  const ttl = liveTtl(sets, seen);
  const providerTtl = onlyTtl(sets);
  const former = memory.formers.get(rrsetKey({ owner, type }));
  const ours = memory.intents.get(rrsetKey({ owner, type })) ?? [];
  const owed = former !== undefined && former.restoredAt === undefined;
  const lent = owed && (mayHaveTouched(ours, providerTtl) || hasGivenBack(ours));
  const lowered = lent && providerTtl !== undefined && providerTtl === lastSet(ours, providerTtl);
  const providerZone = live.zoneOf.get(owner) ?? null;
  const obstacle = obstacleOf(options, {
    ...{ sets, rrset, seen, providerZone },
    // Whoever lowered it, or left it, is nobody to give in to.
    hands: lent && !lowered ? handCount(ours) : null,
  });
  return {
    zone: providerZone?.apex ?? seen?.zone ?? parseName('.'),
    ...{ owner, type, ttl, named: how === 'named', lowered },
    rdata: [
      ...new Set([...sets.flatMap((s) => s.rdata), ...(sets.length > 0 ? [] : (seen?.rdata ?? []))]),
    ].sort(),
    ...(obstacle === undefined ? {} : { obstacle }),
    ...(how === 'lent' ? { leaving: true } : {}),
    ...(!owed && (former !== undefined || hasGivenBack(ours)) ? { restored: true } : {}),
    formerTtl: lent ? former.ttl : null,
    ...(owed && !lent && former.ttl !== providerTtl ? { outdatedFormer: true } : {}),
    ...(await drainOf(options, owner, type)),
    ...{ providerZone, providerTtl, live: sets, seen },
  };
}

/** The TTL that all sets at the provider have; undefined if they differ, or there is none. */
function onlyTtl(sets: readonly LiveRrset[]): Ttl | undefined {
  const ttls = new Set(sets.map((set) => set.ttl));
  const [first] = ttls;
  return ttls.size === 1 && first !== null ? first : undefined;
}

/** The longest TTL that the provider or any authority shows; null if the provider says that it has none. */
function liveTtl(sets: readonly LiveRrset[], seen: Sighting | null): Ttl | null {
  const own = sets.flatMap((s) => (s.ttl === null ? [] : [s.ttl]));
  if (sets.length > 0 && own.length === 0) return null;
  return judgedTtl(Math.max(...own, ...(seen === null ? [] : [seen.ttl.max])));
}

interface Standing {
  readonly sets: readonly LiveRrset[];
  readonly rrset: RrsetFacts | undefined;
  readonly seen: Sighting | null;
  readonly providerZone: ProviderZone | null;
  /** How often we lowered it again, if it is raised now; null if it is not. */
  readonly hands: number | null;
}

function obstacleOf(
  { provider, maxRelowerings }: SurveyOptions,
  { sets, rrset, seen, providerZone, hands }: Standing,
): Surveyed['obstacle'] | undefined {
  const fixed = sets.find((s) => s.fixed !== undefined)?.fixed;
  if (fixed !== undefined) return { disposition: 'fixed', because: fixed.detail };
  if (rrset?.synthesised)
    return { disposition: 'fixed', because: 'Its TTL is made from another record (a flattened alias).' };
  if (provider === undefined)
    return { disposition: 'foreign', because: 'The migration names no provider, so nothing can be changed.' };
  if (sets.length === 0)
    return {
      disposition: 'foreign',
      because: 'The provider does not have it, though the servers answer it.',
    };
  if (seen === null)
    return { disposition: 'held', because: 'No authoritative server was seen to answer it; look again.' };
  if (providerZone !== null && seen.zone !== providerZone.apex)
    return {
      disposition: 'foreign',
      because: `It is answered from the zone ${seen.zone}, not from ${providerZone.apex} at the provider.`,
    };
  const ttls = [...new Set(sets.map((s) => s.ttl))];
  if (ttls.length > 1)
    return {
      disposition: 'held',
      because: `Its ${sets.length} sets have different TTLs (${ttls.join(', ')} s); give them one first.`,
    };
  if (hands !== null && hands >= maxRelowerings)
    return {
      disposition: 'held',
      because: `Somebody raised its TTL again after we had lowered it ${hands + 1} times; it is left alone now.`,
    };
  return undefined;
}

/** When the longer TTLs of the past have run out: from the journal, which must reach back far enough. */
async function drainOf(
  { journal, policy, at }: SurveyOptions,
  owner: Name,
  type: RecordType,
): Promise<Pick<RrsetToPlan, 'drainedAt' | 'drainedAtTheLatest'>> {
  const { figures } = policy;
  const ttls = await journal?.pastTtls(owner, type);
  if (ttls === undefined) return { drainedAt: null, drainedAtTheLatest: drainedAtTheLatest(at, figures) };
  const since = (await journal?.firstSeen(owner, type)) ?? at;
  const { drainedAt, unknownUntil } = drainOfPast({ ttls, since }, at, figures);
  return {
    drainedAt: unknownUntil === null ? drainedAt : null,
    drainedAtTheLatest: unknownUntil ?? drainedAt,
  };
}

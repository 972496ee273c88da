import { ancestry, type Name, parentOf, ROOT } from '../model/name.ts';
import type { Answer, SeenRrset } from '../model/observation.ts';
import { askAll } from './askAll.ts';
import type { RunContext } from './context.ts';
import { findCut } from './cuts.ts';
import { askParent, type ParentSays, readDelegation } from './delegation.ts';
import { apexByGiven, givenServers } from './givenZones.ts';
import { createRecent } from './recent.ts';
import type { View } from './views.ts';
import { findServers, nameServersIn, type Server } from './zone.ts';

/** What a run knows of a zone. Each fact is asked for once, whoever wants it. */
export interface ZoneEntry {
  readonly apex: Name;
  readonly servers: Promise<readonly Server[]>;
  /** SOA and NS from every server. */
  context(): Promise<readonly Answer[]>;
  parent(): Promise<ParentSays>;
  /** Servers that the parent or the zone itself names, beyond `servers`. */
  further(): Promise<readonly Server[]>;
  /** Set once all of the above is known: the names that come later need not wait for any of it. */
  settled: SettledZone | undefined;
}

/** A zone of which everything was learnt that a target's observation tells of it. */
export interface SettledZone {
  /** Those that discovery found first, then those that the parent and the zone name. */
  readonly servers: readonly Server[];
  readonly view: View;
}

export type ZoneFound = ZoneEntry | { readonly nowhere: string };

export interface ZoneBook {
  /** The zone that holds this name. */
  zoneOf(name: Name): Promise<ZoneFound>;
  /** The same, where it is settled and known without a question. */
  settledZoneOf(name: Name): ZoneEntry | undefined;
  /** The zone that a referral points to, for zones that resolvers cannot find. */
  referred(apex: Name, referral: readonly SeenRrset[]): ZoneEntry;
  /** A zone that the given servers turned out to serve. */
  known(apex: Name): ZoneEntry;
}

/** Zones of a run that are remembered; a list that comes back to one later asks about it anew. */
const MOST_ZONES = 5_000;

export function createZoneBook(run: RunContext): ZoneBook {
  const entries = createRecent<ZoneEntry>(MOST_ZONES);
  /** With given servers: in which zone the names right below a name are, but for those with a zone of their own. */
  const domains = createRecent<ZoneEntry>(MOST_ZONES);

  function entry(apex: Name, findZoneServers: () => Promise<readonly Server[]>): ZoneEntry {
    const known = entries.get(apex);
    if (known !== undefined) return known;
    const made = createEntry(run, apex, findZoneServers());
    entries.set(apex, made);
    return made;
  }

  function known(apex: Name): ZoneEntry {
    return entry(apex, () => Promise.resolve(givenServers(run)));
  }

  /** With given servers, the deepest zone met so far: where a server does not say, that is the best there is. */
  function nearestKnown(name: Name): ZoneEntry | undefined {
    const met = ancestry(name).find((apex) => entries.get(apex) !== undefined);
    return met === undefined ? undefined : entries.get(met);
  }

  /**
   * With given servers, the zone of a name that needs no question any more: a server may have a parent and its child,
   * and the SOA of one name tells it of all names beside it. What these have of their own, hops find out.
   */
  function knownZoneOf(name: Name): ZoneEntry | undefined {
    return entries.get(name) ?? domains.get(domainOf(name));
  }

  async function givenZoneOf(name: Name): Promise<ZoneFound> {
    const met = knownZoneOf(name);
    if (met !== undefined) return met;
    const apex = await apexByGiven(run, name);
    if (typeof apex !== 'string') return nearestKnown(name) ?? apex;
    const zone = known(apex);
    // There is no cut between a name and the apex of its zone: all domains in between are in it.
    for (const domain of ancestry(apex === name ? name : domainOf(name))) {
      domains.set(domain, zone);
      if (domain === apex) break;
    }
    return zone;
  }

  return {
    known,
    settledZoneOf(name) {
      // By discovery, a name may be the apex of a zone of its own, and only a question tells.
      const met = run.authority.mode === 'given' ? knownZoneOf(name) : undefined;
      return met?.settled === undefined ? undefined : met;
    },
    referred(apex, referral) {
      const servers = referral.filter((s) => s.owner === apex && s.type === 'NS').flatMap((s) => s.rdata);
      return entry(apex, () => findServers(run.discover, servers, referral));
    },
    async zoneOf(name) {
      if (run.authority.mode === 'given') return givenZoneOf(name);
      const cut = await findCut(run.discover, name);
      if (cut.kind === 'nowhere') return { nowhere: cut.detail };
      return entry(cut.apex, () =>
        run.authority.mode === 'none' ? Promise.resolve([]) : findServers(run.discover, cut.servers),
      );
    },
  };
}

/** The name above; most names of a long list need not be taken apart for it. */
function domainOf(name: Name): Name {
  if (name.includes('\\')) return parentOf(name) ?? ROOT;
  const rest = name.slice(name.indexOf('.') + 1);
  return rest === '' ? ROOT : (rest as Name);
}

function createEntry(run: RunContext, apex: Name, servers: Promise<readonly Server[]>): ZoneEntry {
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const given = run.authority.mode === 'given';
  const context = once(async () => askAll(run, await servers, apex, given ? ['SOA'] : ['SOA', 'NS'], apex));
  const parent = once(() => findParent(run, apex));
  const further = once(async () => {
    if (given) return [];
    const [known, own, above] = await Promise.all([servers, context(), parent()]);
    const names = nameServersIn([...own.filter((a) => a.aa), ...above.answers], apex);
    const glue = above.answers.flatMap((a) => a.referral ?? []);
    const missing = names.filter((name) => !known.some((s) => s.name === name && s.endpoints.length > 0));
    return missing.length === 0 ? [] : findServers(run.discover, missing, glue);
  });
  return { apex, servers, context, parent, further, settled: undefined };
}

async function findParent(run: RunContext, apex: Name): Promise<ParentSays> {
  const above = parentOf(apex);
  if (above === undefined) return { answers: [], delegation: null, noDelegation: 'root' };
  if (run.authority.mode !== 'auto') return { answers: [], delegation: null, noDelegation: 'not-asked' };
  const cut = await findCut(run.discover, above);
  if (cut.kind === 'nowhere') return readDelegation(apex, []);
  return askParent(run, apex, cut.apex, await findServers(run.discover, cut.servers));
}

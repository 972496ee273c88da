import { formatEndpoint } from '../dns/endpoint.ts';
import { ancestry, isAtOrBelow, type Name, parentOf, ROOT } from '../model/name.ts';
import type { Answer, SeenRrset } from '../model/observation.ts';
import type { RunContext } from './context.ts';
import { findCut } from './cuts.ts';
import { askParent, type ParentSays, readDelegation } from './delegation.ts';
import { interpret } from './interpret.ts';
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

  /** With given servers, the deepest zone met so far is the one: hops find out whether there is a deeper one. */
  function nearestKnown(name: Name): ZoneEntry | undefined {
    if (name.includes('\\')) {
      const met = ancestry(name).find((apex) => entries.get(apex) !== undefined);
      return met === undefined ? undefined : entries.get(met);
    }
    // The same for nearly all names of a long list, without taking them apart: each dot is one between labels.
    for (let at = 0; at < name.length - 1; at = name.indexOf('.', at) + 1) {
      const met = entries.get(name.slice(at));
      if (met !== undefined) return met;
    }
    return entries.get(ROOT);
  }

  return {
    known,
    settledZoneOf(name) {
      // By discovery, a name may be the apex of a zone of its own, and only a question tells.
      const met = run.authority.mode === 'given' ? nearestKnown(name) : undefined;
      return met?.settled === undefined ? undefined : met;
    },
    referred(apex, referral) {
      const servers = referral.filter((s) => s.owner === apex && s.type === 'NS').flatMap((s) => s.rdata);
      return entry(apex, () => findServers(run.discover, servers, referral));
    },
    async zoneOf(name) {
      if (run.authority.mode === 'given') {
        const met = nearestKnown(name);
        if (met !== undefined) return met;
        const apex = await apexByGiven(run, name);
        return typeof apex === 'string' ? known(apex) : apex;
      }
      const cut = await findCut(run.discover, name);
      if (cut.kind === 'nowhere') return { nowhere: cut.detail };
      return entry(cut.apex, () =>
        run.authority.mode === 'none' ? Promise.resolve([]) : findServers(run.discover, cut.servers),
      );
    },
  };
}

function givenServers(run: RunContext): Server[] {
  if (run.authority.mode !== 'given') return [];
  return run.authority.endpoints.map((endpoint) => ({
    name: formatEndpoint(endpoint).replace(/^udp:\/\//, ''),
    endpoints: [endpoint],
  }));
}

/**
 * The apex above `name`, by the SOA that the given servers answer with (RFC 1035 §3.3.13, RFC 2308 §3). Where the
 * name is a CNAME that leads elsewhere, the answer has no SOA of its zone, and the ancestors are asked for it.
 */
async function apexByGiven(run: RunContext, name: Name): Promise<Name | { readonly nowhere: string }> {
  const servers = givenServers(run);
  const own = await askAll(run, servers, name, ['SOA'], undefined);
  const apex = deepestSoa(own, name);
  if (apex !== undefined) return apex;
  if (own.every(({ rcode }) => rcode === null)) {
    const why = ({ tries, detail }: Answer) => (tries === 0 && detail !== undefined ? `, ${detail}` : '');
    const met = new Set(own.map((answer) => `${answer.server}: ${answer.outcome}${why(answer)}`));
    return { nowhere: `no server given by --authority answered (${[...met].join(', ')})` };
  }
  const nowhere = { nowhere: 'no server given by --authority has a zone for it' };
  if (!own.some((a) => a.aa)) return nowhere;
  const above = ancestry(name).slice(1);
  const asked = await Promise.all(
    above.map((ancestor) => askAll(run, servers, ancestor, ['SOA'], undefined)),
  );
  return deepestSoa(asked.flat(), name) ?? nowhere;
}

/** The deepest zone around `name` that a believable SOA shows. */
function deepestSoa(answers: readonly Answer[], name: Name): Name | undefined {
  const owners = answers
    .filter((a) => a.aa)
    .flatMap((a) => [
      ...a.rrsets.filter((s) => s.type === 'SOA').map((s) => s.owner),
      ...(a.soa === undefined ? [] : [a.soa.owner]),
    ]);
  return owners.filter((owner) => isAtOrBelow(name, owner)).sort((a, b) => b.length - a.length)[0];
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

/** Every address of every server, each type; answers in that order. */
export async function askAll(
  run: RunContext,
  servers: readonly Server[],
  name: Name,
  types: readonly string[],
  zone: Name | undefined,
): Promise<Answer[]> {
  return Promise.all(
    servers.flatMap((server) =>
      server.endpoints.flatMap((endpoint) =>
        types.map(async (type) => {
          const asked = await run.asker.ask(endpoint, { name, type, recursion: 'none' }, 'run', run.patience);
          const of = zone === undefined ? {} : { zone };
          return interpret({ vantage: 'authority', server: server.name, endpoint, name, type, ...of }, asked);
        }),
      ),
    ),
  );
}

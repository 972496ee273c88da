/** The facts about one target: its RRsets hop by hop, what is absent, what nobody showed, and how servers behaved. */
import type { Name } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Target } from '../model/target.ts';
import { type Chain, chainOf } from './chain.ts';
import { type RrsetFacts, rrsetFacts } from './rrsets.ts';
import { type ServerFacts, serverFacts } from './servers.ts';
import { rrsetKey, type Statements, statementsOf } from './statements.ts';

/** A name at the end of the chain and the types asked for that it turned out not to have. */
export interface EndFacts {
  readonly name: Name;
  readonly foreign: boolean;
  /** Authorities say so, with AA. */
  readonly absent: readonly RecordType[];
  /** Only caches say so. */
  readonly absentInCaches: readonly RecordType[];
  /** Nobody said anything that can be believed. */
  readonly unobserved: readonly RecordType[];
  /** An RRset of a type asked for was seen. */
  readonly has: boolean;
  /** NXDOMAIN with AA. */
  readonly nxdomain: boolean;
  /** The longest negative TTL that came with the denials, seconds; null if none did. */
  readonly negativeTtl: number | null;
}

export interface TargetFacts {
  readonly observation: Observation;
  readonly target: Target;
  readonly zone: Name | null;
  readonly isApex: boolean;
  readonly chain: Chain;
  /** Hops first, then terminal sets, in the order of the chain; also those of other people's zones. */
  readonly rrsets: readonly RrsetFacts[];
  readonly ends: readonly EndFacts[];
  /** Of the zones that the user moves. */
  readonly servers: readonly ServerFacts[];
  readonly statements: Statements;
  /** Something answers in the servers' place. */
  readonly intercepted: boolean;
}

/** Takes an observation apart; `movedZones` are zones the user moves besides the target's own. */
export function factsOf(observation: Observation, movedZones: readonly Name[]): TargetFacts {
  const { target, zone } = observation;
  const statements = statementsOf(observation);
  const chain = chainOf(observation, statements);
  const isApex = zone !== null && zone === target.name;
  const moved = new Set(zone === null ? movedZones : [zone, ...movedZones]);
  const isForeign = (name: Name): boolean => isInForeignZone(name, target.name, zone, moved, statements);
  const ends = chain.ends.map((name) =>
    endFacts(name, typesAt(name, target, isApex), isForeign(name), statements),
  );
  const rrsets: RrsetFacts[] = [];
  const add = (owner: Name, type: RecordType): void => {
    if (!rrsets.some((r) => r.owner === owner && r.type === type))
      rrsets.push(rrsetFacts({ owner, type, foreign: isForeign(owner) }, observation, statements));
  };
  const isSeen = (owner: Name, type: RecordType): boolean =>
    statements.samples.has(rrsetKey(owner, type)) || statements.holdings.has(rrsetKey(owner, type));
  for (const name of chain.names) {
    const cname = isSeen(name, 'CNAME')
      ? rrsetFacts({ owner: name, type: 'CNAME', foreign: isForeign(name) }, observation, statements)
      : null;
    if (cname !== null) {
      if (cname.synthesizedFrom !== null && isSeen(cname.synthesizedFrom, 'DNAME'))
        add(cname.synthesizedFrom, 'DNAME');
      rrsets.push(cname);
    }
    const end = ends.find((e) => e.name === name);
    for (const type of typesAt(name, target, isApex))
      if (type !== 'CNAME' && (isSeen(name, type) || (end !== undefined && isMissing(end, type))))
        add(name, type);
    if (end !== undefined && cname === null && isMissing(end, 'CNAME')) add(name, 'CNAME');
  }
  return {
    ...{ observation, target, zone, isApex, chain, rrsets, ends, statements },
    servers: serverFacts(observation, moved),
    intercepted: observation.circumstances.some((c) => c.kind === 'port-53-intercepted'),
  };
}

function isMissing(end: EndFacts, type: RecordType): boolean {
  return !end.foreign && end.unobserved.includes(type);
}

/** The types to expect at a name. NS counts only where the target is an apex; what a chain leads to has no CNAME. */
function typesAt(name: Name, target: Target, isApex: boolean): RecordType[] {
  const isTarget = name === target.name;
  return target.types.filter((type) => {
    if (type === 'NS') return isApex && isTarget;
    return type !== 'CNAME' || isTarget;
  });
}

/** With the target's zone unknown nothing is called somebody else's: what might be ours must be judged. */
function isInForeignZone(
  name: Name,
  targetName: Name,
  zone: Name | null,
  moved: ReadonlySet<Name>,
  statements: Statements,
): boolean {
  if (name === targetName || zone === null) return false;
  const own = statements.zoneOf(name);
  return own === null || !moved.has(own);
}

function endFacts(
  name: Name,
  types: readonly RecordType[],
  foreign: boolean,
  statements: Statements,
): EndFacts {
  const denials = statements.denials.filter((d) => d.owner === name);
  const cached = statements.cachedDenials.filter((d) => d.owner === name);
  const isSeen = (type: RecordType): boolean =>
    statements.samples.has(rrsetKey(name, type)) || statements.holdings.has(rrsetKey(name, type));
  const denies = (given: typeof denials, type: RecordType): boolean =>
    given.some((d) => d.type === null || d.type === type);
  const rest = types.filter((type) => !isSeen(type));
  const absent = rest.filter((type) => denies(denials, type));
  const absentInCaches = rest.filter((type) => !denies(denials, type) && denies(cached, type));
  const has = types.some(isSeen);
  const settled = new Set([...absent, ...(has ? absentInCaches : [])]);
  const unobserved = rest.filter((type) => !settled.has(type));
  const ttls = denials.flatMap((d) => (d.negativeTtl === null ? [] : [d.negativeTtl]));
  return {
    ...{ name, foreign, absent, absentInCaches, has },
    // Whether a name has a CNAME shows in the answers about its other types.
    unobserved: types.length > 1 ? unobserved.filter((t) => t !== 'CNAME') : unobserved,
    nxdomain: denials.some((d) => d.type === null),
    negativeTtl: ttls.length === 0 ? null : Math.max(...ttls),
  };
}

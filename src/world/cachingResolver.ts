import type { Clock } from '../model/clock.ts';
import { parseName } from '../model/name.ts';
import { typeName } from '../model/recordType.ts';
import type { Reply, ZoneQuestion } from './answerFromZones.ts';
import type { Authority } from './authority.ts';
import type { CacheSettings } from './cache.ts';
import { listen } from './listener.ts';
import { newRecursion } from './recursion.ts';
import { readQuery, responseTo } from './response.ts';

export interface ResolverDescription extends CacheSettings {
  /** What reports call it. */
  readonly name: string;
  /** Documentation addresses; `dial` leads from each to the resolver. */
  readonly addresses: readonly string[];
  /** How many caches stand behind the address, each asked in its turn (1). */
  readonly caches?: number;
  /** Whose NS set it goes by: the zone's own (`child`, unless given) or the parent's. */
  readonly delegations?: 'child' | 'parent';
}

/** How a resolver answers; `failing` is SERVFAIL to everything. */
export type ResolverBehaviour = 'normal' | 'silent' | 'refusing' | 'failing' | 'truncating';

/** A caching recursive resolver of a world. It asks the world's authorities in the process, not by sockets. */
export interface CachingResolver {
  readonly name: string;
  readonly addresses: readonly string[];
  /** UDP and TCP, on 127.0.0.1. */
  readonly port: number;
  /** What it was asked through its sockets, in order. */
  readonly asked: readonly (ZoneQuestion & { readonly transport: 'udp' | 'tcp' })[];
  /** What a client with RD=1 is told. Names as text, the final dot may be missing. */
  resolve(name: string, type: string): Reply;
  behave(behaviour: ResolverBehaviour): void;
  /** Forgets everything at and below a name. */
  flush(name: string): void;
  stop(): Promise<void>;
}

export interface ResolverSurroundings {
  readonly clock: Clock;
  readonly roots: readonly string[];
  readonly serverAt: (address: string) => Authority | undefined;
}

/** Starts a resolver with empty caches. Rejects if there is no free port. */
export async function startResolver(
  description: ResolverDescription,
  surroundings: ResolverSurroundings,
): Promise<CachingResolver> {
  const { caches = 1, delegations = 'child' } = description;
  const recursions = Array.from({ length: caches }, () =>
    newRecursion({ ...description, ...surroundings, delegations }),
  );
  const asked: (ZoneQuestion & { transport: 'udp' | 'tcp' })[] = [];
  let behaviour: ResolverBehaviour = 'normal';
  let turn = 0;

  function reply(question: ZoneQuestion, how: 'resolve' | 'peek'): Reply {
    if (behaviour === 'refusing') return { rcode: 'REFUSED', ...EMPTY };
    const recursion = recursions[turn++ % recursions.length];
    if (behaviour === 'failing' || recursion === undefined) return { rcode: 'SERVFAIL', ...EMPTY };
    return recursion[how](question);
  }

  const listener = await listen((octets, transport) => {
    const query = readQuery(octets);
    if (query === undefined) return [];
    const question = { name: query.question.name, type: typeName(query.question.type) };
    asked.push({ ...question, transport });
    if (behaviour === 'silent') return [];
    const answer = reply(question, query.message.rd ? 'resolve' : 'peek');
    const truncation = behaviour === 'truncating' ? ({ truncation: 'forced' } as const) : {};
    return [responseTo(query, answer, { transport, recursion: 'offered', ...truncation })];
  });

  return {
    name: description.name,
    addresses: description.addresses,
    port: listener.port,
    asked,
    resolve: (name, type) => reply({ name: parseName(name), type }, 'resolve'),
    behave: (next) => {
      behaviour = next;
    },
    flush: (name) => {
      for (const recursion of recursions) recursion.flush(parseName(name));
    },
    stop: () => listener.stop(),
  };
}

const EMPTY = { aa: false, answers: [], authority: [], additional: [] } as const;

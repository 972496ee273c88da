import { isAtOrBelow, type Name, parseName } from '../model/name.ts';
import { type RecordType, typeName } from '../model/recordType.ts';
import { answerFromZones, type Reply, type ZoneQuestion } from './answerFromZones.ts';
import { listen } from './listener.ts';
import { type Query, readQuery, responseTo } from './response.ts';
import { absolute, type RrsetChange, replaceRrset, withRrset, type Zone } from './zone.ts';

/** How a server answers. All but `normal` and `lagging` are ways of being broken. */
export type Behaviour =
  | { readonly kind: 'normal' }
  /** Says nothing at all. */
  | { readonly kind: 'silent' }
  /** NOERROR without AA and with nothing in it, as from a server that never heard of the zone. */
  | { readonly kind: 'lame' }
  /** The right data without AA and with RA: something on the way answers in the server's place. */
  | { readonly kind: 'intercepted' }
  | { readonly kind: 'refusing' }
  | { readonly kind: 'failing' }
  /** Sets TC over UDP, and is fine over TCP. */
  | { readonly kind: 'truncating' }
  /** Goes on with its copies of the zones; what it is given meanwhile counts when it behaves again. */
  | { readonly kind: 'lagging' }
  /** Anything: `response` is what it would have said. */
  | {
      readonly kind: 'custom';
      readonly respond: (
        query: Uint8Array,
        response: Uint8Array,
        transport: 'udp' | 'tcp',
      ) => readonly Uint8Array[];
    };

export interface AuthorityDescription {
  /** Its name in NS records: `ns1.example.com`. */
  readonly name: string;
  /** Documentation addresses; `dial` leads from each to the server. */
  readonly addresses: readonly string[];
  readonly zones: readonly Zone[];
  readonly behaviour?: Behaviour;
}

/** An authoritative server of a world: loopback sockets for the program, a method for the world's own resolvers. */
export interface Authority {
  readonly name: Name;
  readonly addresses: readonly string[];
  /** UDP and TCP, on 127.0.0.1. */
  readonly port: number;
  /** What it was asked through its sockets, in order. */
  readonly asked: readonly (ZoneQuestion & { readonly transport: 'udp' | 'tcp' })[];
  /** Its zones as it answers them now. */
  zones(): readonly Zone[];
  /** The answer as a resolver of the world sees it; null for silence. Never truncated. */
  answer(question: ZoneQuestion): Reply | null;
  behave(behaviour: Behaviour): void;
  /** Changes one RRset of one of its zones (relative owner names, `@`); held back while it is `lagging`. */
  change(apex: string, owner: string, type: RecordType, change: RrsetChange): void;
  /** From now on each ask of this RRset gets the next of `sets`, round and round: weights, latency, flattening. */
  vary(apex: string, owner: string, type: RecordType, sets: readonly RrsetChange[]): void;
  stop(): Promise<void>;
}

interface Variant {
  readonly apex: Name;
  readonly owner: Name;
  readonly type: RecordType;
  readonly sets: readonly RrsetChange[];
  asks: number;
}

/** Starts a server. Rejects if there is no free port. */
export async function startAuthority(description: AuthorityDescription): Promise<Authority> {
  let behaviour = description.behaviour ?? { kind: 'normal' };
  let zones = description.zones;
  let heldBack: (() => void)[] = [];
  const variants: Variant[] = [];
  const asked: (ZoneQuestion & { transport: 'udp' | 'tcp' })[] = [];

  function reply(question: ZoneQuestion): Reply {
    const empty = { answers: [], authority: [], additional: [] };
    if (behaviour.kind === 'lame') return { rcode: 'NOERROR', aa: false, ...empty };
    if (behaviour.kind === 'refusing') return { rcode: 'REFUSED', aa: false, ...empty };
    if (behaviour.kind === 'failing') return { rcode: 'SERVFAIL', aa: false, ...empty };
    const answered = answerFromZones(zonesFor(question), question);
    return behaviour.kind === 'intercepted' ? { ...answered, aa: false } : answered;
  }

  function zonesFor(question: ZoneQuestion): readonly Zone[] {
    let now = zones;
    for (const variant of variants) {
      if (variant.owner !== question.name) continue;
      const set = variant.sets[variant.asks++ % variant.sets.length] ?? {};
      now = now.map((z) => (z.apex === variant.apex ? replaceRrset(z, variant.owner, variant.type, set) : z));
    }
    return now;
  }

  function octetsFor(query: Query, transport: 'udp' | 'tcp'): Uint8Array {
    const { name, type } = query.question;
    return responseTo(query, reply({ name, type: typeName(type) }), {
      transport,
      recursion: behaviour.kind === 'intercepted' ? 'offered' : 'not-offered',
      ...(behaviour.kind === 'truncating' ? { truncation: 'forced' } : {}),
    });
  }

  const listener = await listen((octets, transport) => {
    const query = readQuery(octets);
    if (query === undefined) return [];
    asked.push({ name: query.question.name, type: typeName(query.question.type), transport });
    if (behaviour.kind === 'silent') return [];
    const response = octetsFor(query, transport);
    return behaviour.kind === 'custom' ? behaviour.respond(octets, response, transport) : [response];
  });

  return {
    name: parseName(description.name),
    addresses: description.addresses,
    port: listener.port,
    asked,
    zones: () => zones,
    answer: (question) => (behaviour.kind === 'silent' ? null : reply(question)),
    behave(next) {
      behaviour = next;
      if (next.kind === 'lagging') return;
      for (const apply of heldBack) apply();
      heldBack = [];
    },
    change(apexText, owner, type, change) {
      const apex = held(zones, apexText, description.name);
      const apply = () => {
        zones = zones.map((z) => (z.apex === apex ? withRrset(z, owner, type, change) : z));
      };
      if (behaviour.kind === 'lagging') heldBack.push(apply);
      else apply();
    },
    vary(apexText, owner, type, sets) {
      const apex = held(zones, apexText, description.name);
      variants.push({ apex, owner: absolute(owner, apex), type, sets, asks: 0 });
    },
    stop: () => listener.stop(),
  };
}

function held(zones: readonly Zone[], apexText: string, server: string): Name {
  const apex = parseName(apexText);
  if (zones.some((z) => z.apex === apex)) return apex;
  const near = zones.find((z) => isAtOrBelow(apex, z.apex));
  throw new Error(`${server} has no zone ${apex}${near === undefined ? '' : `, only ${near.apex}`}.`);
}

import { SocketAddress } from 'node:net';
import type { Dial } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import { parseName } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Resolver } from '../model/resolver.ts';
import { type Authority, type AuthorityDescription, startAuthority } from './authority.ts';
import { type CachingResolver, type ResolverDescription, startResolver } from './cachingResolver.ts';
import { DELEGATION_TTL, ROOT_SERVER, withInfrastructure } from './infrastructure.ts';
import { LOOPBACK } from './listener.ts';
import type { RrsetChange } from './zone.ts';

/**
 * An internet in a few lines:
 *
 *     { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [zone('example.com', '…')] }],
 *       resolvers: [{ name: 'cache one', addresses: ['198.51.100.1'] }] }
 *
 * Root, top-level domains, delegations and their glue are added where they are not described.
 */
export interface WorldDescription {
  readonly authorities: readonly AuthorityDescription[];
  readonly resolvers?: readonly ResolverDescription[];
  /** TTL of the delegations that are added; 172800 unless given. */
  readonly delegationTtl?: number;
}

/** A running world. The tests and the demo hand its `dial` to the transports. */
export interface World {
  /** Leads from the world's addresses, port 53, to loopback; 127.x.y.z stays; everything else is a closed door. */
  readonly dial: Dial;
  /** Every address that `dial` knows. */
  readonly addresses: readonly string[];
  /** The resolvers as the configuration would name them. */
  readonly resolvers: readonly Resolver[];
  /** The authority or resolver of that name. Throws an Error if there is none. */
  authority(name: string): Authority;
  resolver(name: string): CachingResolver;
  /** Changes an RRset at every server that holds the zone; lagging ones take it when they stop lagging. */
  change(apex: string, owner: string, type: RecordType, change: RrsetChange): void;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Nobody listens there without being root, and a datagram to it is refused at once. */
const CLOSED_DOOR = { host: LOOPBACK, port: 1 };

/** Starts all servers of a world. Rejects, with everything stopped, if one cannot be started. */
export async function startWorld(description: WorldDescription, options: { clock: Clock }): Promise<World> {
  const stops: (() => Promise<void>)[] = [];
  const ports = new Map<string, number>();
  const servers = new Map<string, Authority>();
  const authorities: Authority[] = [];
  const resolvers: CachingResolver[] = [];

  function open(addresses: readonly string[], port: number, stop: () => Promise<void>): void {
    stops.push(stop);
    for (const address of addresses) {
      if (ports.has(canonical(address)))
        throw new Error(`Two servers of the world have the address ${address}.`);
      ports.set(canonical(address), port);
    }
  }

  async function stop(): Promise<void> {
    await Promise.all(stops.splice(0).map((stopOne) => stopOne()));
  }

  try {
    const { delegationTtl = DELEGATION_TTL } = description;
    for (const one of withInfrastructure(description.authorities, delegationTtl)) {
      const authority = await startAuthority(one);
      authorities.push(authority);
      open(authority.addresses, authority.port, authority.stop);
      for (const address of authority.addresses) servers.set(canonical(address), authority);
    }
    const surroundings = {
      clock: options.clock,
      roots: [ROOT_SERVER.address],
      serverAt: (address: string) => servers.get(canonical(address)),
    };
    for (const one of description.resolvers ?? []) {
      const resolver = await startResolver(one, surroundings);
      resolvers.push(resolver);
      open(resolver.addresses, resolver.port, resolver.stop);
    }
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    dial(address, port) {
      const known = port === 53 ? ports.get(canonical(address)) : undefined;
      if (known !== undefined) return { host: LOOPBACK, port: known };
      return address.startsWith('127.') ? { host: address, port } : CLOSED_DOOR;
    },
    addresses: [...ports.keys()],
    resolvers: resolvers.map(({ name, addresses }) => ({
      name,
      endpoints: addresses.map((address) => ({ protocol: 'udp', address })),
    })),
    authority: (name) => named(authorities, parseName(name), 'authority'),
    resolver: (name) => named(resolvers, name, 'resolver'),
    change(apexText, owner, type, change) {
      const apex = parseName(apexText);
      const holding = authorities.filter((a) => a.zones().some((z) => z.apex === apex));
      if (holding.length === 0) throw new Error(`No server of the world has the zone ${apex}.`);
      for (const authority of holding) authority.change(apex, owner, type, change);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string, what: string): T {
  const one = all.find((each) => each.name === name);
  if (one === undefined)
    throw new Error(`No ${what} is called ${name}; there is ${all.map((a) => a.name).join(', ')}.`);
  return one;
}

/** One text for each address. */
function canonical(address: string): string {
  return address.includes(':') ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

/** The upper storeys of a world: root, top level and delegations, worked out from the zones that are described. */
import { ancestry, isAtOrBelow, labelTexts, type Name, parentOf, ROOT } from '../model/name.ts';
import type { AuthorityDescription } from './authority.ts';
import { type Zone, type ZoneRecord, zone } from './zone.ts';

/** Two days: what Route 53 and most registries have. */
export const DELEGATION_TTL: number = 172_800;

/** The server of the root and of every top-level domain that is not described. */
const ROOT_SERVER = { name: 'root.infrastructure.test.', address: '192.0.2.252' };
const TLD_SERVER = { name: 'tld.infrastructure.test.', address: '192.0.2.253' };

/**
 * The described servers with a delegation (and glue) put into the parent of each zone that has none for it yet,
 * and with the servers of the root and of the missing top-level domains added.
 */
export function withInfrastructure(
  described: readonly AuthorityDescription[],
  delegationTtl: number,
): readonly AuthorityDescription[] {
  const given = zonesOf(described);
  const tlds = new Set([...given.map((z) => topOf(z.apex)), topOf('infrastructure.test.' as Name)]);
  const missing = [...tlds].filter((tld) => !given.some((z) => z.apex === tld));
  const servers: readonly AuthorityDescription[] = [
    ...described,
    { ...ROOT_SERVER, addresses: [ROOT_SERVER.address], zones: [zone('.', ownNs(ROOT_SERVER.name))] },
    {
      ...TLD_SERVER,
      addresses: [TLD_SERVER.address],
      zones: [
        ...missing.map((tld) => zone(tld, ownNs(TLD_SERVER.name))),
        zone(
          'infrastructure.test.',
          `${ownNs(TLD_SERVER.name)}
           root 172800 A ${ROOT_SERVER.address}
           tld 172800 A ${TLD_SERVER.address}`,
        ),
      ],
    },
  ];
  const all = zonesOf(servers);
  return servers.map((server) => ({
    ...server,
    zones: server.zones.map((z) => withDelegations(z, all, servers, delegationTtl)),
  }));
}

export { ROOT_SERVER };

function ownNs(server: string): string {
  return `@ ${DELEGATION_TTL} NS ${server}`;
}

function zonesOf(servers: readonly AuthorityDescription[]): Zone[] {
  const byApex = new Map<Name, Zone>();
  for (const z of servers.flatMap((s) => s.zones)) if (!byApex.has(z.apex)) byApex.set(z.apex, z);
  return [...byApex.values()];
}

function topOf(name: Name): Name {
  return ancestry(name).at(-2) ?? ROOT;
}

function withDelegations(
  parent: Zone,
  all: readonly Zone[],
  servers: readonly AuthorityDescription[],
  ttl: number,
): Zone {
  const added: ZoneRecord[] = [];
  for (const child of all) {
    if (nearestAbove(child.apex, all) !== parent.apex) continue;
    if (parent.records.some((r) => r.owner === child.apex && r.type === 'NS')) continue;
    for (const ns of child.records.filter((r) => r.type === 'NS' && r.owner === child.apex)) {
      added.push({ ...ns, ttl });
      added.push(...glueFor(ns.rdata, parent, servers, ttl));
    }
  }
  const known = new Set(parent.records.map(keyOf));
  const fresh = new Map(added.filter((r) => !known.has(keyOf(r))).map((r) => [keyOf(r), r]));
  return { ...parent, records: [...parent.records, ...fresh.values()] };
}

function nearestAbove(apex: Name, all: readonly Zone[]): Name | undefined {
  const up = parentOf(apex);
  return all
    .map((z) => z.apex)
    .filter((other) => up !== undefined && isAtOrBelow(up, other))
    .toSorted((a, b) => labelTexts(b).length - labelTexts(a).length)[0];
}

/** Glue only where the name cannot be looked up elsewhere: at or below the parent. */
function glueFor(
  host: string,
  parent: Zone,
  servers: readonly AuthorityDescription[],
  ttl: number,
): readonly ZoneRecord[] {
  const owner = host as Name;
  if (!isAtOrBelow(owner, parent.apex)) return [];
  const addresses = servers.find((s) => absoluteText(s.name) === host)?.addresses ?? [];
  return addresses.map((rdata) => ({ owner, type: rdata.includes(':') ? 'AAAA' : 'A', ttl, rdata }));
}

function absoluteText(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

function keyOf(record: ZoneRecord): string {
  return `${record.owner} ${record.type} ${record.rdata}`;
}

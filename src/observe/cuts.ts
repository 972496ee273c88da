import type { Message } from '../dns/message.ts';
import { ancestry, isAtOrBelow, type Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import type { Discovery, Found } from './discovery.ts';

/** Where a name lies, found by asking for NS and not by guessing labels. */
export type Cut =
  | { readonly kind: 'apex'; readonly apex: Name; readonly servers: readonly Name[] }
  | { readonly kind: 'nowhere'; readonly detail: string };

/** Asks about so many ancestors at once; deeper names need a further round, which the SOA shortens. */
const AT_ONCE = 10;

/** The zone that holds `name`: its nearest ancestor (or itself) that owns an NS RRset. */
export async function findCut(discover: Discovery, name: Name): Promise<Cut> {
  const ancestors = ancestry(name);
  const silences = new Set<string>();
  let from = 0;
  while (from < ancestors.length) {
    const batch = ancestors.slice(from, from + AT_ONCE);
    const answers = await Promise.all(batch.map((ancestor) => discover(ancestor, 'NS')));
    for (const [i, ancestor] of batch.entries()) {
      const found = answers[i];
      if (found === undefined) continue;
      const seen = readNs(found, ancestor);
      if (seen.kind === 'nothing') silences.add(seen.detail);
      if (seen.kind === 'apex') return { kind: 'apex', apex: ancestor, servers: seen.servers };
      if (seen.kind === 'inside' && seen.zone === ancestor) {
        // The SOA says that this is the apex, but it has no NS RRset of its own: the parent must tell.
        return { kind: 'apex', apex: ancestor, servers: [] };
      }
    }
    const zones = answers.flatMap((found, i) => {
      const seen = readNs(found, batch[i] ?? name);
      return seen.kind === 'inside' ? [seen.zone] : [];
    });
    const next = zones.map((zone) => ancestors.indexOf(zone)).filter((i) => i >= from + batch.length);
    from = next.length > 0 ? Math.min(...next) : from + batch.length;
  }
  // Even the root has NS: a resolver that denies all of them does not resolve for us.
  const detail =
    [...silences].sort().join('; ') || 'the resolver says that neither it nor any name above it has NS';
  return { kind: 'nowhere', detail };
}

type Ns =
  | { readonly kind: 'apex'; readonly servers: readonly Name[] }
  | { readonly kind: 'inside'; readonly zone: Name }
  | { readonly kind: 'outside' }
  | { readonly kind: 'nothing'; readonly detail: string };

function readNs(found: Found, owner: Name): Ns {
  if (found.kind === 'nothing') return found;
  const servers = found.message.answers.flatMap((r) =>
    r.owner === owner && r.type === RECORD_TYPES.NS && r.data.kind === 'name' ? [r.data.name] : [],
  );
  if (servers.length > 0) return { kind: 'apex', servers: [...new Set(servers)].sort() };
  const zone = soaOwner(found.message);
  // Behind a CNAME the SOA is that of the target's zone, which says nothing about this name.
  return zone !== undefined && isAtOrBelow(owner, zone) ? { kind: 'inside', zone } : { kind: 'outside' };
}

function soaOwner(message: Message): Name | undefined {
  return message.authority.find((r) => r.data.kind === 'soa')?.owner;
}

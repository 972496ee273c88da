import { isAtOrBelow, labelTexts, type Name, parentOf, parseName } from '../model/name.ts';
import type { LiveRrset } from '../model/provider.ts';

/** The prefixes under which external-dns keeps its TXT registry, besides the name itself (its documentation, "TXT registry"). */
const PREFIXES = ['a-', 'aaaa-', 'cname-'];
const HERITAGE = /heritage=external-dns/;

/** The names at which external-dns would have written that it owns one of these. */
export function ownersOfRegistry(owners: readonly Name[]): Name[] {
  return owners.flatMap((owner) => {
    const [first] = labelTexts(owner);
    const above = parentOf(owner);
    if (first === undefined || above === undefined || above === '.') return [];
    return PREFIXES.flatMap((prefix) => {
      const label = `${prefix}${first}`;
      return label.length > 63 ? [] : [parseName(`${label}.${above}`)];
    });
  });
}

/** A sentence if this TXT record says that external-dns owns one of the owners: it would put its TTL back. */
export function registryNotice(set: LiveRrset, owners: readonly Name[]): string | undefined {
  if (set.type !== 'TXT' || !set.rdata.some((text) => HERITAGE.test(text))) return undefined;
  const owned = owners.find((owner) => owner === set.owner || ownersOfRegistry([owner]).includes(set.owner));
  if (owned === undefined || !isAtOrBelow(owned, parentOf(owned) ?? owned)) return undefined;
  return `external-dns owns ${owned} (TXT at ${set.owner}) and will put its own TTL back: lower it there, with the annotation external-dns.alpha.kubernetes.io/ttl.`;
}

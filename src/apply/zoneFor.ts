import { Failure } from '../model/failure.ts';
import { isAtOrBelow, type Name } from '../model/name.ts';
import type { ProviderZone } from '../model/provider.ts';

/**
 * The provider's zone for a name: the public one with the longest matching apex, whose name servers are the ones
 * that the world asks. Throws Failure (provider) when there is none, several, or the world asks elsewhere: a change
 * made in a zone that nobody reads would look like success.
 */
export function zoneFor(
  name: Name,
  zones: readonly ProviderZone[],
  seenServers: (apex: Name) => readonly Name[],
): ProviderZone {
  const above = zones.filter((zone) => isAtOrBelow(name, zone.apex));
  const open = above.filter((zone) => zone.visibility === 'public');
  const longest = Math.max(0, ...open.map((zone) => zone.apex.length));
  const nearest = open.filter((zone) => zone.apex.length === longest);
  const [first] = nearest;
  if (first === undefined) {
    const hidden =
      above.length > 0 ? ` (a private zone is there: ${above.map((z) => z.apex).join(', ')})` : '';
    throw new Failure('provider', `${name} lies in no public zone of the provider${hidden}.`, {
      hint: 'Check the account or profile, or name another provider for this migration.',
    });
  }
  const seen = seenServers(first.apex);
  const read = nearest.filter((zone) => zone.nameServers.length === 0 || sameServers(zone.nameServers, seen));
  const [only, second] = read;
  if (only !== undefined && second === undefined) return only;
  if (only !== undefined)
    throw new Failure(
      'provider',
      `The provider has ${read.length} public zones ${only.apex} with the same name servers: ${read.map((z) => z.id).join(', ')}.`,
      { hint: 'Say which one it is with zoneId in the provider of the configuration.' },
    );
  throw new Failure(
    'provider',
    `The zone ${first.apex} (${first.id}) is not the one that is asked: it has the name servers ${first.nameServers.join(', ')}, ` +
      `but ${seen.length === 0 ? 'none were seen at the parent' : `the delegation names ${seen.join(', ')}`}.`,
    {
      hint: 'Nothing was changed. Change the TTLs where the delegation leads, or move the delegation first.',
    },
  );
}

function sameServers(a: readonly Name[], b: readonly Name[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

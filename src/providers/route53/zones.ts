/** The hosted zones that the credentials show. */
import type { DelegationSet, HostedZone } from '@aws-sdk/client-route-53';
import { isAtOrBelow, type Name } from '../../model/name.ts';
import type { ProviderZone } from '../../model/provider.ts';
import { nameFromRoute53 } from './route53Name.ts';
import type { Session } from './session.ts';

export interface ZoneQuery {
  /** The only zone to look at, where the configuration names one. */
  readonly zoneId?: string;
  /** Only zones that may hold one of these names: the nearest ones above it. */
  readonly holding?: readonly Name[];
  readonly signal?: AbortSignal;
}

/**
 * Zones with their name servers, which only GetHostedZone tells: one request for each public zone, made when that zone's
 * turn comes. Throws Failure (provider).
 */
export async function* listZones(session: Session, query: ZoneQuery): AsyncGenerator<ProviderZone> {
  const { zoneId, holding, signal } = query;
  if (zoneId !== undefined) {
    yield await getZone(session, zoneId, signal);
    return;
  }
  const summaries: ProviderZone[] = [];
  for await (const zone of listed(session, signal)) summaries.push(zoneOf(zone));
  // A private zone has no delegation.
  for (const zone of holding === undefined ? summaries : nearest(summaries, holding))
    yield zone.visibility === 'private' ? zone : await getZone(session, zone.id, signal);
}

/** For each name the zones with the longest apex, public and private by themselves: no other zone can be its own. */
function nearest(zones: readonly ProviderZone[], names: readonly Name[]): readonly ProviderZone[] {
  const found = new Set<ProviderZone>();
  for (const name of names)
    for (const visibility of ['public', 'private'] as const) {
      const above = zones.filter((zone) => zone.visibility === visibility && isAtOrBelow(name, zone.apex));
      const longest = Math.max(0, ...above.map(({ apex }) => apex.length));
      for (const zone of above) if (zone.apex.length === longest) found.add(zone);
    }
  return zones.filter((zone) => found.has(zone));
}

async function* listed(session: Session, signal?: AbortSignal): AsyncGenerator<HostedZone> {
  let marker: string | undefined;
  do {
    const after = marker;
    const page = await session.ask(
      {
        action: 'route53:ListHostedZones',
        about: 'listing the zones',
        send: ({ sdk, client }, options) =>
          client.send(new sdk.ListHostedZonesCommand(after === undefined ? {} : { Marker: after }), options),
      },
      signal,
    );
    yield* page.HostedZones ?? [];
    marker = page.IsTruncated === true ? page.NextMarker : undefined;
  } while (marker !== undefined);
}

async function getZone(session: Session, id: string, signal?: AbortSignal): Promise<ProviderZone> {
  const { HostedZone: zone, DelegationSet: delegation } = await session.ask(
    {
      action: 'route53:GetHostedZone',
      about: `reading the zone ${id}`,
      send: ({ sdk, client }, options) => client.send(new sdk.GetHostedZoneCommand({ Id: id }), options),
    },
    signal,
  );
  return zoneOf(zone ?? { Id: id, Name: '', CallerReference: '' }, delegation);
}

function zoneOf(zone: HostedZone, delegation?: DelegationSet): ProviderZone {
  const service = zone.LinkedService;
  const managedBy =
    service === undefined
      ? undefined
      : (service.ServicePrincipal ?? service.Description ?? 'another service');
  return {
    id: (zone.Id ?? '').replace(/^\/hostedzone\//, ''),
    apex: nameFromRoute53(zone.Name ?? ''),
    visibility: zone.Config?.PrivateZone === true ? 'private' : 'public',
    nameServers: (delegation?.NameServers ?? []).map(nameFromRoute53).sort(),
    ...(managedBy === undefined ? {} : { managedBy }),
  };
}

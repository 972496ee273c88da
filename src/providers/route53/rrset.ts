/** Route 53's ResourceRecordSet as a LiveRrset, and back. */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { JsonValue } from '../../model/finding.ts';
import type { LiveRrset, ProviderZone } from '../../model/provider.ts';
import { type Ttl, ttl } from '../../model/ttl.ts';
import { presentValue } from './presentValue.ts';
import { nameFromRoute53 } from './route53Name.ts';

/** Throws BadName or RangeError for what no DNS can hold. */
export function liveRrset(zone: ProviderZone, set: ResourceRecordSet): LiveRrset {
  const type = set.Type ?? '';
  const fixed = fixedOf(zone, set);
  return {
    zoneId: zone.id,
    owner: nameFromRoute53(set.Name ?? ''),
    type,
    ...(set.SetIdentifier === undefined ? {} : { setIdentifier: set.SetIdentifier }),
    ttl: set.TTL === undefined ? null : ttl(set.TTL),
    rdata: (set.ResourceRecords ?? []).map(({ Value }) => presentValue(type, Value ?? '')).sort(),
    ...(fixed === undefined ? {} : { fixed }),
    // What Route 53 does not say is absent there too: a round trip through JSON drops `undefined`.
    native: JSON.parse(JSON.stringify(set)) as JsonValue,
  };
}

function fixedOf(zone: ProviderZone, set: ResourceRecordSet): LiveRrset['fixed'] {
  if (zone.managedBy !== undefined)
    return {
      kind: 'other-service',
      detail: `Its zone belongs to ${zone.managedBy}, which alone may change it.`,
    };
  if (set.TrafficPolicyInstanceId !== undefined)
    return {
      kind: 'traffic-policy',
      detail: `It is made by the traffic policy instance ${set.TrafficPolicyInstanceId}; its TTL is set there.`,
    };
  if (set.AliasTarget !== undefined)
    return {
      kind: 'alias',
      detail: `It is an alias of ${set.AliasTarget.DNSName ?? 'another name'} and has that one's TTL.`,
    };
  if (set.TTL === undefined) return { kind: 'other-service', detail: 'Route 53 shows no TTL of it.' };
  return undefined;
}

/** The set exactly as it was read, for the SDK. */
export function nativeSet(rrset: LiveRrset): ResourceRecordSet {
  return rrset.native as unknown as ResourceRecordSet;
}

/** The same set with another TTL and nothing else changed. */
export function withTtl(rrset: LiveRrset, seconds: Ttl): ResourceRecordSet {
  return { ...nativeSet(rrset), TTL: seconds };
}

/** Whether two looks at a set show the same, in every field; the order of its values means nothing. */
export function sameSet(a: ResourceRecordSet, b: ResourceRecordSet): boolean {
  return canonical(a) === canonical(b);
}

function canonical(set: ResourceRecordSet): string {
  const values = (set.ResourceRecords ?? []).map(({ Value }) => Value ?? '').sort();
  return JSON.stringify(ordered({ ...set, ResourceRecords: values }));
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

/** ChangeResourceRecordSets: validates the changes of a batch in order and makes all of them or none. */
import { isAtOrBelow, type Name } from '../../model/name.ts';
import { MAX_TTL } from '../../model/ttl.ts';
import { nameFromRoute53 } from '../../providers/route53/route53Name.ts';
import type { RecordSet } from './recordSet.ts';
import { Refusal } from './refusal.ts';

export interface BatchItem {
  readonly action: string;
  readonly set: RecordSet;
}

/** Developer Guide, "Quotas": elements and characters of a request; UPSERT counts twice. */
const MAX_RECORDS = 1000;
const MAX_CHARACTERS = 32_000;

/** The sets after the batch. Throws Refusal (InvalidChangeBatch, InvalidInput). */
export function applyBatch(
  apex: Name,
  sets: readonly RecordSet[],
  items: readonly BatchItem[],
): readonly RecordSet[] {
  if (items.length === 0) throw new Refusal('InvalidInput', 'The batch has no change.');
  const complaints = [...limits(items)];
  const now = new Map(sets.map((set) => [keyOf(set), set]));
  for (const { action, set } of items) {
    const complaint = invalid(apex, set) ?? carryOut(apex, now, action, set);
    if (complaint !== undefined) complaints.push(complaint);
  }
  const touched = new Set(items.map(({ set }) => groupOf(set)));
  if (complaints.length === 0) complaints.push(...groupComplaints([...now.values()], touched));
  // "InvalidChangeBatch: might contain one or more error messages."
  if (complaints.length > 0) throw new Refusal('InvalidChangeBatch', `[${complaints.join(', ')}]`);
  return [...now.values()];
}

function carryOut(
  apex: Name,
  now: Map<string, RecordSet>,
  action: string,
  set: RecordSet,
): string | undefined {
  const key = keyOf(set);
  const current = now.get(key);
  if (action === 'DELETE') {
    if (current === undefined) return `Tried to delete ${inWords(set)} but it was not found`;
    if (substance(current) !== substance(set))
      return `Tried to delete ${inWords(set)} but the values provided do not match the current values`;
    // Developer Guide, "NS and SOA records": they cannot be deleted.
    if (nameFromRoute53(set.Name) === apex && set.Type === 'NS')
      return 'A HostedZone must contain at least one NS record for the zone itself.';
    if (nameFromRoute53(set.Name) === apex && set.Type === 'SOA')
      return 'A HostedZone must contain exactly one SOA record.';
    now.delete(key);
    return undefined;
  }
  if (action !== 'CREATE' && action !== 'UPSERT') throw new Refusal('InvalidInput', `No action ${action}.`);
  if (action === 'CREATE' && current !== undefined)
    return `Tried to create ${inWords(set)} but it already exists`;
  now.set(key, set);
  return undefined;
}

function* limits(items: readonly BatchItem[]): Generator<string> {
  let records = 0;
  let characters = 0;
  for (const { action, set } of items) {
    const times = action === 'UPSERT' ? 2 : 1;
    records += (set.ResourceRecords?.length ?? 0) * times;
    for (const { Value } of set.ResourceRecords ?? []) characters += Value.length * times;
  }
  if (records > MAX_RECORDS) yield `Number of records limit of ${MAX_RECORDS} exceeded.`;
  if (characters > MAX_CHARACTERS) yield `Number of characters limit of ${MAX_CHARACTERS} exceeded.`;
}

/** API reference, ResourceRecordSet: what a set by itself must be. */
function invalid(apex: Name, set: RecordSet): string | undefined {
  if (!isAtOrBelow(nameFromRoute53(set.Name), apex))
    return `RRSet with DNS name ${set.Name} is not permitted in zone ${apex}`;
  if (set.AliasTarget !== undefined)
    return set.TTL === undefined ? undefined : `${inWords(set)} is an alias and has a TTL`;
  if (set.TTL === undefined || (set.ResourceRecords ?? []).length === 0)
    return `Expected a TTL and values for ${inWords(set)}`;
  if (set.TTL < 0 || set.TTL > MAX_TTL) return `The TTL of ${inWords(set)} is out of range`;
  return undefined;
}

/** API reference, ResourceRecordSet: what sets of the same name and type must have in common. */
function groupComplaints(sets: readonly RecordSet[], touched: ReadonlySet<string>): string[] {
  const complaints: string[] = [];
  for (const [group, members] of Map.groupBy(sets, groupOf)) {
    if (!touched.has(group)) continue;
    const policies = new Set(members.map(routing));
    const [first] = members;
    if (policies.size > 1 && first !== undefined)
      complaints.push(
        `RRSet with DNS name ${first.Name}, type ${first.Type} cannot be created as other sets exist with the same name and type and another routing policy`,
      );
    const ttls = new Set(members.flatMap(({ TTL }) => (TTL === undefined ? [] : [TTL])));
    if (policies.has('weighted') && ttls.size > 1 && first !== undefined)
      complaints.push(
        `RRSet with DNS name ${first.Name}, type ${first.Type}, SetIdentifier ${first.SetIdentifier} cannot be created as weighted sets must contain the same TTL.`,
      );
  }
  return complaints;
}

function routing(set: RecordSet): string {
  if (set.Weight !== undefined) return 'weighted';
  if (set.Region !== undefined) return 'latency';
  if (set.GeoLocation !== undefined) return 'geolocation';
  if (set.GeoProximityLocation !== undefined) return 'geoproximity';
  if (set.Failover !== undefined) return 'failover';
  if (set.MultiValueAnswer !== undefined) return 'multivalue';
  return set.CidrRoutingConfig === undefined ? 'simple' : 'cidr';
}

export function groupOf(set: RecordSet): string {
  return `${nameFromRoute53(set.Name)} ${set.Type}`;
}

export function keyOf(set: RecordSet): string {
  return `${groupOf(set)} ${set.SetIdentifier ?? ''}`;
}

/** "To delete a resource record set, you must specify all the same values that you specified when you created it." */
function substance(set: RecordSet): string {
  const values = (set.ResourceRecords ?? []).map(({ Value }) => Value).sort();
  return JSON.stringify(ordered({ ...set, Name: nameFromRoute53(set.Name), ResourceRecords: values }));
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)]);
}

function inWords(set: RecordSet): string {
  const id = set.SetIdentifier === undefined ? '' : `, set-identifier='${set.SetIdentifier}'`;
  return `resource record set [name='${set.Name}', type='${set.Type}'${id}]`;
}

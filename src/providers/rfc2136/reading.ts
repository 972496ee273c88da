import type { ResourceRecord } from '../../dns/message.ts';
import { RCODE } from '../../dns/rcode.ts';
import type { SignedConversation } from '../../dns/signedConversation.ts';
import { transferZone } from '../../dns/transfer.ts';
import { TSIG_ERROR } from '../../dns/tsig.ts';
import { Failure } from '../../model/failure.ts';
import { BadName, isAtOrBelow, type Name, parseName } from '../../model/name.ts';
import type { LiveRrset } from '../../model/provider.ts';
import type { Rfc2136Settings } from '../../model/providerSettings.ts';
import { isDataType, RECORD_TYPES, typeCode } from '../../model/recordType.ts';
import { readRecords, readSoa, type Wanted } from './primary.ts';
import { failureOf, refusalOf } from './refusal.ts';
import { isDerived, liveRrset } from './rrset.ts';

/** About 1 GB when kept; zones that are larger are moved record by record. */
const MOST_RECORDS = 5_000_000;

/**
 * Each type that this program knows by name, and ANY for the others. ANY alone is not enough: Knot shows one RRset of
 * those that there are (RFC 8482 §4.1), by TCP too.
 */
const ASKED: readonly number[] = Object.values(RECORD_TYPES).filter(
  (type) => type === RECORD_TYPES.ANY || (isDataType(type) && !isDerived(type)),
);

/** A label that nobody has, below a name whose own data are in question. */
const PROBE = '_ttl-check-wildcard-probe';

export type Transferred =
  | { readonly kind: 'zone'; readonly rrsets: readonly LiveRrset[] }
  /** The server does not give the zone away; nothing is wrong with the key. */
  | { readonly kind: 'refused'; readonly failure: Failure };

/** The zone by AXFR, or those owners of it. Throws Failure (`provider`) where it breaks off. */
export async function readByTransfer(
  conversation: SignedConversation,
  settings: Rfc2136Settings,
  owners: readonly Name[] | undefined,
): Promise<Transferred> {
  const { zone } = settings;
  const kept = owners === undefined ? undefined : new Set(owners);
  const groups = new Map<string, ResourceRecord[]>();
  const transfer = transferZone(conversation, zone);
  let count = 0;
  for (;;) {
    const step = await transfer.next();
    if (step.done === true) {
      const end = step.value;
      if (end.kind === 'complete') return { kind: 'zone', rrsets: rrsetsOf(zone, groups) };
      if (end.kind === 'refused')
        return { kind: 'refused', failure: refusalOf(settings, end.rcode, 'transfer') };
      if (end.kind === 'not-accepted' && end.error === TSIG_ERROR.BADKEY)
        return { kind: 'refused', failure: refusalOf(settings, RCODE.REFUSED, 'transfer', 'BADKEY') };
      // Some servers close the connection instead of a word.
      if (end.kind === 'unreachable' && end.sent === 'perhaps' && count === 0)
        return { kind: 'refused', failure: failureOf(settings, end) };
      throw failureOf(settings, end);
    }
    if (++count > MOST_RECORDS)
      throw new Failure(
        'provider',
        `${zone} has more than ${MOST_RECORDS} records, too many to read whole.`,
        {
          hint: 'Name the records of the migration instead of the zone.',
        },
      );
    const record = step.value;
    if (isDerived(record.type) || !isAtOrBelow(record.owner, zone) || kept?.has(record.owner) === false)
      continue;
    const key = `${record.owner} ${record.type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
}

function rrsetsOf(zone: Name, groups: ReadonlyMap<string, readonly ResourceRecord[]>): LiveRrset[] {
  return [...groups.values()].flatMap((records) => liveRrset(zone, records) ?? []);
}

/** The RRsets of these owners by queries. Throws Failure (`provider`). */
export async function readByQuery(
  conversation: SignedConversation,
  settings: Rfc2136Settings,
  owners: readonly Name[],
): Promise<readonly LiveRrset[]> {
  // A server that does not hold the zone would answer "there is none".
  await readSoa(conversation, settings);
  const inZone = [...new Set(owners)].filter((owner) => isAtOrBelow(owner, settings.zone));
  const wanted = inZone.flatMap((owner) => ASKED.map((type) => ({ owner, type })));
  const answers = await readRecords(conversation, settings, wanted);
  const groups = new Map<string, readonly ResourceRecord[]>();
  for (const records of answers)
    for (const [key, group] of grouped(records)) if (!groups.has(key)) groups.set(key, group);
  const rrsets = rrsetsOf(settings.zone, groups);
  const synthesised = await fromWildcards(conversation, settings, rrsets);
  return rrsets.filter(({ owner }) => !synthesised.has(owner));
}

function grouped(records: readonly ResourceRecord[]): ReadonlyMap<string, readonly ResourceRecord[]> {
  return Map.groupBy(
    records.filter(({ type }) => !isDerived(type)),
    ({ owner, type }) => `${owner} ${type}`,
  );
}

/**
 * The owners that exist only through a wildcard. Below a name that exists no wildcard above it answers (RFC 4592
 * §2.2.1), so a label that nobody has, put in front, gets an answer only where the name does not exist, or has a
 * wildcard of its own. Put in front of that wildcard it gets none if the wildcard exists.
 */
async function fromWildcards(
  conversation: SignedConversation,
  settings: Rfc2136Settings,
  rrsets: readonly LiveRrset[],
): Promise<ReadonlySet<Name>> {
  const first = new Map<Name, Wanted>();
  for (const { owner, type } of rrsets)
    if (owner !== settings.zone && !first.has(owner)) first.set(owner, { owner, type: typeCode(type) ?? 0 });
  const probes = [...first.values()].flatMap(({ owner, type }) => {
    const below = under(PROBE, owner);
    const belowWildcard = under(`${PROBE}.*`, owner);
    // Where there is no room for a label, the name is taken for one that exists: a change of it is checked anyway.
    return below === undefined || belowWildcard === undefined ? [] : [{ owner, type, below, belowWildcard }];
  });
  const answers = await readRecords(
    conversation,
    settings,
    probes.flatMap(({ below, belowWildcard, type }) => [
      { owner: below, type },
      { owner: belowWildcard, type },
    ]),
  );
  return new Set(
    probes
      .filter((_, i) => isAnswered(answers[2 * i]) && isAnswered(answers[2 * i + 1]))
      .map(({ owner }) => owner),
  );
}

function isAnswered(records: readonly ResourceRecord[] | undefined): boolean {
  return records !== undefined && records.length > 0;
}

function under(label: string, owner: Name): Name | undefined {
  try {
    return parseName(`${label}.${owner}`);
  } catch (error) {
    if (error instanceof BadName) return undefined;
    throw error;
  }
}

/** Changing TTLs in one atomic batch, by compare-and-swap. */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Clock } from '../../model/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { ChangeOutcome, LiveRrset, ProviderZone, TtlChange } from '../../model/provider.ts';
import { cannotBeDeleted, changeable, changesOf } from './batch.ts';
import { messagesOf, plainText, type SdkError } from './failure.ts';
import { setsOf } from './reading.ts';
import { nameFromRoute53 } from './route53Name.ts';
import { nativeSet, sameSet, withTtl } from './rrset.ts';
import type { Session } from './session.ts';

export interface Changing {
  readonly session: Session;
  readonly clock: Clock;
  readonly zone: ProviderZone;
  readonly changes: readonly TtlChange[];
  readonly comment: string;
  readonly signal?: AbortSignal;
}

const ACTION = 'route53:ChangeResourceRecordSets';
/** API reference, ChangeBatch: a comment has at most 256 characters. */
const MAX_COMMENT = 256;

/** See Provider.changeTtls. Throws Failure (provider). */
export async function changeTtls(changing: Changing): Promise<ChangeOutcome> {
  const { session, clock, zone, changes, comment, signal } = changing;
  refuseFixed(changes);
  const upserted = changes.filter((change) => cannotBeDeleted(change.owner, change.type, zone.apex));
  if (upserted.length > 0) {
    // An UPSERT overwrites what it finds, so the look comes right before it.
    const difference = await firstDifference(changing, upserted);
    if (difference !== undefined) return { kind: 'conflict', detail: difference };
  }
  const about = `changing ${changes.length} TTL${changes.length === 1 ? '' : 's'} in ${zone.apex} (${zone.id})`;
  const request = { action: ACTION, about };
  const attempted = await session.attempt(
    {
      ...request,
      send: ({ sdk, client }, options) =>
        client.send(
          new sdk.ChangeResourceRecordSetsCommand({
            HostedZoneId: zone.id,
            ChangeBatch: { Comment: shortened(comment), Changes: changesOf(changes, zone.apex) },
          }),
          options,
        ),
    },
    signal,
  );
  if (attempted.kind === 'answered') {
    const changeId = (attempted.answer.ChangeInfo?.Id ?? '').replace(/^\/change\//, '');
    const at = clock.now();
    if (upserted.length === 0) return { kind: 'accepted', changeId, at };
    return { kind: 'accepted', changeId, at, note: await readBack(changing, upserted) };
  }
  const { error, mayHaveBeenTaken } = attempted;
  if (mayHaveBeenTaken)
    return {
      kind: 'uncertain',
      detail: `Route 53 may have taken it or not: ${session.failure(error, request).message} Read the zone again.`,
    };
  if (error.name !== 'InvalidChangeBatch') throw session.failure(error, request);
  const detail = conflictIn(error) ?? (await firstDifference(changing, changes));
  if (detail === undefined) throw session.failure(error, request);
  return { kind: 'conflict', detail };
}

/** The step and the plan come last, and a migration may have a name of any length. */
function shortened(comment: string): string {
  if (comment.length <= MAX_COMMENT) return comment;
  const end = comment.slice(-MAX_COMMENT / 2);
  return `${comment.slice(0, MAX_COMMENT - end.length - 3)}...${end}`;
}

function refuseFixed(changes: readonly TtlChange[]): void {
  for (const change of changes) {
    const fixed = change.before.find((rrset) => rrset.fixed !== undefined && rrset.fixed.kind !== 'alias');
    const nothing = changeable(change).length === 0 ? change.before[0] : undefined;
    const refused = fixed ?? nothing;
    if (refused === undefined && change.before.length > 0) continue;
    throw new Failure(
      'provider',
      `The TTL of ${change.owner} ${change.type} cannot be changed: ${refused?.fixed?.detail ?? 'it was not there when it was read.'}`,
      { hint: 'Leave it out of the migration, or change it where it is managed.' },
    );
  }
}

/** What Route 53 says when DELETE or CREATE do not meet the zone as it was read, and what that means. */
const CONFLICTS: readonly (readonly [RegExp, string])[] = [
  [/values provided do not match the current values/i, 'its data or TTL were changed'],
  [/tried to delete .*it was not found/is, 'it was deleted'],
  [/tried to create .*it already exists/is, 'there is another set with its name and type'],
  [/weighted sets must contain the same TTL/i, 'another set was added to its weighted group'],
];

/** What somebody else changed, if that is why the batch is invalid. All messages must say so. */
function conflictIn(error: SdkError): string | undefined {
  const messages = messagesOf(error);
  const details = messages.map((message) => {
    const meaning = CONFLICTS.find(([pattern]) => pattern.test(message))?.[1];
    return meaning === undefined
      ? undefined
      : `Since it was read, ${meaning} (Route 53: ${plainText(message)}).`;
  });
  return details.includes(undefined) ? undefined : details.join(' ');
}

/** A sentence about the first group that is not as it was read; undefined if all are. */
async function firstDifference(
  changing: Changing,
  changes: readonly TtlChange[],
): Promise<string | undefined> {
  const now = await lookAgain(changing, changes);
  for (const change of changes) {
    const sets = now.get(`${change.owner} ${change.type}`) ?? [];
    const same =
      sets.length === change.before.length &&
      change.before.every((was) => sets.some((is) => sameSet(is, nativeSet(was))));
    if (!same)
      return `${change.owner} ${change.type} is not as it was read: it has ${setsInWords(sets)} now, and had ${setsInWords(change.before.map(nativeSet))}.`;
  }
  return undefined;
}

/** After an UPSERT: whether the zone shows what was meant. */
async function readBack(changing: Changing, changes: readonly TtlChange[]): Promise<string> {
  const names = changes.map((change) => `${change.owner} ${change.type}`).join(', ');
  const head = `${names} cannot be deleted in Route 53, so it was overwritten right after a look (UPSERT), which is no compare-and-swap`;
  let now: Map<string, ResourceRecordSet[]>;
  try {
    now = await lookAgain(changing, changes);
  } catch (error) {
    if (error instanceof Failure) return `${head}; reading it back failed: ${error.message}`;
    throw error;
  }
  const wrong = changes.filter((change) => {
    const sets = now.get(`${change.owner} ${change.type}`) ?? [];
    return !change.before.every((was) => sets.some((is) => sameSet(is, withTtl(was, change.ttl))));
  });
  return wrong.length === 0
    ? `${head}; read back, it shows the new TTL and the same data.`
    : `${head}; read back, ${wrong.map((c) => `${c.owner} ${c.type}`).join(', ')} shows something else: look at it now.`;
}

async function lookAgain(
  { session, zone, signal }: Changing,
  changes: readonly TtlChange[],
): Promise<Map<string, ResourceRecordSet[]>> {
  const groups = new Map<string, ResourceRecordSet[]>();
  const owners = [...new Set(changes.map((change) => change.owner))];
  for await (const set of setsOf(session, zone, owners, signal)) {
    const key = `${nameFromRoute53(set.Name ?? '')} ${set.Type}`;
    groups.set(key, [...(groups.get(key) ?? []), set]);
  }
  return groups;
}

function setsInWords(sets: readonly (ResourceRecordSet | LiveRrset['native'])[]): string {
  if (sets.length === 0) return 'no set';
  const shown = (sets as readonly ResourceRecordSet[]).map((set) => {
    const id = set.SetIdentifier === undefined ? '' : `${set.SetIdentifier}: `;
    const values = set.ResourceRecords?.map(({ Value }) => Value).join(', ') ?? set.AliasTarget?.DNSName;
    return `${id}${set.TTL === undefined ? 'no TTL' : `TTL ${set.TTL} s`}, ${values}`;
  });
  return plainText(shown.join('; '));
}

/** The RRsets of a zone. */
import type { ListResourceRecordSetsCommandInput, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { labelTexts, type Name } from '../../model/name.ts';
import type { ProviderZone } from '../../model/provider.ts';
import { nameFromRoute53, nameToRoute53 } from './route53Name.ts';
import type { Session } from './session.ts';

interface Page {
  readonly sets: readonly ResourceRecordSet[];
  /** Where the next page starts; undefined at the end of the zone. */
  readonly next?: Start;
}

type Start = Pick<
  ListResourceRecordSetsCommandInput,
  'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'
>;

/** Every set of the zone, page by page (300 a page). Throws Failure (provider). */
export async function* allSets(
  session: Session,
  zone: ProviderZone,
  signal?: AbortSignal,
): AsyncGenerator<ResourceRecordSet> {
  for (let start: Start | undefined = {}; start !== undefined; ) {
    const page: Page = await readPage(session, zone, start, signal);
    yield* page.sets;
    start = page.next;
  }
}

/**
 * The sets of these owners: pages that start where the next owner still to be found would be, so that there are never
 * many more requests than owners, nor than pages. Nothing depends on the exact order of the listing. Throws Failure
 * (provider).
 */
export async function* setsOf(
  session: Session,
  zone: ProviderZone,
  owners: readonly Name[],
  signal?: AbortSignal,
): AsyncGenerator<ResourceRecordSet> {
  const missing = new Set([...owners].sort(byReversedLabels));

  /** From `start` on, until the owner that a page ends with is whole; true at the end of the zone. */
  async function* taken(start: Start): AsyncGenerator<ResourceRecordSet, boolean> {
    const found = new Set<Name>();
    let next: Start | undefined = start;
    let goesOn = true;
    while (next !== undefined && goesOn) {
      const page: Page = await readPage(session, zone, next, signal);
      next = page.next;
      for (const set of page.sets) {
        const name = nameFromRoute53(set.Name ?? '');
        if (!missing.has(name)) continue;
        found.add(name);
        yield set;
      }
      const cut = nameFromRoute53(next?.StartRecordName ?? '');
      goesOn = found.has(cut);
    }
    for (const name of found) missing.delete(name);
    return next === undefined;
  }

  // The first page of a small zone is all of it.
  if (missing.size > 1 && (yield* taken({}))) return;
  for (const owner of missing) yield* taken(startAt(owner));
}

function startAt(owner: Name): Start {
  return { StartRecordName: nameToRoute53(owner) };
}

/** ListResourceRecordSets: "sorts results first by DNS name with the labels reversed". */
function byReversedLabels(a: Name, b: Name): number {
  const [x, y] = [a, b].map((name) => `${labelTexts(name).reverse().join('.')}.`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}

async function readPage(
  session: Session,
  zone: ProviderZone,
  start: Start,
  signal?: AbortSignal,
): Promise<Page> {
  const answer = await session.ask(
    {
      action: 'route53:ListResourceRecordSets',
      about: `reading the zone ${zone.apex} (${zone.id})`,
      send: ({ sdk, client }, options) =>
        client.send(new sdk.ListResourceRecordSetsCommand({ HostedZoneId: zone.id, ...start }), options),
    },
    signal,
  );
  const sets = answer.ResourceRecordSets ?? [];
  if (answer.IsTruncated !== true || answer.NextRecordName === undefined) return { sets };
  return {
    sets,
    next: {
      StartRecordName: answer.NextRecordName,
      ...(answer.NextRecordType === undefined ? {} : { StartRecordType: answer.NextRecordType }),
      ...(answer.NextRecordIdentifier === undefined
        ? {}
        : { StartRecordIdentifier: answer.NextRecordIdentifier }),
    },
  };
}

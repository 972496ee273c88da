/** What the contract of providers asks, and which counterpart answers it how. docs/providers.md shows it as a table. */

export const PROVIDER_CASES = [
  'lists the zone, public, by its apex',
  'shows every RRset of the owners asked for, and no other',
  'shows the whole zone',
  'shows nothing for a name that is not there',
  'shows a wildcard as itself, and not the names that it answers for',
  'gives data that survive JSON',
  'refuses a zone that is not there',
  'changes one TTL and leaves its data, and everything else, alone',
  'keeps the data of every type',
  'sets the TTLs 0, 1 and the largest',
  'changes several types of one owner in one batch',
  'changes many, in as many batches as it wants',
  'takes what it read before, stored as JSON',
  'takes a change to the TTL that it has',
  'gives a former TTL back, and lowers it again, as often as one likes',
  'gives a former TTL back and keeps data that are new since',
  'says what a change becomes',
  'does not overwrite somebody who changed the data in between',
  'does not overwrite somebody who added data in between',
  'does not overwrite somebody who removed data in between',
  'does not overwrite somebody who raised the TTL in between',
  'does not overwrite somebody who lowered the TTL in between',
  'does not overwrite somebody who deleted it in between',
  'stops the whole batch: all or nothing',
  'lets somebody else change what the batch does not touch',
  'goes on after a conflict and a fresh look',
  'sends nothing after an interruption',
  'shows no secret',
] as const;

export type ProviderCase = (typeof PROVIDER_CASES)[number];

export interface Counterpart {
  /** The head of its column. */
  readonly column: string;
  readonly runBy: 'npm test' | 'npm run test:moto' | 'npm run test:lab';
  /** Cases in which the counterpart is not like the real thing. They must fail, so that a new version is noticed. */
  readonly differences: { readonly [Case in ProviderCase]?: string };
}

const MOTO_DELETES_BY_HISTORY =
  'moto takes a DELETE that matches any change made so far, also one that is no longer in force.';
const MOTO_CREATES_ONCE =
  'moto refuses a CREATE that equals an earlier one, though the set was deleted since.';

/** By the title that its run of the contract has. */
export const COUNTERPARTS: { readonly [title: string]: Counterpart } = {
  'Route 53 in the process': { column: 'Route 53 in the process', runBy: 'npm test', differences: {} },
  'Route 53 by moto': {
    column: 'moto',
    runBy: 'npm run test:moto',
    differences: {
      'takes a change to the TTL that it has': MOTO_CREATES_ONCE,
      'gives a former TTL back, and lowers it again, as often as one likes': MOTO_CREATES_ONCE,
      'does not overwrite somebody who changed the data in between': MOTO_DELETES_BY_HISTORY,
      'does not overwrite somebody who added data in between': MOTO_DELETES_BY_HISTORY,
      'does not overwrite somebody who removed data in between': MOTO_DELETES_BY_HISTORY,
      'does not overwrite somebody who raised the TTL in between': MOTO_DELETES_BY_HISTORY,
      'does not overwrite somebody who lowered the TTL in between': MOTO_DELETES_BY_HISTORY,
      'does not overwrite somebody who deleted it in between': MOTO_DELETES_BY_HISTORY,
      'stops the whole batch: all or nothing': MOTO_DELETES_BY_HISTORY,
      'goes on after a conflict and a fresh look': MOTO_DELETES_BY_HISTORY,
    },
  },
  'RFC 2136 on a plain primary': { column: 'primary in the process', runBy: 'npm test', differences: {} },
  'RFC 2136 on one that ignores what is added again, and shows one RRset for ANY': {
    column: 'the same, with odd habits',
    runBy: 'npm test',
    differences: {},
  },
  'RFC 2136 on bind': { column: 'BIND', runBy: 'npm run test:lab', differences: {} },
  'RFC 2136 on knot': { column: 'Knot', runBy: 'npm run test:lab', differences: {} },
  'a world': { column: 'zones of the demo', runBy: 'npm test', differences: {} },
};

export function counterpart(title: string): Counterpart {
  const found = COUNTERPARTS[title];
  if (found === undefined) throw new Error(`Add ${title} to COUNTERPARTS, and to docs/providers.md.`);
  return found;
}

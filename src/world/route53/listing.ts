/** ListResourceRecordSets: its order and its pages. */
import { labelTexts, type Name } from '../../model/name.ts';
import { nameFromRoute53 } from '../../providers/route53/route53Name.ts';
import { type RecordSet, recordSetXml } from './recordSet.ts';
import { Refusal } from './refusal.ts';
import { escaped, tag } from './xml.ts';

/** API reference, ListResourceRecordSets: at most 300 a page. */
const MAX_ITEMS = 300;

/** "Sorts results first by DNS name with the labels reversed", then by type, then by set identifier. */
export function inListOrder(sets: readonly RecordSet[]): RecordSet[] {
  return sets
    .map((set) => ({ set, key: keyOf(nameFromRoute53(set.Name), set.Type, set.SetIdentifier) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ set }) => set);
}

type Key = readonly [string, string, string];

function keyOf(name: Name, type = '', identifier = ''): Key {
  return [`${labelTexts(name).reverse().join('.')}.`, type, identifier];
}

function compare(a: Key, b: Key): number {
  for (const [i, text] of a.entries()) if (text !== b[i]) return text < (b[i] ?? '') ? -1 : 1;
  return 0;
}

/** The body of the answer to ListResourceRecordSets. */
export function listingXml(sets: readonly RecordSet[], query: URLSearchParams): string {
  const [name, type, identifier] = ['name', 'type', 'identifier'].map((key) => query.get(key) ?? undefined);
  if (type !== undefined && name === undefined)
    throw new Refusal('InvalidInput', 'The request has a type and no name.');
  if (identifier !== undefined && type === undefined)
    throw new Refusal('InvalidInput', 'The request has an identifier and no type.');
  const start = name === undefined ? undefined : keyOf(nameFromRoute53(name), type, identifier);
  const rest = inListOrder(sets).filter(
    (set) =>
      start === undefined ||
      compare(keyOf(nameFromRoute53(set.Name), set.Type, set.SetIdentifier), start) >= 0,
  );
  const items = pageSize(query, MAX_ITEMS);
  const next = rest[items];
  return [
    tag('ResourceRecordSets', ...rest.slice(0, items).map(recordSetXml)),
    tag('IsTruncated', String(next !== undefined)),
    ...(next === undefined ? [] : [tag('NextRecordName', next.Name), tag('NextRecordType', next.Type)]),
    ...(next?.SetIdentifier === undefined ? [] : [tag('NextRecordIdentifier', escaped(next.SetIdentifier))]),
    tag('MaxItems', String(items)),
  ].join('');
}

/** `maxitems` as given, never more than the API allows. */
export function pageSize(query: URLSearchParams, most: number): number {
  const items = Number(query.get('maxitems') ?? most);
  if (!Number.isInteger(items) || items < 1)
    throw new Refusal('InvalidInput', 'MaxItems is no positive number.');
  return Math.min(items, most);
}

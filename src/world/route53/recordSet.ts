/** A resource record set with all its fields, in the API's own words (API reference, ResourceRecordSet), as JSON and XML. */
import { child, type Element, escaped, tag } from './xml.ts';

export interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
  readonly Region?: string;
  readonly GeoLocation?: {
    readonly ContinentCode?: string;
    readonly CountryCode?: string;
    readonly SubdivisionCode?: string;
  };
  readonly Failover?: 'PRIMARY' | 'SECONDARY';
  readonly MultiValueAnswer?: boolean;
  readonly TTL?: number;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
  readonly AliasTarget?: {
    readonly HostedZoneId: string;
    readonly DNSName: string;
    readonly EvaluateTargetHealth: boolean;
  };
  readonly HealthCheckId?: string;
  readonly TrafficPolicyInstanceId?: string;
  readonly CidrRoutingConfig?: { readonly CollectionId: string; readonly LocationName: string };
  readonly GeoProximityLocation?: {
    readonly AWSRegion?: string;
    readonly LocalZoneGroup?: string;
    readonly Coordinates?: { readonly Latitude: string; readonly Longitude: string };
    readonly Bias?: number;
  };
}

type Field = 'text' | 'number' | 'truth' | 'records' | Fields;
interface Fields {
  readonly [name: string]: Field;
}

/** The order of the elements is part of the protocol. */
const FIELDS: Fields = {
  Name: 'text',
  Type: 'text',
  SetIdentifier: 'text',
  Weight: 'number',
  Region: 'text',
  GeoLocation: { ContinentCode: 'text', CountryCode: 'text', SubdivisionCode: 'text' },
  Failover: 'text',
  MultiValueAnswer: 'truth',
  TTL: 'number',
  ResourceRecords: 'records',
  AliasTarget: { HostedZoneId: 'text', DNSName: 'text', EvaluateTargetHealth: 'truth' },
  HealthCheckId: 'text',
  TrafficPolicyInstanceId: 'text',
  CidrRoutingConfig: { CollectionId: 'text', LocationName: 'text' },
  GeoProximityLocation: {
    AWSRegion: 'text',
    LocalZoneGroup: 'text',
    Coordinates: { Latitude: 'text', Longitude: 'text' },
    Bias: 'number',
  },
};

export function recordSetXml(set: RecordSet): string {
  return tag('ResourceRecordSet', fieldsXml(FIELDS, set as unknown as Record<string, unknown>));
}

function fieldsXml(fields: Fields, values: Record<string, unknown>): string {
  return Object.entries(fields)
    .filter(([name]) => values[name] !== undefined)
    .map(([name, field]) => tag(name, valueXml(field, values[name])))
    .join('');
}

function valueXml(field: Field, value: unknown): string {
  if (field === 'records')
    return (value as NonNullable<RecordSet['ResourceRecords']>)
      .map(({ Value }) => tag('ResourceRecord', tag('Value', escaped(Value))))
      .join('');
  if (typeof field === 'object') return fieldsXml(field, value as Record<string, unknown>);
  return escaped(String(value));
}

/** Throws SyntaxError for elements that the API does not have, or in another order: Route 53 answers InvalidInput. */
export function readRecordSet(element: Element): RecordSet {
  return readFields(FIELDS, element) as unknown as RecordSet;
}

function readFields(fields: Fields, element: Element): Record<string, unknown> {
  const order = Object.keys(fields);
  const seen = element.children.map(({ name }) => order.indexOf(name));
  if (seen.includes(-1) || seen.some((at, i) => i > 0 && at <= (seen[i - 1] ?? -1)))
    throw new SyntaxError(`the elements of ${element.name} are unknown or out of order`);
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const inner = child(element, name);
    if (inner !== undefined) values[name] = readField(field, inner);
  }
  return values;
}

function readField(field: Field, element: Element): unknown {
  if (field === 'records')
    return element.children.map((record) => ({ Value: child(record, 'Value')?.text ?? '' }));
  if (typeof field === 'object') return readFields(field, element);
  if (field === 'truth') return element.text.trim() === 'true';
  if (field === 'text') return element.text;
  if (!/^-?[0-9]+$/.test(element.text.trim())) throw new SyntaxError(`${element.name} is no number`);
  return Number(element.text);
}

import { labelsOfText, type Name } from '../../model/name.ts';
import type { RecordType } from '../../model/recordType.ts';

/** The RRsets of one hosted zone that a plan changes. */
export interface ZoneToChange {
  /** Null where it is not known: the policy then names every zone. */
  readonly zoneId: string | null;
  readonly rrsets: readonly { readonly owner: Name; readonly type: RecordType; readonly isApex: boolean }[];
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: {
    readonly 'ForAllValues:StringEquals': { readonly [key: string]: readonly string[] };
  };
}

/** An identity policy of AWS IAM. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** IAM counts characters without white space; a managed policy may have so many (IAM quotas). */
export const MANAGED_POLICY_CHARACTERS: number = 6144;

/**
 * The least that lets `apply` carry a plan out: changes of these names and types and no others, by the condition
 * keys of Route 53 (Service Authorization Reference). A zone has one statement, since all changes of one request
 * must fit into one.
 */
export function iamPolicy(zones: readonly ZoneToChange[]): IamPolicy {
  const arns = [...new Set(zones.map(({ zoneId }) => zoneArn(zoneId)))].sort();
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'FindZones',
        Effect: 'Allow',
        Action: ['route53:ListHostedZones'],
        Resource: ['*'],
      },
      {
        Sid: 'ReadZones',
        Effect: 'Allow',
        Action: ['route53:GetHostedZone', 'route53:ListResourceRecordSets'],
        Resource: arns,
      },
      {
        Sid: 'FollowChanges',
        Effect: 'Allow',
        Action: ['route53:GetChange'],
        Resource: ['arn:aws:route53:::change/*'],
      },
      ...zones.map(changeStatement),
    ],
  };
}

function changeStatement({ zoneId, rrsets }: ZoneToChange, i: number): Statement {
  // The NS set of an apex cannot be deleted, so it is the one that is changed by UPSERT.
  const isApexNs = (rrset: ZoneToChange['rrsets'][number]): boolean => rrset.isApex && rrset.type === 'NS';
  const actions = [
    ...(rrsets.every(isApexNs) ? [] : ['CREATE', 'DELETE']),
    ...(rrsets.some(isApexNs) ? ['UPSERT'] : []),
  ];
  return {
    Sid: `ChangeTtls${i + 1}`,
    Effect: 'Allow',
    Action: ['route53:ChangeResourceRecordSets'],
    Resource: [zoneArn(zoneId)],
    Condition: {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': distinct(
          rrsets.map(({ owner }) => normalizedName(owner)),
        ),
        'route53:ChangeResourceRecordSetsRecordTypes': distinct(rrsets.map(({ type }) => type)),
        'route53:ChangeResourceRecordSetsActions': actions,
      },
    },
  };
}

/**
 * A name as these condition keys compare it (Route 53 Developer Guide, "Using IAM policy conditions"): lower case, no
 * trailing dot, every octet but a-z, 0-9, `-` and `_` as three octal digits, `\052` for `*`.
 */
export function normalizedName(name: Name): string {
  return labelsOfText(name)
    .map((octets) => Array.from(octets, octetText).join(''))
    .join('.');
}

function octetText(octet: number): string {
  const char = String.fromCharCode(octet);
  return /[a-z0-9_-]/.test(char) ? char : `\\${octet.toString(8).padStart(3, '0')}`;
}

function zoneArn(zoneId: string | null): string {
  return `arn:aws:route53:::hostedzone/${zoneId ?? '*'}`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

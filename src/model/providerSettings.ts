/** Where the records of a migration are changed. `config` reads these, `cli` hands them to `providers/`. */
import type { Name } from './name.ts';

export type TsigAlgorithm = 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';

export interface Route53Settings {
  readonly type: 'route53';
  /** Without the prefix `/hostedzone/`; by default the zone is found by its name and delegation. */
  readonly zoneId?: string;
  /** A profile of the AWS configuration; by default the SDK's own chain of credentials. */
  readonly profile?: string;
  readonly region?: string;
  /** In place of AWS's own, as `AWS_ENDPOINT_URL_ROUTE_53` would. */
  readonly endpoint?: string;
}

export interface Rfc2136Settings {
  readonly type: 'rfc2136';
  /** The primary that takes updates. */
  readonly server: { readonly address: string; readonly port: number };
  readonly zone: Name;
  /** TSIG (RFC 8945). The key's octets are never part of the configuration. */
  readonly keyName: Name;
  readonly algorithm: TsigAlgorithm;
  readonly key: KeySource;
  /** `soa-with-serial` unless given. */
  readonly lock?: UpdateLock;
}

/**
 * What makes an update fail when somebody was faster. The data of the RRsets are always compared; TTLs cannot be
 * (RFC 2136 §3.2.5), so that the zone's SOA stands for them.
 * - `soa-with-serial`: the SOA as it was read, and the next serial is set. Right for BIND and Knot.
 * - `soa`: the server counts the serial itself. For PowerDNS, which does not know an SOA again that an update set.
 * - `data`: no SOA. For zones whose served SOA is not the one that updates see (BIND's inline-signing).
 */
export type UpdateLock = 'soa-with-serial' | 'soa' | 'data';

export type KeySource =
  /** Absolute path of a file that holds the key in base64, or a BIND key file. */
  | { readonly kind: 'file'; readonly path: string }
  /** Name of an environment variable that holds the key in base64. */
  | { readonly kind: 'environment'; readonly variable: string };

export type ProviderSettings = Route53Settings | Rfc2136Settings;

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
}

export type KeySource =
  /** Absolute path of a file that holds the key in base64, or a BIND key file. */
  | { readonly kind: 'file'; readonly path: string }
  /** Name of an environment variable that holds the key in base64. */
  | { readonly kind: 'environment'; readonly variable: string };

export type ProviderSettings = Route53Settings | Rfc2136Settings;

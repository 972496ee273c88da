import type { TransportKind } from '../model/observation.ts';

/** RFC 1035 §4.2, RFC 7858 §3.1, RFC 8484 §3. */
export const DEFAULT_PORTS: { readonly [kind in TransportKind]: number } = {
  udp: 53,
  tcp: 53,
  tls: 853,
  https: 443,
};

/** RFC 8484 leaves the path open; this is what public resolvers use. */
export const DEFAULT_PATH: string = '/dns-query';

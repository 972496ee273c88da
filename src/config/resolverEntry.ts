import { isIP } from 'node:net';
import type { ResolverEndpoint } from '../model/resolver.ts';
import { ttl } from '../model/ttl.ts';
import type { ResolverEntry } from './config.ts';
import type { ResolverChange } from './schema/resolvers.ts';

/** The resolvers of `base`, changed key by key, and the new ones behind them in the order of the file. */
export function mergeResolvers(
  base: readonly ResolverEntry[],
  changes: { readonly [name: string]: ResolverChange },
): ResolverEntry[] {
  const entries = new Map(base.map((entry) => [entry.name, entry]));
  for (const [name, change] of Object.entries(changes)) {
    const former = entries.get(name);
    entries.set(
      name,
      resolverEntry(name, former === undefined ? change : { ...changeOf(former), ...change }),
    );
  }
  return [...entries.values()];
}

/** What is missing for asking this resolver, as a sentence; `undefined` if nothing is. */
export function incomplete(change: ResolverChange): string | undefined {
  if (change.protocol === 'https')
    return change.url === undefined ? 'the key "url" is missing, which the protocol https needs' : undefined;
  return change.addresses === undefined ? 'the key "addresses" is missing' : undefined;
}

/** Throws TypeError for an incomplete one. */
export function resolverEntry(name: string, change: ResolverChange): ResolverEntry {
  const { url, cap, tlsName } = change;
  const missing = incomplete(change);
  if (missing !== undefined) throw new TypeError(`resolver ${name}: ${missing}`);
  const plain = change.protocol !== 'https';
  return {
    name,
    endpoints: endpointsOf(change),
    ...(plain && url !== undefined ? { fallback: httpsEndpoint(url) } : {}),
    ...(cap === undefined ? {} : { cap: cap.ttl }),
    ...(change.default === true ? { default: true } : {}),
    ...(tlsName === undefined ? {} : { tlsName }),
    ...(url === undefined ? {} : { url }),
    ...(cap?.source === undefined || cap.date === undefined
      ? {}
      : { capSource: { source: cap.source, date: cap.date } }),
  };
}

function endpointsOf({
  addresses,
  protocol = 'udp',
  port,
  tlsName,
  url,
}: ResolverChange): ResolverEndpoint[] {
  if (protocol === 'https') {
    const byName = httpsEndpoint(url ?? '');
    if (addresses === undefined) return [byName];
    return addresses.map((address) => ({ ...byName, address, tlsName: byName.address }));
  }
  return (addresses ?? []).map((address) => ({
    protocol,
    address,
    ...(port === undefined ? {} : { port }),
    ...(protocol === 'tls' && tlsName !== undefined ? { tlsName } : {}),
  }));
}

/** The host is left to the system to look up. */
function httpsEndpoint(text: string): ResolverEndpoint {
  const url = new URL(text);
  return {
    protocol: 'https',
    address: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: `${url.pathname}${url.search}`,
  };
}

/** The way back, so that a file can change one key of a shipped resolver. */
function changeOf(entry: ResolverEntry): ResolverChange {
  const [first] = entry.endpoints;
  const addresses = entry.endpoints
    .map((endpoint) => endpoint.address)
    .filter((address) => isIP(address) !== 0);
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(first === undefined ? {} : { protocol: first.protocol }),
    ...(first?.port === undefined || first.protocol === 'https' ? {} : { port: first.port }),
    ...(entry.tlsName === undefined ? {} : { tlsName: entry.tlsName }),
    ...(entry.url === undefined ? {} : { url: entry.url }),
    ...(entry.cap === undefined ? {} : { cap: { ttl: ttl(entry.cap), ...entry.capSource } }),
    ...(entry.default === undefined ? {} : { default: entry.default }),
  };
}

import { Failure } from '../model/failure.ts';
import { BadName, parseName } from '../model/name.ts';
import type { TransportKind } from '../model/observation.ts';
import { DEFAULT_PATH, DEFAULT_PORTS } from './endpointDefaults.ts';
import type { Endpoint } from './exchange.ts';
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from './ipAddress.ts';

const ALLOWED =
  'Allowed are an address (192.0.2.1, 192.0.2.1:5353, 2001:db8::1, [2001:db8::1]:5353), the same after udp:// or ' +
  'tcp://, tls://dns.example, tls://192.0.2.1#dns.example (the name on the certificate) and https://dns.example/dns-query.';

const PROTOCOLS: readonly TransportKind[] = ['udp', 'tcp', 'tls', 'https'];

/**
 * An endpoint as people write it, e.g. after `--resolver`. Addresses become canonical, the protocol's own port and
 * DoH's usual path are left out. Throws Failure (`usage`) that names what is wrong and what is allowed.
 */
export function parseEndpoint(text: string): Endpoint {
  const refuse = (what: string) =>
    new Failure('usage', `${JSON.stringify(text)} is no server: ${what}.`, { hint: ALLOWED });
  const [, scheme, rest = ''] = /^(?:([^:/[\]]*):\/\/)?(.*)$/s.exec(text) ?? [];
  const protocol = PROTOCOLS.find((known) => known === (scheme ?? 'udp').toLowerCase());
  if (protocol === undefined) throw refuse(`the protocol ${JSON.stringify(scheme ?? '')} is unknown`);
  const [, authority = '', pathText = '', certificate] = /^([^/?#]*)([^#]*)(?:#(.*))?$/s.exec(rest) ?? [];

  const path = pathOf(protocol, pathText);
  if (path instanceof Error) throw refuse(path.message);
  const { host, port: portText } = hostAndPort(authority);
  if (host === '') throw refuse('the address is missing');
  const port = portText === undefined ? undefined : portOf(portText);
  if (port instanceof Error) throw refuse(port.message);
  const literal = addressOf(host);
  if (literal === undefined && (protocol === 'udp' || protocol === 'tcp'))
    throw refuse(`${JSON.stringify(host)} is no IP address, and only tls:// and https:// take names`);
  const address = literal ?? hostNameOf(host);
  if (address instanceof Error) throw refuse(address.message);
  const tlsName = certificate === undefined ? undefined : certificateName(protocol, certificate);
  if (tlsName instanceof Error) throw refuse(tlsName.message);

  return {
    protocol,
    ...(scheme !== undefined && protocol === 'udp' ? { only: true as const } : {}),
    address,
    ...(port === undefined || port === DEFAULT_PORTS[protocol] ? {} : { port }),
    ...(tlsName === undefined ? {} : { tlsName }),
    ...(path === DEFAULT_PATH ? {} : { path }),
  };
}

/** The text that `parseEndpoint` reads: `192.0.2.1`, `[2001:db8::1]:5353`, `tls://192.0.2.1#dns.example`, a URL for DoH. */
export function formatEndpoint({ protocol, only, address, port, tlsName, path }: Endpoint): string {
  const scheme = protocol === 'udp' && only === undefined ? '' : `${protocol}://`;
  const withPort = port !== undefined && port !== DEFAULT_PORTS[protocol];
  const bracketed = address.includes(':') && (withPort || protocol === 'https');
  const host = bracketed ? `[${address}]` : address;
  const at = withPort ? `:${port}` : '';
  const where = protocol === 'https' ? (path ?? DEFAULT_PATH) : '';
  return `${scheme}${host}${at}${where}${tlsName === undefined ? '' : `#${tlsName}`}`;
}

function hostAndPort(authority: string): { host: string; port?: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(authority);
  if (bracketed !== null) return split(bracketed[1], bracketed[2]);
  // Two colons or more are an IPv6 address without a port.
  const single = /^([^:]*):([^:]*)$/s.exec(authority);
  return single === null ? { host: authority } : split(single[1], single[2]);
}

function split(host: string | undefined, port: string | undefined): { host: string; port?: string } {
  return port === undefined ? { host: host ?? '' } : { host: host ?? '', port };
}

function portOf(text: string): number | Error {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535
    ? port
    : new Error(`the port is ${JSON.stringify(text)}, not 1 to 65535`);
}

/** RFC 4007 §11: a link-local address may carry the interface after `%`. */
function addressOf(text: string): string | undefined {
  const v4 = parseIpv4(text);
  if (v4 !== undefined) return formatIpv4(v4);
  const [, address = '', zone = ''] = /^([^%]*)(%[A-Za-z0-9_.-]{1,15})?$/.exec(text) ?? [];
  const v6 = parseIpv6(address);
  return v6 === undefined ? undefined : formatIpv6(v6) + zone;
}

/** RFC 1123 §2.1: letters, digits and hyphens, and not all digits at the end, which is a mistyped address. */
function hostNameOf(text: string): string | Error {
  const refused = new Error(`${JSON.stringify(text)} is neither an IP address nor a host name`);
  try {
    const name = parseName(text).slice(0, -1);
    const labels = name.split('.');
    const plain = labels.every((label) => /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label));
    return plain && !/^(?:[0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '') ? name : refused;
  } catch (error) {
    if (error instanceof BadName) return refused;
    throw error;
  }
}

function certificateName(protocol: TransportKind, text: string): string | Error {
  if (protocol !== 'tls' && protocol !== 'https')
    return new Error(`${protocol}:// has no certificate to be for "${text}"`);
  const name = addressOf(text) ?? hostNameOf(text);
  return name instanceof Error ? new Error(`the name on the certificate ${name.message}`) : name;
}

function pathOf(protocol: TransportKind, text: string): string | Error {
  if (protocol !== 'https')
    return text === '' ? DEFAULT_PATH : new Error(`only https:// has a path, found ${JSON.stringify(text)}`);
  // RFC 8484 §3 publishes URI templates; a POST goes without the variable.
  const path = text.replace(/\{\?dns\}$/, '');
  if (path === '') return DEFAULT_PATH;
  const fine = /^\/[!-"$-~]*$/.test(path) && !/[{}"<>\\^`|]/.test(path);
  return fine ? path : new Error(`the path ${JSON.stringify(text)} is not that of a URL`);
}

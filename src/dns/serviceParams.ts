/** The parameters of SVCB and HTTPS records (RFC 9460 §2.1, §2.2, §7, appendix A). */
import { quoted } from './characterString.ts';
import { formatIpv4, formatIpv6 } from './ipAddress.ts';
import { readName } from './name.ts';
import { read16 } from './readRdata.ts';

/** IANA, DNS SVCB Service Parameter Keys. */
const KEYS: readonly string[] = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
];

/** The parameters of checked, uncompressed RDATA by key, in the order of the record. */
export function serviceParams(rdata: Uint8Array): Map<number, Uint8Array> {
  return paramsIn(rdata.subarray(readName(rdata, 2).end));
}

function paramsIn(octets: Uint8Array): Map<number, Uint8Array> {
  const params = new Map<number, Uint8Array>();
  for (let at = 0; at < octets.length; ) {
    const end = at + 4 + read16(octets, at + 2);
    params.set(read16(octets, at), octets.subarray(at + 4, end));
    at = end;
  }
  return params;
}

/** `alpn="h2,h3" ipv4hint=192.0.2.1`; empty without parameters. */
export function formatServiceParams(octets: Uint8Array): string {
  return [...paramsIn(octets)]
    .map(([key, value]) => {
      const text = formatValue(key, value);
      return text === '' ? keyName(key) : `${keyName(key)}=${text}`;
    })
    .join(' ');
}

function keyName(key: number): string {
  return KEYS[key] ?? `key${key}`;
}

function formatValue(key: number, value: Uint8Array): string {
  if (value.length === 0) return '';
  switch (KEYS[key]) {
    case 'mandatory':
      return pieces(value, 2)
        .map((piece) => keyName(read16(piece, 0)))
        .join(',');
    case 'alpn':
      return formatAlpn(value);
    case 'port':
      return String(read16(value, 0));
    case 'ipv4hint':
      return pieces(value, 4).map(formatIpv4).join(',');
    case 'ipv6hint':
      return pieces(value, 16).map(formatIpv6).join(',');
    case 'ech':
      return Buffer.from(value).toString('base64');
    default:
      return quoted(value);
  }
}

/** A comma or backslash inside a protocol's id is escaped twice (RFC 9460 appendix A.1). */
function formatAlpn(value: Uint8Array): string {
  const list: number[] = [];
  for (let at = 0; at < value.length; ) {
    const end = at + 1 + (value[at] ?? 0);
    if (at > 0) list.push(0x2c);
    for (const octet of value.subarray(at + 1, end)) {
      if (octet === 0x2c || octet === 0x5c) list.push(0x5c);
      list.push(octet);
    }
    at = end;
  }
  return quoted(Uint8Array.from(list));
}

/** The IP addresses that a record's parameters hint at. */
export function hintsIn(rdata: Uint8Array): { ipv4: string[]; ipv6: string[] } {
  const params = serviceParams(rdata);
  return {
    ipv4: pieces(params.get(4), 4).map(formatIpv4),
    ipv6: pieces(params.get(6), 16).map(formatIpv6),
  };
}

function pieces(value: Uint8Array | undefined, size: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  if (value !== undefined)
    for (let at = 0; at + size <= value.length; at += size) found.push(value.subarray(at, at + size));
  return found;
}

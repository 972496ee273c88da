/** RDATA as text, in the form that dig prints (RFC 1035 §5.1 and the RFC of each type). */
import { RECORD_TYPES, typeName } from '../model/recordType.ts';
import { formatWord, quoted } from './characterString.ts';
import { formatIpv4, formatIpv6 } from './ipAddress.ts';
import { type FieldKind, type Layout, layoutOf } from './layout.ts';
import type { ResourceRecord } from './message.ts';
import { readName } from './name.ts';
import { read16, read32, skipField } from './readRdata.ts';
import { formatServiceParams, hintsIn } from './serviceParams.ts';
import { formatTime } from './signatureTime.ts';

/**
 * The RDATA of a decoded record: names with the trailing dot and in lower case, addresses in their canonical
 * form, text quoted and escaped, anything unknown as `\# 2 ABCD` (RFC 3597 §5). Never throws for a decoded record.
 */
export function presentRdata(record: ResourceRecord): string {
  const { data, rdata } = record;
  if (data.kind === 'address') return data.address;
  if (data.kind === 'name') return data.name;
  const layout = layoutOf(record.type, record.class);
  if (layout === undefined || layout.includes('opaque') || isOutsidePresentation(record))
    return generic(rdata);
  return presentFields(rdata, layout);
}

/** IP addresses that an SVCB or HTTPS record hints at (RFC 9460 §7.3): browsers use them without asking. */
export function addressHints(record: ResourceRecord): { ipv4: string[]; ipv6: string[] } {
  if (record.type !== RECORD_TYPES.SVCB && record.type !== RECORD_TYPES.HTTPS) return { ipv4: [], ipv6: [] };
  return hintsIn(record.rdata);
}

/** Without octets in an update, and types whose fields have a text form that this program has no use for. */
function isOutsidePresentation({ type, rdata }: ResourceRecord): boolean {
  return rdata.length === 0 || WITHOUT_TEXT.has(type);
}

/** LOC, the locators of RFC 6742, EUI48 and EUI64, TKEY and TSIG. */
const WITHOUT_TEXT: ReadonlySet<number> = new Set([29, 104, 105, 106, 108, 109, 249, 250]);

function presentFields(rdata: Uint8Array, layout: Layout): string {
  const texts: string[] = [];
  let at = 0;
  for (const kind of layout) {
    const end = kind === 'name' ? readName(rdata, at).end : skipField(kind, rdata, at, rdata.length);
    const text = SHOW[kind](rdata.subarray(at, end));
    if (text !== '') texts.push(text);
    at = end;
  }
  return texts.join(' ');
}

/** Text of a field from exactly its octets. */
const SHOW = {
  u8: (octets) => String(octets[0]),
  u16: (octets) => String(read16(octets, 0)),
  u32: (octets) => String(read32(octets, 0)),
  u48: hex,
  u64: hex,
  type: (octets) => typeName(read16(octets, 0)),
  time: (octets) => formatTime(read32(octets, 0)),
  ipv4: formatIpv4,
  ipv6: formatIpv6,
  name: (octets) => readName(octets, 0).name,
  string: (octets) => quoted(octets.subarray(1)),
  word: (octets) => formatWord(octets.subarray(1)),
  salt: (octets) => (octets.length === 1 ? '-' : hex(octets.subarray(1))),
  hash: (octets) => base32hex(octets.subarray(1)),
  counted: hex,
  strings,
  text: quoted,
  hex,
  base64: (octets) => Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('base64'),
  bitmap,
  params: formatServiceParams,
  opaque: generic,
} satisfies Record<FieldKind, (octets: Uint8Array) => string>;

function generic(rdata: Uint8Array): string {
  return rdata.length === 0 ? '\\# 0' : `\\# ${rdata.length} ${hex(rdata)}`;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex').toUpperCase();
}

function strings(octets: Uint8Array): string {
  const texts: string[] = [];
  for (let at = 0; at < octets.length; ) {
    const end = at + 1 + (octets[at] ?? 0);
    texts.push(quoted(octets.subarray(at + 1, end)));
    at = end;
  }
  return texts.join(' ');
}

/** RFC 4648 §7, without padding as RFC 5155 §3.3 has it. */
function base32hex(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const octet of octets) {
    bits = ((bits << 8) | octet) & 0xfff;
    count += 8;
    for (; count >= 5; count -= 5) text += BASE32HEX[(bits >> (count - 5)) & 31];
  }
  return count > 0 ? text + BASE32HEX[(bits << (5 - count)) & 31] : text;
}

const BASE32HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

function bitmap(octets: Uint8Array): string {
  const types: string[] = [];
  for (let at = 0; at < octets.length; at += 2 + (octets[at + 1] ?? 0)) {
    const window = (octets[at] ?? 0) * 256;
    const bits = octets.subarray(at + 2, at + 2 + (octets[at + 1] ?? 0));
    bits.forEach((octet, i) => {
      for (let bit = 0; bit < 8; bit++) if (octet & (0x80 >> bit)) types.push(typeName(window + i * 8 + bit));
    });
  }
  return types.join(' ');
}

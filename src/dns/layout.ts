/**
 * What RDATA is made of, type by type. The decoder checks it, `presentRdata` prints it and `encodeRdata`
 * writes it from the same table, so that the three cannot disagree.
 */
import { CLASS } from './dnsClass.ts';

/**
 * Kinds of fields. The last one of a layout may take all that remains.
 * - `u8`, `u16`, `u32`, `u48`, `u64` · `type`: u16 shown as a mnemonic · `time`: u32 shown as YYYYMMDDHHmmSS
 * - `ipv4`, `ipv6`, `name` · `string`: a character string · `word`: one without quotes around it
 * - `salt`, `hash`: an octet of length and so many octets, as hexadecimal (`-` if none) and base32hex
 * - `counted`: two octets of length and so many octets
 * - to the end: `strings` (one or more), `text` (no length octet), `hex`, `base64`, `bitmap` (RFC 4034 §4.1.2),
 *   `params` (RFC 9460 §2.2), `opaque`: no presentation but that of RFC 3597
 */
export type FieldKind =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u48'
  | 'u64'
  | 'type'
  | 'time'
  | 'ipv4'
  | 'ipv6'
  | 'name'
  | 'string'
  | 'word'
  | 'salt'
  | 'hash'
  | 'counted'
  | 'strings'
  | 'text'
  | 'hex'
  | 'base64'
  | 'bitmap'
  | 'params'
  | 'opaque';

export type Layout = readonly FieldKind[];

const NAME: Layout = ['name'];
const NAMES: Layout = ['name', 'name'];
const PREFERRED_NAME: Layout = ['u16', 'name'];
const KEY: Layout = ['u16', 'u8', 'u8', 'base64'];
const DIGEST: Layout = ['u16', 'u8', 'u8', 'hex'];
const ASSOCIATION: Layout = ['u8', 'u8', 'u8', 'hex'];
const SIGNATURE: Layout = ['type', 'u8', 'u8', 'u32', 'time', 'time', 'u16', 'name', 'base64'];
const SERVICE: Layout = ['u16', 'name', 'params'];

/** Types that look the same in every class (RFC 1035 §3.3, RFC 3597 §4, and the RFC of each). */
const ANY_CLASS: ReadonlyMap<number, Layout> = new Map([
  [2, NAME], // NS
  [3, NAME], // MD
  [4, NAME], // MF
  [5, NAME], // CNAME
  [6, ['name', 'name', 'u32', 'u32', 'u32', 'u32', 'u32']], // SOA
  [7, NAME], // MB
  [8, NAME], // MG
  [9, NAME], // MR
  [12, NAME], // PTR
  [13, ['string', 'string']], // HINFO
  [14, NAMES], // MINFO
  [15, PREFERRED_NAME], // MX
  [16, ['strings']], // TXT
  [17, NAMES], // RP, RFC 1183
  [18, PREFERRED_NAME], // AFSDB
  [19, ['string']], // X25
  [20, ['strings']], // ISDN
  [21, PREFERRED_NAME], // RT
  [24, SIGNATURE], // SIG, RFC 2535
  [25, KEY], // KEY
  [27, ['string', 'string', 'string']], // GPOS, RFC 1712
  [29, ['u8', 'u8', 'u8', 'u8', 'u32', 'u32', 'u32']], // LOC, RFC 1876
  [39, NAME], // DNAME, RFC 6672
  [43, DIGEST], // DS, RFC 4034
  [37, ['u16', 'u16', 'u8', 'opaque']], // CERT, RFC 4398
  [44, ['u8', 'u8', 'hex']], // SSHFP, RFC 4255
  [46, SIGNATURE], // RRSIG, RFC 4034
  [47, ['name', 'bitmap']], // NSEC
  [48, KEY], // DNSKEY
  [50, ['u8', 'u8', 'u16', 'salt', 'hash', 'bitmap']], // NSEC3, RFC 5155
  [51, ['u8', 'u8', 'u16', 'salt']], // NSEC3PARAM
  [52, ASSOCIATION], // TLSA, RFC 6698
  [53, ASSOCIATION], // SMIMEA, RFC 8162
  [56, ['strings']], // NINFO
  [59, DIGEST], // CDS, RFC 7344
  [60, KEY], // CDNSKEY
  [61, ['base64']], // OPENPGPKEY, RFC 7929
  [62, ['u32', 'u16', 'bitmap']], // CSYNC, RFC 7477
  [63, ['u32', 'u8', 'u8', 'hex']], // ZONEMD, RFC 8976
  [99, ['strings']], // SPF, RFC 7208
  [104, ['u16', 'u64']], // NID, RFC 6742
  [105, ['u16', 'ipv4']], // L32
  [106, ['u16', 'u64']], // L64
  [107, PREFERRED_NAME], // LP
  [108, ['u48']], // EUI48, RFC 7043
  [109, ['u64']], // EUI64
  [249, ['name', 'u32', 'u32', 'u16', 'u16', 'counted', 'counted']], // TKEY, RFC 2930
  [250, ['name', 'u48', 'u16', 'counted', 'u16', 'u16', 'counted']], // TSIG, RFC 8945
  [256, ['u16', 'u16', 'text']], // URI, RFC 7553
  [257, ['u8', 'word', 'text']], // CAA, RFC 8659
  [258, ['strings']], // AVC
  [261, ['strings']], // RESINFO, RFC 9606
  [262, ['strings']], // WALLET
  [32769, DIGEST], // DLV, RFC 4431
]);

/** Types that mean something in class IN only. */
const INTERNET: ReadonlyMap<number, Layout> = new Map([
  [1, ['ipv4']], // A
  [11, ['ipv4', 'u8', 'opaque']], // WKS
  [23, NAME], // NSAP-PTR
  [26, ['u16', 'name', 'name']], // PX, RFC 2163
  [28, ['ipv6']], // AAAA, RFC 3596
  [33, ['u16', 'u16', 'u16', 'name']], // SRV, RFC 2782
  [35, ['u16', 'u16', 'string', 'string', 'string', 'name']], // NAPTR, RFC 3403
  [36, PREFERRED_NAME], // KX, RFC 2230
  [49, ['base64']], // DHCID, RFC 4701
  [64, SERVICE], // SVCB, RFC 9460
  [65, SERVICE], // HTTPS
]);

/** The fields of a type, or `undefined` where they are not known (RFC 3597). */
export function layoutOf(type: number, dnsClass: number): Layout | undefined {
  const layout = ANY_CLASS.get(type);
  // RFC 2136 §2.5.4: the class NONE stands for the zone's, which is IN.
  if (layout === undefined && (dnsClass === CLASS.IN || dnsClass === CLASS.NONE)) return INTERNET.get(type);
  return layout;
}

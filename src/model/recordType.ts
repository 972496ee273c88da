/** RR types by mnemonic (IANA DNS Parameters); the ones that anything in the program asks for or shows by name. */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  CAA: 257,
} as const;

/** A mnemonic such as `AAAA`, or `TYPE1234` for a type without one here (RFC 3597 §5). */
export type RecordType = string;

const NAMES: ReadonlyMap<number, RecordType> = new Map(
  Object.entries(RECORD_TYPES).map(([name, code]) => [code, name]),
);

/** The mnemonic of a type code. */
export function typeName(code: number): RecordType {
  return NAMES.get(code) ?? `TYPE${code}`;
}

const CODES: ReadonlyMap<RecordType, number> = new Map(Object.entries(RECORD_TYPES));

/** The code of a mnemonic (any case) or of `TYPE1234`; `undefined` for anything else. */
export function typeCode(name: string): number | undefined {
  const known = CODES.get(name) ?? CODES.get(name.toUpperCase());
  if (known !== undefined) return known;
  const code = /^TYPE([0-9]{1,5})$/i.exec(name)?.[1];
  return code !== undefined && Number(code) <= 0xffff ? Number(code) : undefined;
}

/** Types that are no data of a zone and cannot be asked about (meta and query types, RFC 6895 §3.1). */
export function isDataType(code: number): boolean {
  return code > 0 && code !== RECORD_TYPES.OPT && !(code >= 128 && code <= 255);
}

/** What a migration moves, and `check` asks for unless told otherwise. */
export const MOVING_TYPES: readonly RecordType[] = ['A', 'AAAA', 'CNAME', 'NS'];

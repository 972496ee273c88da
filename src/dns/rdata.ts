/** RDATA from its text: what `world/`, tests and updates write. */
import { BadName, parseName } from '../model/name.ts';
import { typeCode, typeName } from '../model/recordType.ts';
import { octetsOfText } from './characterString.ts';
import { CLASS } from './dnsClass.ts';
import { parseIpv4, parseIpv6 } from './ipAddress.ts';
import { type FieldKind, type Layout, layoutOf } from './layout.ts';
import { encodeName } from './name.ts';
import { objectionTo } from './objection.ts';
import { joined } from './readRdata.ts';
import { parseTime } from './signatureTime.ts';

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * The octets of RDATA of class IN in presentation form, on one line without comments; names are absolute, with or
 * without the trailing dot. Takes `\# length hex` for every type (RFC 3597 §5), and only that for types whose
 * text it does not know (SVCB, HTTPS, NSEC and NSEC3 among them). Throws RangeError with a sentence.
 */
export function encodeRdata(type: string | number, text: string): Uint8Array {
  const code = typeof type === 'number' ? type : typeCode(type);
  if (code === undefined) throw new RangeError(`"${type}" is no record type`);
  const tokens = tokensOf(text);
  if (tokens[0]?.text === '\\#' && !tokens[0].isQuoted) return genericRdata(tokens);
  const rdata = fieldsRdata(code, text, tokens);
  const objection = objectionTo(code, rdata);
  if (objection !== undefined) throw new RangeError(`${typeName(code)} data "${text}": ${objection}`);
  return rdata;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+))/sy;
  while (pattern.lastIndex < text.trimEnd().length) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new RangeError(`"${text}" has an open quote or escape after character ${from}`);
    tokens.push({ text: match[1] ?? match[2] ?? '', isQuoted: match[1] !== undefined });
  }
  return tokens;
}

function genericRdata(tokens: readonly Token[]): Uint8Array {
  const [, length, ...rest] = tokens;
  const octets = hexOctets(rest.map((token) => token.text).join(''));
  if (Number(length?.text) !== octets.length)
    throw new RangeError(`\\# ${length?.text} is followed by ${octets.length} octets of hexadecimal`);
  return octets;
}

function fieldsRdata(code: number, text: string, tokens: Token[]): Uint8Array {
  const layout = layoutOf(code, CLASS.IN);
  if (layout === undefined || layout.some((kind) => PARSE[kind] === null))
    throw new RangeError(`${typeName(code)} data is written as "\\# length hexadecimal", not as "${text}"`);
  try {
    return parseFields(layout, tokens);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof BadName)) throw error;
    throw new RangeError(`${typeName(code)} data "${text}": ${error.message}`, { cause: error });
  }
}

function parseFields(layout: Layout, tokens: readonly Token[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let used = 0;
  for (const kind of layout) {
    const parse = PARSE[kind];
    if (TO_THE_END.has(kind)) {
      const rest = tokens.slice(used);
      used = tokens.length;
      if (kind === 'strings') {
        if (rest.length === 0) throw new RangeError('there is no character string');
        parts.push(...rest.map(({ text }) => characterString(text)));
      } else parts.push(parse?.(rest.map(({ text }) => text).join('')) ?? new Uint8Array(0));
    } else {
      const token = tokens[used++];
      if (token === undefined) throw new RangeError(`${tokens.length} fields (${layout.length} are needed)`);
      parts.push(parse?.(token.text) ?? new Uint8Array(0));
    }
  }
  if (used < tokens.length) throw new RangeError(`${tokens.length} fields (${used} are allowed)`);
  return joined(parts);
}

const TO_THE_END: ReadonlySet<FieldKind> = new Set(['strings', 'hex', 'base64']);

/** Octets of one field from its text; null where this program has no use for the text form. */
const PARSE: Readonly<Record<FieldKind, ((text: string) => Uint8Array) | null>> = {
  u8: (text) => integer(text, 1),
  u16: (text) => integer(text, 2),
  u32: (text) => integer(text, 4),
  u48: null,
  u64: null,
  type: typeOctets,
  time: (text) => integer(String(parseTime(text)), 4),
  ipv4: (text) => parseIpv4(text) ?? refuse(text, 'an IPv4 address'),
  ipv6: (text) => parseIpv6(text) ?? refuse(text, 'an IPv6 address'),
  name: (text) => encodeName(parseName(text)),
  string: characterString,
  word: characterString,
  salt: (text) => counted(text === '-' ? new Uint8Array(0) : hexOctets(text)),
  hash: null,
  counted: null,
  strings: characterString,
  text: octetsOfText,
  hex: hexOctets,
  base64: base64Octets,
  bitmap: null,
  params: null,
  opaque: null,
};

function refuse(text: string, wanted: string): never {
  throw new RangeError(`"${text}" is not ${wanted}`);
}

function integer(text: string, octets: number): Uint8Array {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value < 256 ** octets)) refuse(text, `a number from 0 to ${256 ** octets - 1}`);
  return Uint8Array.from({ length: octets }, (_, i) => Math.floor(value / 256 ** (octets - 1 - i)) % 256);
}

function typeOctets(text: string): Uint8Array {
  return integer(String(typeCode(text) ?? refuse(text, 'a record type')), 2);
}

function characterString(text: string): Uint8Array {
  return counted(octetsOfText(text));
}

function counted(octets: Uint8Array): Uint8Array {
  if (octets.length > 255)
    throw new RangeError(`a character string of ${octets.length} octets (255 are allowed)`);
  return Uint8Array.from([octets.length, ...octets]);
}

function hexOctets(text: string): Uint8Array {
  if (!/^([0-9a-fA-F]{2})*$/.test(text)) refuse(text, 'hexadecimal with two digits an octet');
  return new Uint8Array(Buffer.from(text, 'hex'));
}

function base64Octets(text: string): Uint8Array {
  const octets = new Uint8Array(Buffer.from(text, 'base64'));
  if (Buffer.from(octets).toString('base64') !== text) refuse(text, 'base64 (RFC 4648 §4)');
  return octets;
}

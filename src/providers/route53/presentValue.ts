/** Values of Route 53 in the one presentation form that answers of the authorities have too. */
import { octetsOfText, quoted } from '../../dns/characterString.ts';
import { formatIpv6, parseIpv6 } from '../../dns/ipAddress.ts';
import { BadName, parseName } from '../../model/name.ts';
import type { RecordType } from '../../model/recordType.ts';

/** Where in a value a domain name stands: Route 53 keeps it as typed, perhaps without the dot, perhaps in capitals. */
const NAME_AT: Readonly<Record<string, number>> = { CNAME: 0, NS: 0, PTR: 0, MX: 1, SRV: 3 };

/**
 * The value of a record: names absolute and in lower case, addresses canonical, text quoted with decimal escapes
 * (Route 53 writes octal ones). What it cannot read it leaves as it is.
 */
export function presentValue(type: RecordType, value: string): string {
  const text = value.trim();
  if (type === 'AAAA') {
    const octets = parseIpv6(text);
    return octets === undefined ? text : formatIpv6(octets);
  }
  if (type === 'TXT' || type === 'SPF') return presentText(text);
  const at = NAME_AT[type];
  if (at === undefined) return text;
  const words = text.split(/\s+/);
  if (words.length !== at + 1) return text;
  try {
    return [...words.slice(0, at), parseName(words[at] ?? '')].join(' ');
  } catch (error) {
    if (error instanceof BadName) return text;
    throw error;
  }
}

/** Developer Guide, "TXT record type": strings in quotes, `\"` for a quote, `\ooo` in octal for other octets. */
function presentText(text: string): string {
  const strings = text.match(/"(?:\\[\s\S]|[^"\\])*"/g);
  if (strings === null || strings.join(' ') !== text.replace(/"\s+"/g, '" "')) return text;
  return strings.map((string) => quoted(octetsOfString(string.slice(1, -1)))).join(' ');
}

function octetsOfString(string: string): Uint8Array {
  const decimal = string.replace(
    /\\([0-3][0-7]{2})/g,
    (_, octal: string) => `\\${String(Number.parseInt(octal, 8)).padStart(3, '0')}`,
  );
  // An escape that is not octal is a character that stands for itself.
  return octetsOfText(decimal.replace(/\\(?![0-9]{3})([0-9])/g, '$1'));
}

/** Character strings between octets and text (RFC 1035 §5.1). */

/** In quotes, with `"` and `\` escaped and everything but printable ASCII as `\DDD`. */
export function quoted(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) {
    if (octet < 0x20 || octet >= 0x7f) text += decimalEscape(octet);
    else
      text +=
        octet === 0x22 || octet === 0x5c ? `\\${String.fromCharCode(octet)}` : String.fromCharCode(octet);
  }
  return `${text}"`;
}

/** Without quotes, so that more must be escaped; an empty one is `""`. */
export function formatWord(octets: Uint8Array): string {
  if (octets.length === 0) return '""';
  let text = '';
  for (const octet of octets) {
    if (octet <= 0x20 || octet >= 0x7f) text += decimalEscape(octet);
    else {
      const char = String.fromCharCode(octet);
      text += '"\\;()@'.includes(char) ? `\\${char}` : char;
    }
  }
  return text;
}

function decimalEscape(octet: number): string {
  return `\\${String(octet).padStart(3, '0')}`;
}

/** The octets of a text with escapes; characters outside ASCII become UTF-8. Throws RangeError for a bad escape. */
export function octetsOfText(text: string): Uint8Array {
  if (!text.includes('\\')) return new TextEncoder().encode(text);
  const octets: number[] = [];
  let rest = text;
  while (rest !== '') {
    const decimal = /^\\([0-9]{3})/.exec(rest);
    if (decimal !== null && Number(decimal[1]) <= 255) {
      octets.push(Number(decimal[1]));
      rest = rest.slice(4);
    } else {
      if (/^\\([0-9]|$)/.test(rest))
        throw new RangeError(`a bad escape in "${text}" (\\DDD has three digits up to 255)`);
      const [char = ''] = rest.startsWith('\\') ? rest.slice(1) : rest;
      octets.push(...new TextEncoder().encode(char));
      rest = rest.slice(char.length + (rest.startsWith('\\') ? 1 : 0));
    }
  }
  return Uint8Array.from(octets);
}

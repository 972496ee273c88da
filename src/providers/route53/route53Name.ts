/**
 * Names as Route 53 writes them: every octet but a-z, 0-9, `-` and `_` as `\ooo` in OCTAL, `*` as `\052`
 * (Developer Guide, "DNS domain name format"). Ours have decimal escapes (RFC 1035 §5.1), so the two must never mix.
 */
import { BadName, labelsOfText, type Name, nameOfLabels } from '../../model/name.ts';

/** The canonical name of Route 53's text, with or without the trailing dot. Throws BadName. */
export function nameFromRoute53(text: string): Name {
  const labels: Uint8Array[] = [];
  for (const label of text.replace(/\.$/, '').split('.')) {
    if (text === '.' || text === '') break;
    labels.push(octetsOfLabel(label));
  }
  return nameOfLabels(labels);
}

function octetsOfLabel(label: string): Uint8Array {
  const octets: number[] = [];
  for (const part of label.match(/\\[0-7]{3}|[\s\S]/g) ?? []) {
    const octet = part.length === 4 ? Number.parseInt(part.slice(1), 8) : part.charCodeAt(0);
    if (part === '\\') throw new BadName('a bad escape (Route 53 writes \\ooo, three octal digits)');
    if (octet > 0xff) throw new BadName(`an octet above 255 (${part})`);
    octets.push(octet);
  }
  return Uint8Array.from(octets);
}

/** Route 53's text of a name, with the trailing dot. */
export function nameToRoute53(name: Name): string {
  const labels = labelsOfText(name).map((octets) =>
    [...octets]
      .map((octet) => {
        const char = String.fromCharCode(octet);
        return /[a-z0-9_-]/.test(char) ? char : `\\${octet.toString(8).padStart(3, '0')}`;
      })
      .join(''),
  );
  return `${labels.join('.')}.`;
}

/**
 * Names as people write them to names as servers know them. `config` and `sources` call it on every name
 * that comes from a user; names from the network never pass here.
 */
import { domainToASCII } from 'node:url';
import { BadName, type Name, parseName } from '../model/name.ts';

/** Full stops that UTS 46 §2.3 takes for the dot between labels. */
const IDEOGRAPHIC_DOTS = /[\u3002\uff0e\uff61]/;
/** More characters than any label of 63 octets can come from; keeps Punycode's quadratic work small. */
const MAX_LABEL_CHARACTERS = 256;

/**
 * The canonical name for a text in presentation form (RFC 1035 §5.1), with international labels turned into
 * their A-labels (UTS 46, non-transitional). ASCII labels are taken as they stand: `_service`, `*`, `\.` and
 * `\003`, and anything else that DNS can carry. Throws BadName, with the reason as a phrase.
 */
export function toAsciiName(text: string): Name {
  if (/^[\x00-\x7f]*$/.test(text)) return parseName(text);
  return parseName(splitLabels(text).map(asciiLabel).join('.'));
}

/** The labels as written, escapes kept; a trailing dot leaves an empty one at the end. */
function splitLabels(text: string): string[] {
  const labels: string[] = [];
  let label = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\') label += char + text.charAt(++i);
    else if (char === '.' || IDEOGRAPHIC_DOTS.test(char)) {
      labels.push(label);
      label = '';
    } else label += char;
  }
  labels.push(label);
  return labels;
}

function asciiLabel(label: string): string {
  if (/^[\x00-\x7f]*$/.test(label)) return label;
  if (label.length > MAX_LABEL_CHARACTERS)
    throw new BadName(`a label of ${label.length} characters (63 octets are allowed)`);
  // domainToASCII parses a URL's host: it would decode %41, cut at / and #, and drop tabs.
  const strange = /[\x00-\x7f]/g;
  for (const [char] of label.matchAll(strange)) {
    if (!/[A-Za-z0-9_-]/.test(char))
      throw new BadName(
        `the character ${char === '\\' ? '\\' : JSON.stringify(char)} in the international label ${quoted(label)}`,
      );
  }
  // The label behind it keeps a host of digits only from being read as an IPv4 address.
  const ascii = domainToASCII(`${label}.example`);
  const converted = ascii.endsWith('.example') ? ascii.slice(0, -'.example'.length) : '';
  if (!/^[a-z0-9_-]+$/.test(converted))
    throw new BadName(`the label ${quoted(label)}, which IDNA does not allow (UTS 46)`);
  return converted;
}

/** The label for a message; what could confuse a terminal is written as an escape. */
function quoted(label: string): string {
  const shown = label.replace(/[\p{C}\p{Z}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return `"${shown}"`;
}

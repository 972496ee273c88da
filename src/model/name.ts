/**
 * Domain names as text: absolute, lower-case, with the trailing dot, each octet that is not plain
 * written as `\c` or `\DDD` (RFC 1035 §5.1). One name has exactly one such text, so `===` compares names.
 */

declare const nameBrand: unique symbol;

/** A domain name in the canonical form above; `.` is the root. */
export type Name = string & { readonly [nameBrand]: true };

/** RFC 1035 §2.3.4: a label has at most 63 octets, a name in wire form at most 255. */
export const MAX_LABEL_OCTETS: number = 63;
export const MAX_NAME_OCTETS: number = 255;

export const ROOT: Name = '.' as Name;

/** What is wrong with a text that is no domain name, as a phrase for a sentence: `a label of 64 octets (63 are allowed)`. */
export class BadName extends Error {
  override readonly name = 'BadName';
}

/** Lower-case names of letters, digits, hyphens and underscores, but for the dot at the end. */
const CANONICAL = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/;

/** The octets that master files give a meaning to, and so are written with a backslash (RFC 1035 §5.1). */
const SPECIAL = new Set([...'".;\\()@$'].map((c) => c.charCodeAt(0)));

/** The canonical name of these labels, from the left. Throws BadName where a limit of RFC 1035 is broken. */
export function nameOfLabels(labels: readonly Uint8Array[]): Name {
  let octets = 1;
  let text = '';
  for (const label of labels) {
    if (label.length === 0) throw new BadName('an empty label');
    if (label.length > MAX_LABEL_OCTETS)
      throw new BadName(`a label of ${label.length} octets (${MAX_LABEL_OCTETS} are allowed)`);
    octets += label.length + 1;
    for (const octet of label) text += octetText(octet);
    text += '.';
  }
  if (octets > MAX_NAME_OCTETS) throw new BadName(`${octets} octets in all (${MAX_NAME_OCTETS} are allowed)`);
  return (text === '' ? '.' : text) as Name;
}

function octetText(octet: number): string {
  // RFC 4343: only ASCII letters have case.
  if (octet >= 0x41 && octet <= 0x5a) return String.fromCharCode(octet + 32);
  if (octet <= 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`;
  const char = String.fromCharCode(octet);
  return SPECIAL.has(octet) ? `\\${char}` : char;
}

/**
 * The labels of a name in presentation form, unescaped, without the root. Takes names with or without
 * the trailing dot. Throws BadName for an empty label, a bad escape or an octet outside ASCII.
 */
export function labelsOfText(text: string): Uint8Array[] {
  if (text === '.') return [];
  if (text === '') throw new BadName('an empty name');
  const labels: Uint8Array[] = [];
  let label: number[] = [];
  let closed = false;
  for (let i = 0; i < text.length; i++) {
    closed = false;
    const char = text.charAt(i);
    if (char === '.') {
      if (label.length === 0) throw new BadName('an empty label');
      labels.push(Uint8Array.from(label));
      label = [];
      closed = true;
    } else if (char === '\\') {
      const digits = /^[0-9]{3}/.exec(text.slice(i + 1, i + 4))?.[0];
      const next = text.charAt(i + 1);
      if (digits !== undefined && Number(digits) <= 255) {
        label.push(Number(digits));
        i += 3;
      } else if (next !== '' && !/[0-9]/.test(next) && next.charCodeAt(0) < 0x80) {
        label.push(next.charCodeAt(0));
        i += 1;
      } else throw new BadName(`a bad escape at position ${i + 1} (\\DDD has three digits up to 255)`);
    } else if (text.charCodeAt(i) > 0x7e || text.charCodeAt(i) < 0x21) {
      throw new BadName(
        `the character U+${text.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0')} at position ${i + 1}`,
      );
    } else label.push(text.charCodeAt(i));
  }
  if (!closed) labels.push(Uint8Array.from(label));
  return labels;
}

/** The canonical form of an ASCII name in presentation form. Throws BadName. IDN is converted before (`sources/`). */
export function parseName(text: string): Name {
  // Most texts are canonical already, and looking is much cheaper than taking them apart.
  if (text.length < MAX_NAME_OCTETS - 1 && CANONICAL.test(text))
    return (text.endsWith('.') ? text : `${text}.`) as Name;
  return nameOfLabels(labelsOfText(text));
}

/** The labels of a canonical name as text, still escaped, from the left: `a\.b.test.` has `a\.b` and `test`. */
export function labelTexts(name: Name): string[] {
  if (name === '.') return [];
  return name.slice(0, -1).match(/(?:\\[0-9]{3}|\\.|[^.\\])+/g) ?? [];
}

/** The name one label up, or `undefined` for the root. */
export function parentOf(name: Name): Name | undefined {
  if (name === '.') return undefined;
  const [first = ''] = labelTexts(name);
  const rest = name.slice(first.length + 1);
  return (rest === '' ? '.' : rest) as Name;
}

/** The name and all its ancestors, from itself up to the root. */
export function ancestry(name: Name): Name[] {
  const names: Name[] = [];
  for (let n: Name | undefined = name; n !== undefined; n = parentOf(n)) names.push(n);
  return names;
}

/** Whether `name` is `ancestor` or lies below it. */
export function isAtOrBelow(name: Name, ancestor: Name): boolean {
  if (ancestor === '.' || name === ancestor) return true;
  if (!name.endsWith(`.${ancestor}`)) return false;
  // The dot before the ancestor must be a separator, not an escaped dot inside a label.
  const head = name.slice(0, -(ancestor.length + 1));
  return (/\\*$/.exec(head)?.[0].length ?? 0) % 2 === 0;
}

/** `*.` in front of a name. Throws BadName when it gets too long. */
export function wildcardUnder(name: Name): Name {
  return parseName(name === '.' ? '*.' : `*.${name}`);
}

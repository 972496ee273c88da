/** IP addresses between octets and their one canonical text. */
import { isIPv4, isIPv6 } from 'node:net';

/** Dotted decimal of four octets. */
export function formatIpv4(octets: Uint8Array): string {
  return ipv4At(octets, 0);
}

/** Dotted decimal of the four octets from `at` on. */
export function ipv4At(octets: Uint8Array, at: number): string {
  return `${octets[at]}.${octets[at + 1]}.${octets[at + 2]}.${octets[at + 3]}`;
}

/** RFC 5952 §4 and §5: lower-case, the first longest run of two or more zero groups as `::`, mapped addresses mixed. */
export function formatIpv6(octets: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${formatIpv4(octets.subarray(12))}`;
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start === -1) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** The four octets of a dotted decimal address; `undefined` if it is none. */
export function parseIpv4(text: string): Uint8Array | undefined {
  return isIPv4(text) ? Uint8Array.from(text.split('.'), Number) : undefined;
}

/** The sixteen octets of an IPv6 address in any of its forms, without a zone index; `undefined` if it is none. */
export function parseIpv6(text: string): Uint8Array | undefined {
  // Node compiles a large expression for `isIPv6` when it is first called: a tenth of the time of a short run.
  if (!text.includes(':') || text.includes('%') || !isIPv6(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const first = groupOctets(head);
  const last = tail === undefined ? [] : groupOctets(tail);
  return Uint8Array.from([...first, ...new Array<number>(16 - first.length - last.length).fill(0), ...last]);
}

function groupOctets(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Address hints of SVCB and HTTPS records: in presentation form, or as the octets of RFC 3597 §5. */

/** SvcParamKeys (RFC 9460 §14.3.2). */
const IPV4HINT = 4;
const IPV6HINT = 6;

/** Whether RDATA has an `ipv4hint` or `ipv6hint`. RDATA that cannot be read has none. */
export function hasAddressHints(rdata: string): boolean {
  const generic = /^\\# +\d+((?: +[0-9a-fA-F]+)*)$/.exec(rdata);
  if (generic === null) return /(?:^|\s)(?:ipv4hint|ipv6hint|key4|key6)="?[0-9a-f]/i.test(rdata);
  const octets = (generic[1] ?? '').replaceAll(' ', '').match(/../g) ?? [];
  return keysOf(octets.map((hex) => Number.parseInt(hex, 16))).some((k) => k === IPV4HINT || k === IPV6HINT);
}

/** The keys of the parameters in wire form: priority, target name, then key, length, value (RFC 9460 §2.2). */
function keysOf(octets: readonly number[]): number[] {
  let at = 2;
  for (let label = octets[at] ?? 0; label > 0; label = octets[at] ?? 0) at += label + 1;
  at += 1;
  const keys: number[] = [];
  while (at + 4 <= octets.length) {
    keys.push(sixteenBits(octets, at));
    at += 4 + sixteenBits(octets, at + 2);
  }
  return keys;
}

function sixteenBits(octets: readonly number[], at: number): number {
  return (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0);
}

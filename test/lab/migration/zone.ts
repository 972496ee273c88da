/** The zone as its primary has it, and somebody's hand on it: by dig and nsupdate, which share no code with the program. */
import { executeWell } from '../execute.ts';
import type { SharedLab } from './sharedLab.ts';

export interface ZoneRrset {
  readonly ttl: number;
  /** Sorted. */
  readonly rdata: readonly string[];
}

/** Every RRset but the SOA, by `owner type`. Throws if the server does not transfer the zone. */
export async function zoneContent(
  lab: SharedLab,
  server: string,
  zone: string,
): Promise<Map<string, ZoneRrset>> {
  const args = ['-r', '-k', lab.keyFile, `@${server}`, '+noall', '+answer', '+nosplit', zone, 'AXFR'];
  const rrsets = new Map<string, { ttl: number; rdata: string[] }>();
  for (const line of (await executeWell('dig', args)).split('\n')) {
    const [, owner, ttl, type, rdata] = /^(\S+)\s+([0-9]+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (owner === undefined || type === undefined || rdata === undefined || type === 'SOA') continue;
    const key = `${owner.toLowerCase()} ${type}`;
    const known = rrsets.get(key) ?? { ttl: Number(ttl), rdata: [] };
    known.rdata.push(rdata.trim());
    known.rdata.sort();
    rrsets.set(key, known);
  }
  if (rrsets.size === 0) throw new Error(`${server} does not transfer ${zone}.`);
  return rrsets;
}

/** The same without the TTLs: what must never change by the program's hand. */
export function dataOf(content: ReadonlyMap<string, ZoneRrset>): Record<string, readonly string[]> {
  return Object.fromEntries([...content].map(([key, { rdata }]) => [key, rdata]));
}

/** `nsupdate` with these commands for one zone. */
export async function edit(
  lab: SharedLab,
  server: string,
  zone: string,
  ...commands: readonly string[]
): Promise<void> {
  const input = [`server ${server} 53`, `zone ${zone}`, ...commands, 'send', ''].join('\n');
  await executeWell('nsupdate', ['-k', lab.keyFile], { input });
}

/** Replaces an RRset, as a user does at the cutover. */
export async function replace(
  lab: SharedLab,
  server: string,
  zone: string,
  rrset: {
    readonly owner: string;
    readonly type: string;
    readonly ttl: number;
    readonly rdata: readonly string[];
  },
): Promise<void> {
  const { owner, type, ttl, rdata } = rrset;
  await edit(
    ...([lab, server, zone] as const),
    `update delete ${owner} ${type}`,
    ...rdata.map((data) => `update add ${owner} ${ttl} ${type} ${data}`),
  );
}

/** The serial of a zone at a server. BIND counts it up by one with each update that it takes, and with nothing else. */
export async function serialOf(server: string, zone: string): Promise<number> {
  const [, , serial] = (await executeWell('dig', ['-r', '+short', `@${server}`, zone, 'SOA'])).split(' ');
  if (serial === undefined) throw new Error(`${server} gives no SOA of ${zone}.`);
  return Number(serial);
}

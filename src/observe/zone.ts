import type { Endpoint } from '../dns/exchange.ts';
import type { Name } from '../model/name.ts';
import type { Answer, SeenRrset } from '../model/observation.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import type { Discovery } from './discovery.ts';

/** A name server of a zone, and where to ask it. */
export interface Server {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
}

/** A zone as the run knows it. */
export interface Zone {
  readonly apex: Name;
  readonly servers: readonly Server[];
}

/** The servers of these names with the addresses that the resolver gives, IPv4 first; glue where it gives none. */
export async function findServers(
  discover: Discovery,
  names: readonly string[],
  glue: readonly SeenRrset[] = [],
): Promise<Server[]> {
  return Promise.all(
    [...new Set(names)].sort().map(async (name) => {
      const found = await Promise.all(
        (['A', 'AAAA'] as const).map(async (type) => {
          const answer = await discover(name as Name, type);
          if (answer.kind === 'nothing') return [];
          return answer.message.answers.flatMap((r) =>
            r.type === RECORD_TYPES[type] && r.data.kind === 'address' ? [r.data.address] : [],
          );
        }),
      );
      const resolved = found.flat();
      const addresses = resolved.length > 0 ? resolved : glueOf(name, glue);
      const endpoints = [...new Set(addresses)].map((address): Endpoint => ({ protocol: 'udp', address }));
      return { name, endpoints };
    }),
  );
}

function glueOf(name: string, glue: readonly SeenRrset[]): string[] {
  const own = glue.filter((s) => s.owner === name);
  return ['A', 'AAAA'].flatMap((type) => own.filter((s) => s.type === type).flatMap((s) => s.rdata));
}

/** The NS names that these answers give for `apex`, sorted: from referrals and from the zone itself. */
export function nameServersIn(answers: readonly Answer[], apex: Name): Name[] {
  const names = answers
    .flatMap((a) => [...a.rrsets, ...(a.referral ?? [])])
    .filter((s) => s.owner === apex && s.type === 'NS')
    .flatMap((s) => s.rdata as readonly Name[]);
  return [...new Set(names)].sort();
}

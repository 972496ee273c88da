/** Which zone of the servers that `--authority` names a name is in, by what these servers say. */
import { formatEndpoint } from '../dns/endpoint.ts';
import { ancestry, isAtOrBelow, type Name } from '../model/name.ts';
import type { Answer } from '../model/observation.ts';
import { askAll } from './askAll.ts';
import type { RunContext } from './context.ts';
import type { Server } from './zone.ts';

/** The servers of `--authority`, none without it. */
export function givenServers(run: RunContext): Server[] {
  if (run.authority.mode !== 'given') return [];
  return run.authority.endpoints.map((endpoint) => ({
    name: formatEndpoint(endpoint).replace(/^udp:\/\//, ''),
    endpoints: [endpoint],
  }));
}

/**
 * The apex above `name`, by the SOA that the given servers answer with (RFC 1035 §3.3.13, RFC 2308 §3). Where the
 * name is a CNAME, the SOA is that of the zone which it leads to, and the ancestors are asked instead.
 */
export async function apexByGiven(run: RunContext, name: Name): Promise<Name | { readonly nowhere: string }> {
  const servers = givenServers(run);
  const own = await askAll(run, servers, name, ['SOA'], undefined);
  const apex = deepestSoa(own, name);
  if (apex !== undefined) return apex;
  if (own.every(({ rcode }) => rcode === null)) {
    const why = ({ tries, detail }: Answer) => (tries === 0 && detail !== undefined ? `, ${detail}` : '');
    const met = new Set(own.map((answer) => `${answer.server}: ${answer.outcome}${why(answer)}`));
    return { nowhere: `no server given by --authority answered (${[...met].join(', ')})` };
  }
  const nowhere = { nowhere: 'no server given by --authority has a zone for it' };
  if (!own.some((a) => a.aa)) return nowhere;
  const above = ancestry(name).slice(1);
  const asked = await Promise.all(
    above.map((ancestor) => askAll(run, servers, ancestor, ['SOA'], undefined)),
  );
  return deepestSoa(asked.flat(), name) ?? nowhere;
}

/** The deepest zone around `name` that a believable SOA shows. */
function deepestSoa(answers: readonly Answer[], name: Name): Name | undefined {
  const owners = answers
    .filter((a) => a.aa && a.rrsets.every((s) => s.type === 'SOA'))
    .flatMap((a) => [...a.rrsets.map((s) => s.owner), ...(a.soa === undefined ? [] : [a.soa.owner])]);
  return owners.filter((owner) => isAtOrBelow(name, owner)).sort((a, b) => b.length - a.length)[0];
}

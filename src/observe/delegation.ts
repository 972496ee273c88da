import { isAtOrBelow, type Name } from '../model/name.ts';
import type { Answer, Delegation, SeenRrset, ZoneView } from '../model/observation.ts';
import type { RunContext } from './context.ts';
import { interpret } from './interpret.ts';
import type { Server } from './zone.ts';

/** What the parent says of a zone, and the answers that it was read from. */
export interface ParentSays {
  readonly answers: readonly Answer[];
  readonly delegation: Delegation | null;
  readonly noDelegation?: NonNullable<ZoneView['noDelegation']>;
}

/** So many of the parent's servers are asked at once; the next ones only if none of these answers. */
const PARENT_SERVERS = 3;

/** Asks the servers of `parent` for the delegation of `apex`: NS with glue, and DS. */
export async function askParent(
  run: RunContext,
  apex: Name,
  parent: Name,
  servers: readonly Server[],
): Promise<ParentSays> {
  const answers: Answer[] = [];
  const usable = servers.filter((s) => s.endpoints.length > 0);
  for (let from = 0; from < usable.length; from += PARENT_SERVERS) {
    const some = usable.slice(from, from + PARENT_SERVERS);
    const asked = await Promise.all(
      some.flatMap((server) =>
        (['NS', 'DS'] as const).map((type) => askOne(run, apex, parent, server, type)),
      ),
    );
    answers.push(...asked);
    if (asked.some((a) => a.rcode !== null)) break;
  }
  return readDelegation(apex, answers);
}

async function askOne(
  run: RunContext,
  apex: Name,
  parent: Name,
  server: Server,
  type: 'NS' | 'DS',
): Promise<Answer> {
  const [endpoint, ...others] = server.endpoints;
  if (endpoint === undefined) throw new RangeError(`${server.name} has no address`);
  const query = { name: apex, type, recursion: 'none' } as const;
  let at = endpoint;
  let asked = await run.asker.ask(at, query, 'run', run.patience);
  for (const other of others) {
    if (asked.kind !== 'unreachable') break;
    at = other;
    asked = await run.asker.ask(at, query, 'run', run.patience);
  }
  return interpret(
    { vantage: 'parent', server: server.name, endpoint: at, zone: parent, name: apex, type },
    asked,
  );
}

/** The delegation in the answers of the parent's servers. */
export function readDelegation(apex: Name, answers: readonly Answer[]): ParentSays {
  const referred = answers.flatMap((a) => a.referral ?? []);
  const sets = referred.filter((s) => s.owner === apex && s.type === 'NS');
  if (sets.length === 0) {
    const fromChild = answers.some(
      (a) => a.question.type === 'NS' && a.aa && a.rrsets.some((s) => s.owner === apex && s.type === 'NS'),
    );
    return { answers, delegation: null, noDelegation: fromChild ? 'same-servers' : 'unobserved' };
  }
  const servers = [...new Set(sets.flatMap((s) => s.rdata as readonly Name[]))].sort();
  const delegation: Delegation = {
    ttl: Math.max(...sets.map((s) => s.ttl)),
    servers,
    glue: glueFor(servers, referred),
    signed: signedAt(apex, answers),
  };
  return { answers, delegation };
}

function glueFor(servers: readonly Name[], sets: readonly SeenRrset[]): SeenRrset[] {
  const glue = new Map<string, SeenRrset>();
  for (const set of sets) {
    if ((set.type === 'A' || set.type === 'AAAA') && servers.includes(set.owner))
      glue.set(`${set.owner} ${set.type}`, set);
  }
  return [...glue].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, set]) => set);
}

function signedAt(apex: Name, answers: readonly Answer[]): boolean | null {
  const about = answers.filter((a) => a.question.type === 'DS');
  const all = answers.flatMap((a) => [...a.rrsets, ...(a.referral ?? [])]);
  if (all.some((s) => s.type === 'DS' && s.owner === apex)) return true;
  return about.some(
    (a) =>
      a.outcome === 'nodata' && a.soa !== undefined && isAtOrBelow(apex, a.soa.owner) && a.soa.owner !== apex,
  )
    ? false
    : null;
}

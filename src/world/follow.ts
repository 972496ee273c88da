import { ancestry, parseName } from '../model/name.ts';
import { cnameFrom, type Reply, type ZoneQuestion } from './answerFromZones.ts';
import type { Cache, Held } from './cache.ts';
import type { ZoneRecord } from './zone.ts';

/** As many hops as BIND and Unbound follow, give or take a few. */
export const MAX_CHAIN: number = 16;

/** Puts the answer together from the cache, hop by hop; `fill` is called where the cache has nothing. */
export function follow(
  cache: Cache,
  question: ZoneQuestion,
  fill: (hop: ZoneQuestion) => boolean,
  otherwise: 'SERVFAIL' | 'NOERROR' = 'SERVFAIL',
): Reply {
  const answers: ZoneRecord[] = [];
  const base = { aa: false, authority: [], additional: [] } as const;
  let name = question.name;
  for (let hop = 0; hop < MAX_CHAIN; hop++) {
    const here = { name, type: question.type };
    const found = known(cache, here) ?? (fill(here) ? known(cache, here) : undefined);
    if (found === undefined)
      return { ...base, rcode: otherwise, answers: otherwise === 'SERVFAIL' ? [] : answers };
    if (found.kind !== 'rrset') {
      const rcode = found.kind === 'nxdomain' ? 'NXDOMAIN' : 'NOERROR';
      return { ...base, rcode, answers, authority: found.soa };
    }
    answers.push(...found.records);
    const alias = found.records.find((r) => r.type === 'CNAME' && r.owner === name);
    if (alias === undefined && found.records.some((r) => r.type === 'DNAME') && question.type !== 'DNAME')
      return { ...base, rcode: 'YXDOMAIN', answers };
    if (alias === undefined || question.type === 'CNAME') return { ...base, rcode: 'NOERROR', answers };
    name = parseName(alias.rdata);
  }
  // A loop, or as good as one.
  return { ...base, rcode: 'SERVFAIL', answers: [] };
}

function known(cache: Cache, { name, type }: ZoneQuestion): Held | undefined {
  const direct = cache.get(name, type) ?? (type === 'CNAME' ? undefined : cache.get(name, 'CNAME'));
  if (direct !== undefined) return direct;
  for (const above of ancestry(name).slice(1)) {
    const held = cache.get(above, 'DNAME');
    const dname = held?.kind === 'rrset' ? held.records.find((r) => r.type === 'DNAME') : undefined;
    if (held?.kind !== 'rrset' || dname === undefined) continue;
    const cname = cnameFrom(name, dname);
    return { kind: 'rrset', records: cname === undefined ? held.records : [...held.records, cname] };
  }
  return undefined;
}

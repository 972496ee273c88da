/** Resolving as a recursive resolver does (RFC 1034 §5.3.3): from the root down, remembering what it was told. */
import type { Clock } from '../model/clock.ts';
import { ancestry, isAtOrBelow, type Name, parseName, ROOT } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Reply, ZoneQuestion } from './answerFromZones.ts';
import type { Authority } from './authority.ts';
import { type Cache, type CacheSettings, newCache } from './cache.ts';
import { follow, MAX_CHAIN } from './follow.ts';
import type { ZoneRecord } from './zone.ts';

export interface RecursionOptions extends CacheSettings {
  readonly clock: Clock;
  /** Addresses of the root's servers. */
  readonly roots: readonly string[];
  /** The server behind an address; `undefined` if nothing is there. */
  readonly serverAt: (address: string) => Authority | undefined;
  /** Whose NS set it goes by: the child's, which most resolvers ask for, or the parent's. */
  readonly delegations: 'child' | 'parent';
}

/** One cache with the recursion that fills it. */
export interface Recursion {
  /** The answer, from the cache as long as that holds one. SERVFAIL where no server gives a usable answer. */
  resolve(question: ZoneQuestion): Reply;
  /** The answer from the cache alone: what RD=0 asks for. Empty where it holds nothing. */
  peek(question: ZoneQuestion): Reply;
  flush(name: Name): void;
}

interface Cut {
  readonly zone: Name;
  readonly servers: readonly { readonly name: Name; readonly addresses: readonly string[] }[];
  /** Second in which it was learnt, and for how many it holds. */
  readonly learntAt: number;
  readonly ttl: number;
}

const MAX_REFERRALS = 16;
/** Names of name servers whose addresses lie behind other names of name servers, … */
const MAX_NESTING = 4;

/** A recursion with an empty cache. */
export function newRecursion(options: RecursionOptions): Recursion {
  const cache: Cache = newCache(options, options.clock);
  const cuts = new Map<Name, Cut>();
  const second = () => Math.floor(options.clock.now() / 1000);

  function resolveAt(question: ZoneQuestion, nesting: number): Reply {
    return follow(cache, question, (hop) => fetch(hop, nesting));
  }

  /** Fills the cache with the answer to a question. False if nobody gave one. */
  function fetch(question: ZoneQuestion, nesting: number): boolean {
    if (nesting > MAX_NESTING) return false;
    let cut = nearestCut(question);
    for (let referrals = 0; referrals < MAX_REFERRALS; referrals++) {
      const reply = askServersOf(cut, question, nesting);
      if (reply === undefined) return false;
      if (reply.aa) {
        keep(reply, question, cut.zone);
        return true;
      }
      cut = learnt(reply, cut);
      cuts.set(cut.zone, cut);
      if (options.delegations === 'child') adoptChildNs(cut, nesting);
      cut = cuts.get(cut.zone) ?? cut;
    }
    return false;
  }

  function nearestCut(question: ZoneQuestion): Cut {
    const roots = {
      zone: ROOT,
      servers: [{ name: ROOT, addresses: options.roots }],
      learntAt: second(),
      ttl: 0,
    };
    for (const zone of ancestry(question.name)) {
      const cut = cuts.get(zone);
      // DS is the parent's to answer (RFC 4035 §3.1.4.1).
      if (cut === undefined || (question.type === 'DS' && zone === question.name)) continue;
      if (second() - cut.learntAt <= cut.ttl) return cut;
      cuts.delete(zone);
    }
    return roots;
  }

  function askServersOf(cut: Cut, question: ZoneQuestion, nesting: number): Reply | undefined {
    for (const { name, addresses } of cut.servers) {
      for (const address of addresses.length > 0 ? addresses : addressesOf(name, nesting)) {
        const reply = options.serverAt(address)?.answer(question);
        if (reply && (reply.aa || isReferral(reply, cut.zone, question.name)) && !isFailure(reply))
          return reply;
      }
    }
    return undefined;
  }

  function addressesOf(server: Name, nesting: number): string[] {
    return ['A', 'AAAA'].flatMap((type) =>
      resolveAt({ name: server, type }, nesting + 1)
        .answers.filter((r) => r.type === type)
        .map((r) => r.rdata),
    );
  }

  function keep(reply: Reply, question: ZoneQuestion, zone: Name): void {
    const credible = reply.answers.filter((r) => isAtOrBelow(r.owner, zone));
    for (const rrset of rrsetsOf(credible)) cache.putRrset(rrset);
    const end = endOfChain(credible, question);
    // The SOA speaks for the last name of the chain (RFC 2308 §2.1), if that lies in this zone.
    if (reply.authority.some((r) => r.type === 'SOA' && isAtOrBelow(end, zone)))
      cache.putAbsence(
        reply.rcode === 'NXDOMAIN' ? 'nxdomain' : 'nodata',
        end,
        question.type,
        reply.authority,
      );
  }

  function learnt(reply: Reply, from: Cut): Cut {
    const ns = reply.authority.filter((r) => r.type === 'NS');
    const servers = ns.map((r) => ({
      name: parseName(r.rdata),
      addresses: reply.additional.filter((glue) => glue.owner === r.rdata).map((glue) => glue.rdata),
    }));
    return { zone: ns[0]?.owner ?? from.zone, servers, learntAt: second(), ttl: bounded(ns) };
  }

  /** Takes the zone's own NS set in place of the parent's, with the addresses found while that still led there. */
  function adoptChildNs(parents: Cut, nesting: number): void {
    const question = { name: parents.zone, type: 'NS' };
    const reply = askServersOf(parents, question, nesting);
    const ns = reply?.aa === true ? reply.answers.filter((r) => r.type === 'NS') : [];
    if (reply === undefined || ns.length === 0) return;
    keep(reply, question, parents.zone);
    const servers = ns.map((r) => {
      const name = parseName(r.rdata);
      const known = parents.servers.find((s) => s.name === name)?.addresses ?? [];
      const inside = isAtOrBelow(name, parents.zone) && known.length === 0;
      return { name, addresses: inside ? addressesOf(name, nesting) : known };
    });
    cuts.set(parents.zone, { zone: parents.zone, servers, learntAt: second(), ttl: bounded(ns) });
  }

  function bounded(records: readonly ZoneRecord[]): number {
    const lowest = Math.min(...records.map((r) => r.ttl));
    return Math.min(Math.max(lowest, options.floor ?? 0), options.cap ?? 86_400);
  }

  return {
    resolve(question) {
      const reply = resolveAt(question, 0);
      cache.forgetTtlZero();
      return reply;
    },
    peek: (question) => follow(cache, question, () => false, 'NOERROR'),
    flush(name) {
      cache.flush(name);
      for (const zone of cuts.keys()) if (isAtOrBelow(zone, name)) cuts.delete(zone);
    },
  };
}

function isReferral(reply: Reply, from: Name, name: Name): boolean {
  const owner = reply.authority.find((r) => r.type === 'NS')?.owner;
  return owner !== undefined && owner !== from && isAtOrBelow(owner, from) && isAtOrBelow(name, owner);
}

function isFailure(reply: Reply): boolean {
  return reply.rcode === 'SERVFAIL' || reply.rcode === 'REFUSED';
}

/** RRsets in order of appearance, each with the RRSIGs that cover it; CNAMEs that a DNAME made are left to it. */
function rrsetsOf(records: readonly ZoneRecord[]): ZoneRecord[][] {
  const sets = new Map<string, ZoneRecord[]>();
  const dnames = records.filter((r) => r.type === 'DNAME').map((r) => r.owner);
  for (const record of records) {
    const type: RecordType = record.type === 'RRSIG' ? (record.rdata.split(' ')[0] ?? '') : record.type;
    const made = type === 'CNAME' && dnames.some((d) => record.owner !== d && isAtOrBelow(record.owner, d));
    if (made) continue;
    const key = `${type} ${record.owner}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  return [...sets.values()];
}

function endOfChain(records: readonly ZoneRecord[], question: ZoneQuestion): Name {
  let name = question.name;
  for (let hop = 0; hop < MAX_CHAIN; hop++) {
    const alias = records.find((r) => r.type === 'CNAME' && r.owner === name);
    if (alias === undefined || question.type === 'CNAME') break;
    name = parseName(alias.rdata);
  }
  return name;
}

import type { Clock } from '../model/clock.ts';
import { isAtOrBelow, type Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { MAX_TTL } from '../model/ttl.ts';
import { minimumOf } from './answerFromZones.ts';
import type { ZoneRecord } from './zone.ts';

/** Seconds. What is left out is as Unbound ships it. */
export interface CacheSettings {
  /** A shorter TTL is made this long (0; Knot Resolver has 5). */
  readonly floor?: number;
  /** A longer TTL is cut down to this (86400). */
  readonly cap?: number;
  /** The same for absence (3600). */
  readonly negativeCap?: number;
}

/** What a cache holds for a question: an RRset with its signatures, or the absence of one. TTLs are remaining TTLs. */
export type Held =
  | { readonly kind: 'rrset'; readonly records: readonly ZoneRecord[] }
  | { readonly kind: 'nodata' | 'nxdomain'; readonly soa: readonly ZoneRecord[] };

/** A cache of RRsets and of absences. Each hop of a chain is an RRset of its own. */
export interface Cache {
  get(name: Name, type: RecordType): Held | undefined;
  /** Keeps an RRset (with its RRSIGs) unless one that has not run out is there. */
  putRrset(records: readonly ZoneRecord[]): void;
  /** Keeps an absence for min(SOA TTL, MINIMUM) (RFC 2308 §5). Without a SOA it is not cached. */
  putAbsence(kind: 'nodata' | 'nxdomain', name: Name, type: RecordType, soa: readonly ZoneRecord[]): void;
  /** RFC 1035 §3.2.1: a TTL of 0 serves the question that fetched it, and no other. */
  forgetTtlZero(): void;
  /** Drops what is held at and below a name. */
  flush(name: Name): void;
}

interface Entry {
  readonly name: Name;
  readonly held: Held;
  readonly ttl: number;
  readonly storedAt: number;
}

/**
 * An empty cache. Its clock has whole seconds, and an entry is served until the count of seconds has *passed*
 * its TTL, as in Unbound: up to one second longer than the TTL says. That is the worst of the caches that
 * honour TTLs, and so the one to test promises with.
 */
export function newCache(settings: CacheSettings, clock: Clock): Cache {
  const { floor = 0, cap = 86_400, negativeCap = 3_600 } = settings;
  const entries = new Map<string, Entry>();
  const second = () => Math.floor(clock.now() / 1000);

  function live(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry !== undefined && second() - entry.storedAt > entry.ttl) entries.delete(key);
    return entries.get(key);
  }

  function put(key: string, name: Name, held: Held, ttl: number): void {
    if (live(key) === undefined) entries.set(key, { name, held, ttl, storedAt: second() });
  }

  function remaining(entry: Entry): Held {
    const ttl = Math.max(0, entry.ttl - (second() - entry.storedAt));
    const aged = (records: readonly ZoneRecord[]) => records.map((record) => ({ ...record, ttl }));
    const { held } = entry;
    return held.kind === 'rrset'
      ? { kind: 'rrset', records: aged(held.records) }
      : { kind: held.kind, soa: aged(held.soa) };
  }

  return {
    get(name, type) {
      // A name that does not exist has no type at all (RFC 2308 §5).
      const entry = live(keyOf(name, type)) ?? live(keyOf(name, ''));
      return entry === undefined ? undefined : remaining(entry);
    },
    putRrset(records) {
      const [first] = records;
      if (first === undefined) return;
      const data = records.filter((record) => record.type !== 'RRSIG');
      // RFC 2181 §5.2: of unequal TTLs, the lowest.
      const ttl = Math.min(...(data.length > 0 ? data : records).map((record) => record.ttl), MAX_TTL);
      const kept = ttl === 0 && floor === 0 ? 0 : Math.min(Math.max(ttl, floor), cap);
      put(keyOf(first.owner, (data[0] ?? first).type), first.owner, { kind: 'rrset', records }, kept);
    },
    putAbsence(kind, name, type, soa) {
      const record = soa.find((r) => r.type === 'SOA');
      if (record === undefined) return;
      const ttl = Math.min(record.ttl, minimumOf(record), negativeCap);
      put(keyOf(name, kind === 'nxdomain' ? '' : type), name, { kind, soa }, Math.max(ttl, 0));
    },
    forgetTtlZero() {
      for (const [key, entry] of entries) if (entry.ttl === 0) entries.delete(key);
    },
    flush(name) {
      for (const [key, entry] of entries) if (isAtOrBelow(entry.name, name)) entries.delete(key);
    },
  };
}

function keyOf(name: Name, type: RecordType | ''): string {
  return `${type} ${name}`;
}

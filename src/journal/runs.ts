import { type Instant, instant } from '../model/instant.ts';
import type { Sighting, SightingRun } from '../model/journal.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Store } from './store.ts';

interface RunRow {
  readonly owner: Name;
  readonly type: RecordType;
  readonly apex: Name;
  readonly since: number;
  readonly last: number;
  readonly looks: number;
  readonly ttl_min: number;
  readonly ttl_max: number;
  readonly rdata: string;
  readonly all_servers: number;
  readonly in_sync: number;
}

const RUNS = `
  SELECT owner, type, apex, since, last, looks, ttl_min, ttl_max, datasets.rdata, all_servers, in_sync
  FROM rrsets
  JOIN runs ON runs.rrset = rrsets.id
  JOIN zones ON zones.id = runs.zone
  JOIN datasets ON datasets.id = runs.rdata`;

/** Of two looks of the same instant that differ, the longer TTL counts as the newer: it was there. */
const NEWEST_FIRST = 'ORDER BY last DESC, ttl_max DESC, since DESC, tie DESC';

/** The runs of an owner's RRsets, newest first. */
export function readRuns(
  store: Store,
  owner: Name,
  type: RecordType | undefined,
  limit: number,
): SightingRun[] {
  const most = Number.isFinite(limit) ? limit : -1;
  const rows =
    type === undefined
      ? store.all<RunRow>(`${RUNS} WHERE owner = ? ${NEWEST_FIRST} LIMIT ?`, owner, most)
      : store.all<RunRow>(`${RUNS} WHERE owner = ? AND type = ? ${NEWEST_FIRST} LIMIT ?`, owner, type, most);
  return rows.map(runOf);
}

function runOf(row: RunRow): SightingRun {
  return {
    zone: row.apex,
    owner: row.owner,
    type: row.type,
    since: instant(row.since),
    at: instant(row.last),
    looks: row.looks,
    ttl: { min: row.ttl_min, max: row.ttl_max },
    rdata: JSON.parse(row.rdata) as string[],
    complete: row.all_servers === 1 ? 'all-servers' : 'some-servers',
    ...(row.in_sync === 1 ? { inSync: true as const } : {}),
  };
}

/** A run as it lies in the table; of two with the same content only these differ: since, tie, last, looks. */
interface StoredRun {
  readonly since: number;
  readonly tie: number;
  readonly last: number;
  readonly looks: number;
  readonly zone: number;
  readonly ttl_min: number;
  readonly ttl_max: number;
  readonly rdata: number;
  readonly all_servers: number;
  readonly in_sync: number;
}

/**
 * Adds a look: a run that goes on is made longer, anything else begins one. Looks may come late (a slow check beside
 * the daemon); one that contradicts the middle of a run parts it into what is certain, its first and its last look.
 */
export function addSighting(store: Store, sighting: Sighting): void {
  const rrset = rrsetId(store, sighting);
  const seen: StoredRun = {
    since: sighting.at,
    tie: 0,
    last: sighting.at,
    looks: 1,
    zone: idOf(store, 'zones', 'apex', sighting.zone),
    ttl_min: sighting.ttl.min,
    ttl_max: sighting.ttl.max,
    rdata: idOf(store, 'datasets', 'rdata', JSON.stringify(sighting.rdata.toSorted())),
    all_servers: sighting.complete === 'all-servers' ? 1 : 0,
    in_sync: sighting.inSync === true ? 1 : 0,
  };
  const [run, before] = store.all<StoredRun>(
    'SELECT * FROM runs WHERE rrset = ? AND since <= ? ORDER BY since DESC, tie DESC LIMIT 2',
    rrset,
    seen.since,
  );
  if (run === undefined || !goesOn(run, before, seen)) {
    if (run !== undefined && run.since < run.last && seen.since < run.last) partRun(store, rrset, run);
    insertRun(store, rrset, seen);
    return;
  }
  store.run(
    'UPDATE runs SET last = max(last, ?), looks = looks + 1 WHERE rrset = ? AND since = ? AND tie = ?',
    seen.since,
    rrset,
    run.since,
    run.tie,
  );
}

/** Whether a look belongs to a run. One that begins where another look contradicts it is not made longer. */
function goesOn(run: StoredRun, before: StoredRun | undefined, seen: StoredRun): boolean {
  const contradicted = before !== undefined && before.last >= run.since;
  return sameContent(run, seen) && (seen.since <= run.last || !contradicted);
}

function sameContent(a: StoredRun, b: StoredRun): boolean {
  return (
    a.zone === b.zone &&
    a.ttl_min === b.ttl_min &&
    a.ttl_max === b.ttl_max &&
    a.rdata === b.rdata &&
    a.all_servers === b.all_servers &&
    a.in_sync === b.in_sync
  );
}

function partRun(store: Store, rrset: number, run: StoredRun): void {
  store.run(
    'UPDATE runs SET last = since, looks = 1 WHERE rrset = ? AND since = ? AND tie = ?',
    rrset,
    run.since,
    run.tie,
  );
  insertRun(store, rrset, { ...run, since: run.last, looks: Math.max(1, run.looks - 1) });
}

function insertRun(store: Store, rrset: number, run: StoredRun): void {
  store.run(
    `INSERT INTO runs (rrset, since, tie, last, looks, zone, ttl_min, ttl_max, rdata, all_servers, in_sync)
     VALUES (?1, ?2, (SELECT coalesce(max(tie) + 1, 0) FROM runs WHERE rrset = ?1 AND since = ?2),
             ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
    ...[rrset, run.since, run.last, run.looks, run.zone, run.ttl_min, run.ttl_max, run.rdata],
    ...[run.all_servers, run.in_sync],
  );
}

function rrsetId(store: Store, { owner, type, ttl }: Sighting): number {
  const find = 'SELECT id, told_ttl FROM rrsets WHERE owner = ? AND type = ?';
  const known = store.get<{ id: number; told_ttl: number }>(find, owner, type);
  if (known === undefined) {
    store.run('INSERT INTO rrsets (owner, type, told_ttl) VALUES (?, ?, ?)', owner, type, ttl.max);
    return store.get<{ id: number }>(find, owner, type)?.id as number;
  }
  if (known.told_ttl !== ttl.max) store.run('UPDATE rrsets SET told_ttl = ? WHERE id = ?', ttl.max, known.id);
  return known.id;
}

/** The TTL of the look that was written last, in seconds. */
export function toldTtl(store: Store, owner: Name, type: RecordType): number | undefined {
  return store.get<{ told_ttl: number }>(
    'SELECT told_ttl FROM rrsets WHERE owner = ? AND type = ?',
    owner,
    type,
  )?.told_ttl;
}

/** The number of a text that many runs share, so that it is stored once. */
function idOf(store: Store, table: 'zones' | 'datasets', column: string, text: string): number {
  const find = `SELECT id FROM ${table} WHERE ${column} = ?`;
  const known = store.get<{ id: number }>(find, text);
  if (known !== undefined) return known.id;
  store.run(`INSERT INTO ${table} (${column}) VALUES (?)`, text);
  return store.get<{ id: number }>(find, text)?.id as number;
}

/** The first look at an RRset that is kept. */
export function firstLook(store: Store, owner: Name, type: RecordType): Instant | undefined {
  const row = store.get<{ since: number }>(
    `SELECT since FROM rrsets JOIN runs ON runs.rrset = rrsets.id WHERE owner = ? AND type = ?
     ORDER BY since LIMIT 1`,
    owner,
    type,
  );
  return row === undefined ? undefined : instant(row.since);
}

/** A zone as data, as the servers of a world hold it. */
import { isAtOrBelow, type Name, parseName } from '../model/name.ts';
import { type RecordType, typeCode } from '../model/recordType.ts';

/** One record; the TTLs of an RRset may differ, as broken zones have it. */
export interface ZoneRecord {
  readonly owner: Name;
  readonly type: RecordType;
  /** As it goes onto the wire, 0…2³²−1. */
  readonly ttl: number;
  /** Presentation form, names absolute. */
  readonly rdata: string;
}

export interface Zone {
  readonly apex: Name;
  readonly records: readonly ZoneRecord[];
  /** Answers carry RRSIGs whose original TTL is the configured one. Nobody in a world validates them. */
  readonly signed?: true;
}

/** What `withRrset` may change of an RRset: what is not given stays. An empty `rdata` deletes it. */
export interface RrsetChange {
  readonly ttl?: number;
  readonly rdata?: readonly string[];
}

/**
 * A zone from lines `owner ttl type rdata`: `www 300 A 192.0.2.10`. `@` is the apex, an owner without a final
 * dot is relative to it, and so is a name alone as rdata (CNAME, DNAME, NS, PTR). Empty lines and lines that
 * begin with `;` are skipped. A zone without SOA gets one (TTL and MINIMUM 900 s, as Route 53 has it for
 * the TTL). Throws an Error that names the line.
 */
export function zone(apexText: string, text: string): Zone {
  const apex = parseName(apexText);
  const records: ZoneRecord[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith(';')) continue;
    try {
      records.push(recordOfLine(line, apex));
    } catch (cause) {
      throw new Error(`Zone ${apex}, line ${index + 1} ("${line}"): ${(cause as Error).message}`, { cause });
    }
  }
  if (!records.some((r) => r.type === 'SOA' && r.owner === apex)) {
    const master = records.find((r) => r.type === 'NS' && r.owner === apex)?.rdata ?? apex;
    const rdata = `${master} ${absolute('hostmaster', apex)} 1 7200 900 1209600 900`;
    records.unshift({ owner: apex, type: 'SOA', ttl: 900, rdata });
  }
  return { apex, records };
}

const NAME_ALONE = new Set(['CNAME', 'DNAME', 'NS', 'PTR']);

function recordOfLine(line: string, apex: Name): ZoneRecord {
  const [, ownerText = '', ttlText = '', typeText = '', rdataText = ''] =
    /^(\S+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  if (rdataText === '') throw new Error('not of the form "owner ttl type rdata"');
  const ttl = Number(ttlText);
  if (ttl > 0xffffffff) throw new Error(`a TTL field holds at most 4294967295, not ${ttlText}`);
  const type = typeText.toUpperCase();
  if (typeCode(type) === undefined) throw new Error(`no record type ${typeText}`);
  const owner = absolute(ownerText, apex);
  if (!isAtOrBelow(owner, apex)) throw new Error(`${owner} is not in the zone`);
  return { owner, type, ttl, rdata: NAME_ALONE.has(type) ? absolute(rdataText, apex) : rdataText };
}

/** The name that `text` means in a zone: `@`, relative, or absolute. Throws BadName. */
export function absolute(text: string, apex: Name): Name {
  if (text === '@') return apex;
  // A final dot that is escaped belongs to the label.
  if (/(?:^|[^\\])(?:\\\\)*\.$/.test(text)) return parseName(text);
  return parseName(apex === '.' ? `${text}.` : `${text}.${apex}`);
}

/**
 * The zone with one RRset changed (or added, with `ttl` and `rdata`), its serial one higher.
 * Throws an Error where there is nothing to change and too little to add.
 */
export function withRrset(before: Zone, owner: string, type: RecordType, change: RrsetChange): Zone {
  const after = replaceRrset(before, owner, type, change);
  return { ...after, records: after.records.map(bumpSerial) };
}

/** As `withRrset`, with the serial as it was: what a server does that makes its answers up as it goes. */
export function replaceRrset(before: Zone, ownerText: string, type: RecordType, change: RrsetChange): Zone {
  const owner = absolute(ownerText, before.apex);
  const old = before.records.filter((r) => r.owner === owner && r.type === type);
  const rdata = change.rdata ?? old.map((r) => r.rdata);
  const ttl = change.ttl ?? old[0]?.ttl;
  if (change.rdata?.length !== 0 && (ttl === undefined || rdata.length === 0))
    throw new Error(`Zone ${before.apex} has no ${owner} ${type}; adding it takes a TTL and data.`);
  const added = rdata.map((text) => ({
    owner,
    type,
    ttl: ttl ?? 0,
    rdata: NAME_ALONE.has(type) ? absolute(text, before.apex) : text,
  }));
  return { ...before, records: [...before.records.filter((r) => !old.includes(r)), ...added] };
}

function bumpSerial(record: ZoneRecord): ZoneRecord {
  if (record.type !== 'SOA') return record;
  const fields = record.rdata.split(/\s+/);
  fields[2] = String((Number(fields[2]) + 1) >>> 0);
  return { ...record, rdata: fields.join(' ') };
}

import { isIPv4 } from 'node:net';
import type { ConfiguredMigration } from '../config/config.ts';
import { toAsciiName } from '../dns/idn.ts';
import { formatIpv6, parseIpv6 } from '../dns/ipAddress.ts';
import { Failure } from '../model/failure.ts';
import type { Instant } from '../model/instant.ts';
import type { Journal, SightingRun } from '../model/journal.ts';
import { BadName, type Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { drainedAt } from '../policy/arithmetic.ts';
import { targetsFromNames } from '../sources/names.ts';
import type { Watched } from './watchLook.ts';

/** So many looks of an RRset are gone through for its data before the cutover. */
const RUNS_READ = 200;

/** The data that `--old` gives, by the type that they can be of. Throws Failure (usage). */
export function oldByType(old: readonly string[]): Map<RecordType, string[]> {
  const byType = new Map<RecordType, string[]>();
  for (const text of old) {
    const [type, rdata] = typed(text);
    byType.set(type, [...(byType.get(type) ?? []), rdata]);
  }
  return byType;
}

function typed(text: string): readonly [RecordType, string] {
  if (isIPv4(text)) return ['A', text];
  const octets = parseIpv6(text);
  if (octets !== undefined) return ['AAAA', formatIpv6(octets)];
  try {
    return ['CNAME', toAsciiName(text)];
  } catch (error) {
    if (!(error instanceof BadName)) throw error;
    throw new Failure('usage', `--old takes an address or the target of a CNAME, not "${text}".`);
  }
}

/** Names of the command line, with the old data given beside them. Throws Failure (usage). */
export function watchedNames(names: readonly string[], old: readonly string[]): Watched[] {
  if (old.length === 0)
    throw new Failure('usage', `What the old data of ${names.join(', ')} were is not known.`, {
      hint: 'Say it: --old 192.0.2.10, as often as there are old addresses. Of a migration that `apply` carried out, the journal knows it.',
    });
  const types = oldByType(old);
  return targetsFromNames(names, { types: [...types.keys()] }).flatMap(({ name }) =>
    [...types].map(([type, rdata]) => ({ ...blank(name, type), old: rdata })),
  );
}

/**
 * The RRsets of a migration with what the journal saw of them before the cutover. What it did not see is left out and
 * told in `unknown`.
 */
export async function watchedMigration(
  migration: ConfiguredMigration,
  old: readonly string[],
  journal: Journal | undefined,
  at: Instant,
): Promise<{ watched: Watched[]; unknown: string[] }> {
  const given = oldByType(old);
  const intents = (await journal?.intents(migration.name)) ?? [];
  const keys = new Map<string, readonly [Name, RecordType]>();
  for (const record of migration.records)
    if (record.kind === 'name')
      for (const type of record.types) keys.set(`${record.name} ${type}`, [record.name, type]);
  for (const { intent } of intents) keys.set(`${intent.owner} ${intent.type}`, [intent.owner, intent.type]);
  const watched: Watched[] = [];
  const unknown: string[] = [];
  for (const [owner, type] of keys.values()) {
    const runs = (await journal?.sightings(owner, type, RUNS_READ)) ?? [];
    const before = runs.find(({ since }) => since <= migration.cutover.at);
    const lowered = intents.findLast(
      ({ intent }) => intent.owner === owner && intent.type === type && intent.kind === 'lower',
    );
    // The last lowering saw them nearest to a change that may have come before its time.
    const data = given.get(type) ?? lowered?.intent.rdata ?? before?.rdata;
    if (data === undefined) {
      unknown.push(`${owner} ${type}`);
      continue;
    }
    const past = (await journal?.pastTtls(owner, type)) ?? [];
    const ended = past.filter(({ until }) => until <= migration.cutover.at);
    const drained = ended.length === 0 ? null : drainedAt(ended, at, migration.policy.figures);
    const served = runs.find(({ rdata }) => rdata.join('\n') === data.join('\n')) ?? before;
    const oldTtl = served?.ttl.max ?? null;
    const changedAt = sinceChanged(runs, data);
    watched.push({ owner, type, old: data, oldTtl, changedAt, drainedAt: drained });
  }
  return { watched, unknown };
}

/** The first look of all servers at data that are not the old ones, in the newest unbroken row of such looks. */
function sinceChanged(runs: readonly SightingRun[], old: readonly string[]): Instant | null {
  let since: Instant | null = null;
  for (const run of runs) {
    if (run.rdata.some((text) => old.includes(text))) return since;
    if (run.complete === 'all-servers') since = run.since;
  }
  return since;
}

function blank(owner: Name, type: RecordType): Omit<Watched, 'old'> {
  return { owner, type, oldTtl: null, changedAt: null, drainedAt: null };
}

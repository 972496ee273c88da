import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithDig, describeComparison, type NameToCompare } from './compareWithDig.ts';
import { transfer } from './dig.ts';
import { startZoneServer, type ZoneFile, type ZoneServer } from './zoneServer.ts';

const DATA = dataFolder();
const SOFTWARE = ['knot', 'bind'] as const;

/** Names of odd.test that are no owners of records there, and spellings of some that are. */
const FURTHER: readonly NameToCompare[] = [
  ...[
    ...[
      'any.wild',
      'a.b.wild',
      'there.wild',
      'below.there.wild',
      'any.wildname',
      '*.wildname',
      'x.sub.*.star',
    ],
    ...[
      'a.moved',
      'b.moved',
      'x.a.moved',
      'ent',
      'x.ent',
      'missing',
      'cut',
      'ns.cut',
      'deeper.also.below.cut',
    ],
    ...['_tcp', '\\255\\000', '\\042.wild'],
  ].map((name) => ({ typed: `${name}.odd.test`, name: `${name.replace('\\042', '*')}.odd.test.` })),
  { typed: 'bücher.odd.test', name: 'xn--bcher-kva.odd.test.' },
  { typed: 'straße.odd.test.', name: 'xn--strae-oqa.odd.test.' },
  { typed: 'UPPER.Odd.TEST', name: 'upper.odd.test.' },
  { typed: 'sp\\ ace.odd.test', name: 'sp\\032ace.odd.test.' },
  { typed: '\\100ot\\046dot.odd.test', name: 'dot\\.dot.odd.test.' },
];

describe.each(SOFTWARE)('every name of an odd zone, served by %s', (software) => {
  test('has the TTLs and data that dig reports', async () => {
    const base = await mkdtemp(path.join(tmpdir(), 'ttl-check-odd-'));
    await using _folder = { [Symbol.asyncDispose]: () => rm(base, { recursive: true }) };
    const zones = [{ origin: 'odd.test', file: await writeOddZone(base) }];
    await using server = disposable(await startZoneServer({ software, zones, includes: [] }));
    // A name counts once, so an owner that is spelt in another way below is not there in its usual one.
    const owners = await ownerNames(server.address, zones);
    const names = [...owners.filter((o) => FURTHER.every((f) => f.name !== o.name)), ...FURTHER];
    const comparison = await compareWithDig(server.address, names);
    process.stdout.write(describeComparison(`odd.test by ${software}`, comparison));
    expect(comparison.differences).toEqual([]);
    expect(comparison.agreed.A).toBeGreaterThan(500);
    expect(comparison.agreed.CNAME).toBeGreaterThan(60);
    expect(comparison.belowCut).toBeGreaterThanOrEqual(3);
  });
});

describe.each(SOFTWARE)('every name of zones of real organisations, served by %s', (software) => {
  test.skipIf(DATA === undefined)('has the TTLs and data that dig reports', async () => {
    const all = await realZones(DATA ?? '');
    const zones = all.filter((zone) => zone.accepted[software]);
    const includes = [{ relative: '../db.ocf', file: path.join(DATA ?? '', 'ocf-dns/etc/db.ocf') }];
    await using server = disposable(await startZoneServer({ software, zones, includes }));
    const comparison = await compareWithDig(server.address, await ownerNames(server.address, zones));
    process.stdout.write(
      describeComparison(`${zones.length} of ${all.length} real zones by ${software}`, comparison),
    );
    expect(comparison.differences).toEqual([]);
    expect(comparison.agreed.A).toBeGreaterThan(100);
  });
});

/** The zone as it lies here, and what is too much to write by hand (Knot has no $GENERATE). */
async function writeOddZone(folder: string): Promise<string> {
  const written = await readFile(path.join(import.meta.dirname, 'zones/odd.test.zone'), 'utf8');
  const numbers = Array.from({ length: 500 }, (_, i) => i + 1);
  const many = [
    ...numbers.map((n) => `host-${n} ${n * 60} IN A 198.51.100.${n % 256}`),
    ...numbers.map((n) => `alias-${n} ${n} IN CNAME host-${n}`),
    ...numbers.slice(0, 250).map((n) => `many 300 IN A 203.0.113.${n}`),
    ...numbers.map((n) => `many 600 IN AAAA 2001:db8::${n.toString(16)}`),
    ...numbers
      .slice(0, 100)
      .map((n) => `manyns 300 IN NS ns-${n}.of-a-name-that-is-long-enough.example.net.`),
  ];
  const file = path.join(folder, 'odd.test.zone');
  await writeFile(file, `${written}${many.join('\n')}\n`);
  return file;
}

/** Every owner name of the zones, once, by AXFR. */
async function ownerNames(server: string, zones: readonly ZoneFile[]): Promise<NameToCompare[]> {
  const names = new Set<string>();
  for (const zone of zones) for (const record of await transfer(server, zone.origin)) names.add(record.owner);
  // In a file of names # begins a comment, and AXFR shows it bare.
  return [...names].sort().map((name) => ({ typed: name.replaceAll('#', '\\#'), name }));
}

interface RealZone extends ZoneFile {
  readonly accepted: Readonly<Record<(typeof SOFTWARE)[number], boolean>>;
}

interface ManifestLine {
  readonly file: string;
  readonly origin: string;
  readonly named_ok: boolean;
  readonly knot_ok: boolean;
}

async function realZones(folder: string): Promise<RealZone[]> {
  const zones: RealZone[] = [];
  for (const part of ['ocf-dns', 'b4ldr-zones']) {
    const manifest = await readFile(path.join(folder, part, 'manifest.jsonl'), 'utf8');
    for (const line of manifest.split('\n').filter((text) => text !== '')) {
      const zone = JSON.parse(line) as ManifestLine;
      zones.push({
        origin: zone.origin,
        file: path.join(folder, part, zone.file),
        accepted: { knot: zone.knot_ok, bind: zone.named_ok },
      });
    }
  }
  return zones;
}

/**
 * The zones in the folder of real data. Undefined, and said so, where the machine has none: TTL_CHECK_DATA is
 * `none`, or is not set outside CI. Throws in CI without a word about it.
 */
function dataFolder(): string | undefined {
  const data = process.env.TTL_CHECK_DATA ?? '';
  if (data !== '' && data !== 'none') return path.resolve(data, 'zones');
  if (data === '' && process.env.CI !== undefined)
    throw new Error(
      'TTL_CHECK_DATA must name the folder of real data in CI, or be "none" on a machine that has none.',
    );
  process.stdout.write('Real zones are NOT compared: TTL_CHECK_DATA names no folder.\n');
  return undefined;
}

function disposable(server: ZoneServer): ZoneServer & AsyncDisposable {
  return { ...server, [Symbol.asyncDispose]: server.stop };
}

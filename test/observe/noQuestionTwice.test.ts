/** Over random worlds without faults: what a run asks of each server, counted there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { parseName } from '../../src/model/name.ts';
import type { Target } from '../../src/model/target.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { atOnce } from '../../src/sources/atOnce.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type WorldDescription } from '../../src/world/world.ts';
import { type Zone, zone } from '../../src/world/zone.ts';
import { passing } from './observing.ts';

const TYPES = ['A', 'AAAA', 'CNAME', 'NS'] as const;
const APEXES = ['example.com', 'example.net', 'shop.example.com'] as const;
const HOSTS = ['www', 'web', 'api', 'cdn', 'a.b', 'old'] as const;

/** What a name is: addresses, or a CNAME to any other name, itself and names that do not exist among them. */
type Host =
  | { readonly kind: 'addresses'; readonly v6: boolean }
  | { readonly kind: 'cname'; readonly zone: number; readonly host: number }
  | { readonly kind: 'absent' };

interface Run {
  /** Of each zone, by `HOSTS`. */
  readonly hosts: readonly (readonly Host[])[];
  /** How many servers each zone has. */
  readonly servers: readonly number[];
  readonly resolvers: number;
  /** Names of the list, each once: a command reads no name twice. */
  readonly list: readonly { readonly zone: number; readonly host: number }[];
  readonly atOnce: number;
  /** `one`: each by itself, as few names are · `many`: as a list */
  readonly way: 'one' | 'many';
}

const zoneNumber = fc.nat({ max: APEXES.length - 1 });
const hostNumber = fc.nat({ max: HOSTS.length - 1 });
const host: fc.Arbitrary<Host> = fc.oneof(
  fc.record({ kind: fc.constant('addresses' as const), v6: fc.boolean() }),
  fc.record({ kind: fc.constant('cname' as const), zone: zoneNumber, host: hostNumber }),
  fc.constant({ kind: 'absent' as const }),
);
const perZone = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.array(one, { minLength: APEXES.length, maxLength: APEXES.length });
const runs: fc.Arbitrary<Run> = fc.record({
  hosts: perZone(fc.array(host, { minLength: HOSTS.length, maxLength: HOSTS.length })),
  servers: perZone(fc.integer({ min: 1, max: 3 })),
  resolvers: fc.integer({ min: 1, max: 3 }),
  list: fc.uniqueArray(fc.record({ zone: zoneNumber, host: hostNumber }), {
    ...{ minLength: 1, maxLength: APEXES.length * HOSTS.length },
    selector: nameOf,
  }),
  atOnce: fc.integer({ min: 1, max: 8 }),
  way: fc.constantFrom('one', 'many'),
});

function nameOf({ zone: z, host: h }: { readonly zone: number; readonly host: number }): string {
  return `${HOSTS[h]}.${APEXES[z]}`;
}

function zoneOf(run: Run, z: number): Zone {
  const servers = Array.from({ length: run.servers[z] ?? 1 }, (_, i) => i + 1);
  const lines = servers.flatMap((n) => [`@ 3600 NS ns${n}`, `ns${n} 3600 A ${addressOf(z, n)}`]);
  for (const [h, one] of (run.hosts[z] ?? []).entries()) {
    if (one.kind === 'addresses')
      lines.push(
        `${HOSTS[h]} 300 A 203.0.113.${h + 1}`,
        ...(one.v6 ? [`${HOSTS[h]} 300 AAAA 2001:db8::${h + 1}`] : []),
      );
    if (one.kind === 'cname') lines.push(`${HOSTS[h]} 300 CNAME ${nameOf(one)}.`);
  }
  return zone(APEXES[z] ?? '', lines.join('\n'));
}

function addressOf(z: number, n: number): string {
  return `192.0.2.${10 * (z + 1) + n}`;
}

interface Asked {
  readonly server: string;
  readonly name: string;
  readonly type: string;
}

/** As often as it was asked. */
interface Counted {
  readonly atAuthorities: readonly Asked[];
  readonly atResolvers: readonly Asked[];
  readonly sent: number;
}

async function counted(run: Run): Promise<Counted> {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const authorities: WorldDescription['authorities'] = APEXES.flatMap((apex, z) =>
    Array.from({ length: run.servers[z] ?? 1 }, (_, i) => ({
      name: `ns${i + 1}.${apex}`,
      addresses: [addressOf(z, i + 1)],
      zones: [zoneOf(run, z)],
    })),
  );
  const resolvers = Array.from({ length: run.resolvers }, (_, i) => ({
    name: `cache-${i + 1}`,
    addresses: [`198.51.100.${i + 1}`],
  }));
  await using world = await startWorld({ authorities, resolvers }, { clock });
  const observer = createObserver({
    ...{ exchanger: createExchanger({ clock, dial: world.dial }), clock, resolvers: world.resolvers },
    ...{ authority: { mode: 'auto' }, timeoutMs: 2000, tries: 3, budgetMs: 10_000, looks: 'once' },
  });
  const targets = run.list
    .map(nameOf)
    .map((input): Target => ({ input, name: parseName(input), types: TYPES }));
  const left = [...targets];
  const worker = async (): Promise<void> => {
    for (let target = left.shift(); target !== undefined; target = left.shift())
      await observer.observe(target);
  };
  const list = async (): Promise<void> => {
    let seen = 0;
    for await (const batch of observer.observeMany(atOnce(targets), { concurrency: run.atOnce }))
      seen += batch.length;
    expect(seen).toBe(targets.length);
  };
  await passing<unknown>(
    clock,
    run.way === 'many' ? list() : Promise.all(Array.from({ length: run.atOnce }, worker)),
  );
  const sent = observer.queriesSent();
  await observer.close();
  const names = [
    ...authorities.map(({ name }) => name),
    'root.infrastructure.test',
    'tld.infrastructure.test',
  ];
  const by = (server: string, asked: readonly { readonly name: string; readonly type: string }[]): Asked[] =>
    asked.map(({ name, type }) => ({ server, name, type }));
  return {
    atAuthorities: names.flatMap((name) => by(name, world.authority(name).asked)),
    atResolvers: resolvers.flatMap(({ name }) => by(name, world.resolver(name).asked)),
    sent,
  };
}

/** Names that the list has and that CNAMEs lead to. */
function bothWays({ hosts, list }: Run): ReadonlySet<string> {
  const ends = new Set(hosts.flat().flatMap((one) => (one.kind === 'cname' ? [`${nameOf(one)}.`] : [])));
  return new Set(list.map((one) => `${nameOf(one)}.`).filter((name) => ends.has(name)));
}

/** Those that were asked more often than `most` says. */
function askedOften(asked: readonly Asked[], most: (name: string) => number): string[] {
  return [...Map.groupBy(asked, ({ server, name, type }) => `${server} ${name} ${type}`)]
    .filter(([, times]) => times.length > most(times[0]?.name ?? ''))
    .map(([question, times]) => `${question}: ${times.length} times`);
}

describe('in a run over any names of a world without faults', () => {
  it('nobody is asked anything twice without a reason, and every question is counted', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const { atAuthorities, atResolvers, sent } = await counted(run);
        const listed = bothWays(run);
        // As a name of the list, and as what a CNAME leads to, but not for each CNAME.
        expect(askedOften(atAuthorities, (name) => (listed.has(name) ? 2 : 1))).toEqual([]);
        // Once to show the way, and once after the authorities: it may have taken a copy in between.
        expect(askedOften(atResolvers, () => 2)).toEqual([]);
        expect(sent).toBe(atAuthorities.length + atResolvers.length);
      }),
      { numRuns: 80, seed: 20261126 },
    );
  });
});

/** What a name's budget holds, and that a rate is not in it. */
import { describe, expect, it } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { observationOf, type Seen } from '../../src/model/lookalike.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { AuthorityChoice } from '../../src/observe/context.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { atOnce } from '../../src/sources/atOnce.ts';
import { targetsFromNames } from '../../src/sources/names.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { passing } from './observing.ts';

/** The last has more addresses than a datagram holds. */
const NAMES = [...Array.from({ length: 60 }, (_, i) => `host${i}.example.com`), 'large.example.com'];
const example = zone(
  'example.com',
  [
    '@ 3600 NS ns1',
    'ns1 3600 A 192.0.2.1',
    ...NAMES.slice(0, -1).map((name) => `${name}. 300 A 203.0.113.1`),
    ...Array.from({ length: 200 }, (_, i) => `large 300 A 203.0.113.${i}`),
  ].join('\n'),
);

interface Run {
  readonly authority: AuthorityChoice;
  /** Questions a second to each server. */
  readonly rate: number;
  readonly types: readonly ('A' | 'AAAA')[];
  readonly silent?: true;
}

async function observed(names: readonly string[], run: Run): Promise<readonly Observation[]> {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const authorities = [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] }];
  await using world = await startWorld(
    { authorities, resolvers: [{ name: 'cache', addresses: ['198.51.100.1'] }] },
    { clock },
  );
  if (run.silent) world.authority('ns1.example.com').behave({ kind: 'silent' });
  const isAuto = run.authority.mode === 'auto';
  const observer = createObserver({
    exchanger: createExchanger({ clock, dial: world.dial, rateOf: () => run.rate }),
    ...{ clock, resolvers: isAuto ? world.resolvers : [], authority: run.authority },
    ...{ timeoutMs: 2000, tries: 3, budgetMs: 10_000, looks: 'once' },
  });
  try {
    const targets = targetsFromNames(names, { types: run.types });
    const seen = observer.observeMany(atOnce(targets), { concurrency: 8 });
    const all: readonly Seen[] = (await passing(clock, Array.fromAsync(seen))).flat();
    return all.map(observationOf);
  } finally {
    await observer.close();
  }
}

function tookMs({ startedAt, finishedAt }: Observation): number {
  return finishedAt - startedAt;
}

const GIVEN: AuthorityChoice = {
  mode: 'given',
  endpoints: [{ protocol: 'udp', address: '192.0.2.1' }],
};

describe('a name that waits for a rate', () => {
  it('is observed whole, however long the questions that lead to it have to wait', async () => {
    const run = { authority: { mode: 'auto' }, rate: 1, types: ['A', 'AAAA'] } as const;
    const all = await observed(NAMES.slice(0, 3), run);
    expect(all.flatMap(({ circumstances }) => circumstances)).toEqual([]);
    expect(all.map((one) => one.zone)).toEqual(all.map(() => 'example.com.'));
    expect(all.flatMap(({ answers }) => answers.filter(({ rcode }) => rcode !== 'NOERROR'))).toEqual([]);
    expect(Math.min(...all.map(tookMs))).toBeGreaterThan(10_000);
  });

  it('has all of its budget left when its turn comes, in a list as well', async () => {
    const all = await observed(NAMES, { authority: GIVEN, rate: 1, types: ['A', 'AAAA'] });
    expect(all.flatMap(({ circumstances }) => circumstances)).toEqual([]);
    expect(
      all.map(({ answers }) => answers.find(({ question }) => question.type === 'A')?.rrsets[0]?.ttl),
    ).toEqual(NAMES.map(() => 300));
    // It had to be asked again over TCP after its first try had waited for longer than a budget.
    const large = all.at(-1);
    expect(large?.answers[0]).toMatchObject({ transport: 'tcp', tries: 2 });
    expect(large === undefined ? 0 : tookMs(large)).toBeGreaterThan(10_000);
  });

  it('has its end all the same where a server is silent', async () => {
    const run = { authority: GIVEN, rate: 100, types: ['A'], silent: true } as const;
    const all = await observed(NAMES.slice(0, 8), run);
    for (const one of all) expect(tookMs(one)).toBeLessThanOrEqual(10_000);
  });
});

/** The table of networks in docs/reliability.md: `npm run test:faults` prints it. */
import { afterAll, describe, expect, it } from 'vitest';
import type { ManualClock } from '../../src/world/manualClock.ts';
import type { World } from '../../src/world/world.ts';
import { BUDGET_MS, type Checked, startFaultyInternet, TRUTHS } from './faultyInternet.ts';
import type { Weather } from './faultyProxy.ts';
import { printTable, seconds } from './printTable.ts';
import {
  duplicating,
  fair,
  limiting,
  lossy,
  narrow,
  reordering,
  silentAt,
  slow,
  withoutTruncation,
} from './weather.ts';

interface Fault {
  readonly what: string;
  readonly weather: (clock: ManualClock, seed: number) => Weather;
  readonly prepare?: (world: World) => void;
  /** Of all checks, the least that must come to the truth and not to unknown. */
  readonly least: number;
  /** Runs with seeds of their own; one where chance has no part. */
  readonly runs?: number;
}

const SEEDS = Number(process.env.TTL_CHECK_FAULT_SEEDS ?? 12);

const isV6 = (address: string) => address.includes(':');
const isResolver = (address: string) => address.startsWith('198.51.100.');
const isFourth = (address: string) => address === '192.0.2.4' || address === '2001:db8::4';

const FAULTS: readonly Fault[] = [
  { what: 'none', weather: () => fair(), least: 1 },
  { what: '1 % loss', weather: (_, seed) => lossy(0.01, seed), least: 0.99, runs: SEEDS },
  { what: '5 % loss', weather: (_, seed) => lossy(0.05, seed), least: 0.97, runs: SEEDS },
  { what: '20 % loss', weather: (_, seed) => lossy(0.2, seed), least: 0.75, runs: SEEDS },
  { what: '500 ms delay, there and back', weather: () => slow(250), least: 1 },
  { what: '500 ms delay each way', weather: () => slow(500), least: 1 },
  { what: 'reordering over 400 ms', weather: (_, seed) => reordering(400, seed), least: 1, runs: SEEDS },
  { what: 'every second message twice', weather: (_, seed) => duplicating(seed), least: 1, runs: SEEDS },
  {
    what: 'no datagram above 1200 octets (an MTU of 1280 without fragments)',
    weather: () => narrow(1200),
    least: 1,
  },
  { what: 'no datagram above 512 octets', weather: () => narrow(512), least: 1 },
  { what: 'large answers sent whole and lost as fragments', weather: () => withoutTruncation(), least: 1 },
  { what: 'port 53 blocked', weather: () => silentAt(() => true), least: 0 },
  { what: 'port 53 blocked but for the resolvers', weather: () => silentAt((a) => !isResolver(a)), least: 0 },
  { what: 'IPv6 drops everything', weather: () => silentAt(isV6), least: 1 },
  { what: 'one authority of four dead', weather: () => silentAt(isFourth), least: 0 },
  {
    what: 'one authority of four refuses',
    weather: () => fair(),
    prepare: (world) => world.authority('ns4.example.com').behave({ kind: 'refusing' }),
    least: 0,
  },
  {
    what: 'one resolver of three SERVFAIL',
    weather: () => fair(),
    prepare: (world) => world.resolver('cache-1').behave('failing'),
    least: 1,
  },
  {
    what: 'all resolvers SERVFAIL',
    weather: () => fair(),
    prepare: (world) => {
      for (const { name } of world.resolvers) world.resolver(name).behave('failing');
    },
    least: 0,
  },
  {
    what: 'resolvers refuse above 10 questions a second',
    weather: (clock) => limiting(clock, 10, 'refused', isResolver),
    least: 1,
  },
  {
    what: 'resolvers drop above 10 questions a second',
    weather: (clock) => limiting(clock, 10, 'dropped', isResolver),
    least: 1,
  },
];

interface Row {
  readonly what: string;
  readonly checks: number;
  readonly right: number;
  readonly unknown: number;
  readonly wrong: number;
  readonly medianMs: number;
  readonly longestMs: number;
  /** Of a run over all names. */
  readonly queries: number;
}

const rows: Row[] = [];

function rowOf({ what }: Fault, checked: readonly Checked[], queries: readonly number[]): Row {
  const verdicts = checked.map(({ name, report }) =>
    report.verdict === 'unknown' ? 'unknown' : report.verdict === TRUTHS[name] ? 'right' : 'wrong',
  );
  const count = (verdict: string) => verdicts.filter((v) => v === verdict).length;
  const times = checked.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return {
    ...{ what, checks: checked.length },
    ...{ right: count('right'), unknown: count('unknown'), wrong: count('wrong') },
    ...{ medianMs: times[times.length >> 1] ?? 0, longestMs: times.at(-1) ?? 0 },
    queries: Math.max(...queries),
  };
}

describe('a check of seven names', () => {
  it.each(FAULTS)('$what: never a wrong verdict, and an end within its budget', async (fault) => {
    const checked: Checked[] = [];
    const queries: number[] = [];
    for (let seed = 1; seed <= (fault.runs ?? 1); seed++) {
      await using internet = await startFaultyInternet({
        weather: (clock) => fault.weather(clock, seed),
        ...(fault.prepare === undefined ? {} : { prepare: fault.prepare }),
      });
      checked.push(...(await internet.check(Object.keys(TRUTHS), 7)));
      queries.push(internet.seen.length);
    }
    const row = rowOf(fault, checked, queries);
    rows.push(row);
    expect(row.wrong).toBe(0);
    expect(row.longestMs).toBeLessThanOrEqual(BUDGET_MS + 100);
    expect(row.right / row.checks).toBeGreaterThanOrEqual(fault.least);
  });
});

afterAll(() => {
  printTable(
    ['fault', 'checks', 'right', 'unknown', 'wrong', 'median', 'longest', 'queries'],
    rows.map((r) => [
      ...[r.what, ...[r.checks, r.right, r.unknown, r.wrong].map(String)],
      ...[seconds(r.medianMs), seconds(r.longestMs), String(r.queries)],
    ]),
  );
});

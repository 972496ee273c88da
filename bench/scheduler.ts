/**
 * What many migrations cost: `node bench/scheduler.ts [--smoke] [--write] [--json FILE]`. A tick with nothing due over
 * a real journal, the plans of all records, one migration of as many with all that is looked up for it but the waiting
 * for servers, and the batches that a thousand changes in one zone take.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchesOf } from '../src/apply/batches.ts';
import type { DueStep } from '../src/apply/due.ts';
import { planDigest } from '../src/apply/planDigest.ts';
import { type Surveyed, surveyMigration } from '../src/apply/survey.ts';
import { systemClock } from '../src/cli/systemClock.ts';
import { shippedPolicy } from '../src/config/shipped.ts';
import { openJournal } from '../src/journal/sqlite.ts';
import { plusSeconds } from '../src/model/instant.ts';
import type { Migration } from '../src/model/migration.ts';
import { parseName } from '../src/model/name.ts';
import type { PassReport } from '../src/model/pass.ts';
import type { Plan } from '../src/model/plan.ts';
import type { ProviderZone } from '../src/model/provider.ts';
import { ttl } from '../src/model/ttl.ts';
import { planMigration, type RrsetToPlan } from '../src/plan/planMigration.ts';
import { datedStages } from '../src/policy/calendar.ts';
import { batchLimits, batchSize } from '../src/providers/route53/batch.ts';
import { createAgenda } from '../src/schedule/agenda.ts';
import { tick } from '../src/schedule/tick.ts';
import { roundsSaid, shown, spreadOf } from './lookups/spread.ts';
import { flags, publish } from './publish.ts';
import { APEX, answersAtHand } from './scheduler/answersAtHand.ts';

const RECORDS_OF_EACH = 10;
const CHANGES = 1000;
const given = flags();
const WHOLE_ZONE: Migration['records'] = [
  { kind: 'zone', zone: APEX, types: ['A'], origin: { file: 'bench', line: 1 } },
];
const migrations = given.smoke ? 200 : 10_000;
const records = migrations * RECORDS_OF_EACH;
const rounds = given.rounds ?? (given.smoke ? 1 : 5);
const clock = systemClock();
const now = clock.now();
const zone = parseName('example.com');
const names = Array.from({ length: migrations }, (_, i) => `move-${i}`);
const measured = new Map<string, number[]>();

function migrationOf(name: string): Migration {
  return {
    ...{
      name,
      cutover: { at: plusSeconds(now, 30 * 86_400), timezone: 'Europe/Paris' },
      provider: 'route53',
    },
    ...{ records: [], freezes: [], acknowledge: [], origin: { file: 'bench', line: 1 } },
  };
}

function rrsetsOf(move: number): RrsetToPlan[] {
  return Array.from({ length: RECORDS_OF_EACH }, (_, i) => ({
    ...{ zone, owner: parseName(`host-${i}.move-${move}.example.com`), type: 'A', ttl: ttl(86_400) },
    ...{ rdata: ['192.0.2.1'], named: true, formerTtl: null, lowered: false },
    ...{ drainedAt: now, drainedAtTheLatest: now },
  }));
}

/** Seconds that something took. */
function took(what: string, began: number): void {
  measured.set(what, [...(measured.get(what) ?? []), (performance.now() - began) / 1000]);
}

const stages = datedStages(shippedPolicy, migrationOf('').cutover);
const rrsets = names.map((_, i) => rrsetsOf(i));
let plans: readonly Plan[] = [];
for (let round = 0; round < rounds; round++) {
  const planning = performance.now();
  plans = names.map((name, i) =>
    planMigration({
      ...{ migration: migrationOf(name), policy: shippedPolicy, at: now, stages },
      rrsets: rrsets[i] ?? [],
    }),
  );
  took(`plans of ${migrations} migrations, ${records} records`, planning);
  const large = performance.now();
  planMigration({
    ...{ migration: migrationOf('large'), policy: shippedPolicy, at: now, stages },
    rrsets: rrsets.flat(),
  });
  took(`one plan of ${records} records`, large);
}

const folder = mkdtempSync(join(tmpdir(), 'ttl-check-bench-'));
try {
  const wide = await openJournal(join(folder, 'wide.sqlite'), { mode: 'write' });
  const { observer, provider } = await answersAtHand(
    rrsets.flat().map(({ owner }) => owner),
    clock,
  );
  const surveying = performance.now();
  const survey = await surveyMigration({
    ...{
      migration: { ...migrationOf('wide'), records: WHOLE_ZONE },
      policy: shippedPolicy,
      observer,
      provider,
    },
    ...{ journal: wide, maxRelowerings: 2, at: now, concurrency: 8 },
  });
  const wholePlan = planMigration({
    ...{ migration: migrationOf('wide'), policy: shippedPolicy, at: now, stages, rrsets: survey.rrsets },
  });
  planDigest(wholePlan);
  took(`one migration of ${records} records looked up, written down, planned, with a digest`, surveying);
  const steps = wholePlan.rrsets.filter((rrset) => rrset.steps.length > 0).length;
  if (steps !== records) throw new Error(`The plan has steps for ${steps} of ${records} records.`);
  await wide.close();
  const journal = await openJournal(join(folder, 'journal.sqlite'), { mode: 'write' });
  const agenda = createAgenda(900);
  for (const plan of plans)
    agenda.looked({
      ...{
        migration: plan.migration,
        startedAt: now,
        finishedAt: now,
        mode: 'write',
        state: 'running',
        plan,
      },
      ...{ results: [], notices: [], unobserved: [], drains: [] },
    } satisfies PassReport);
  for (const [i, migration] of names.entries())
    if (i % 100 === 0) await journal.recordState({ migration, state: 'running', at: now, by: 'bench' });
  for (let round = 0; round < rounds; round++) {
    const ticking = performance.now();
    const report = await tick({
      ...{ cause: 'cron', mode: 'write', migrations: names, agenda, journal, clock, cronAt: () => undefined },
      open: () => Promise.reject(new Error('nothing is due')),
      signal: new AbortController().signal,
    });
    await journal.recordTick(report.at, 'bench');
    if (report.resting !== migrations) throw new Error(`Only ${report.resting} of ${migrations} rest.`);
    took(`a tick with nothing due for ${migrations} migrations, written down`, ticking);
  }
  await journal.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const planned = plans[0]?.rrsets[0];
const step = planned?.steps[0];
if (planned === undefined || step === undefined) throw new Error('The first plan has no step.');
const providerZone: ProviderZone = { id: 'Z1', apex: zone, visibility: 'public', nameServers: [] };
const due = Array.from({ length: CHANGES }, (_, i): DueStep => {
  const owner = parseName(`host-${i}.example.com`);
  const live = {
    ...{ zoneId: 'Z1', owner, type: 'A', ttl: ttl(86_400), rdata: ['192.0.2.1'] },
    native: { Name: owner, Type: 'A', TTL: 86_400, ResourceRecords: [{ Value: '192.0.2.1' }] },
  };
  return { planned, step, rrset: { owner, type: 'A', providerZone, live: [live] } as unknown as Surveyed };
});
const batching = performance.now();
const batches = batchesOf(due, { batchSize, batchLimits });
const shape = batches.map(({ length }) => length).join(' + ');
took(`${CHANGES} changes in one Route 53 zone into ${batches.length} batches (${shape})`, batching);

const rows = [...measured].map(([what, seconds]) => `| ${what} | ${timeOf(seconds)} |`);
await publish(
  'scheduler',
  `${roundsSaid(rounds)}; median (min–max).\n\n| what | takes |\n|---|---|\n${rows.join('\n')}`,
  { migrations, records, measured: [...measured], batches: batches.map(({ length }) => length) },
  given,
);

function timeOf(seconds: readonly number[]): string {
  const spread = spreadOf(seconds);
  return spread.median < 0.5
    ? `${shown(spreadOf(seconds.map((one) => one * 1000)), 1)} ms`
    : `${shown(spread)} s`;
}

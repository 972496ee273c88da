/**
 * What many migrations cost: `node bench/scheduler.ts [migrations] [records of each]`. A tick with nothing due over a
 * real journal, the plans of all records, and the batches that a thousand changes in one zone take.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchesOf, type DueStep } from '../src/apply/due.ts';
import type { Surveyed } from '../src/apply/survey.ts';
import { systemClock } from '../src/cli/systemClock.ts';
import { shippedPolicy } from '../src/config/shipped.ts';
import { openJournal } from '../src/journal/sqlite.ts';
import { plusSeconds } from '../src/model/instant.ts';
import type { Migration } from '../src/model/migration.ts';
import { parseName } from '../src/model/name.ts';
import type { PassReport } from '../src/model/pass.ts';
import type { Plan, Step } from '../src/model/plan.ts';
import type { ProviderZone } from '../src/model/provider.ts';
import { ttl } from '../src/model/ttl.ts';
import { planMigration, type RrsetToPlan } from '../src/plan/planMigration.ts';
import { datedStages } from '../src/policy/calendar.ts';
import { batchSize } from '../src/providers/route53/batch.ts';
import { createAgenda } from '../src/schedule/agenda.ts';
import { tick } from '../src/schedule/tick.ts';

const [migrations = 10_000, records = 10] = process.argv.slice(2).map(Number);
const clock = systemClock();
const now = clock.now();
const zone = parseName('example.com');
const names = Array.from({ length: migrations }, (_, i) => `move-${i}`);

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
  return Array.from({ length: records }, (_, i) => ({
    ...{ zone, owner: parseName(`host-${i}.move-${move}.example.com`), type: 'A', ttl: ttl(86_400) },
    ...{ rdata: ['192.0.2.1'], named: true, formerTtl: null, lowered: false },
    ...{ drainedAt: now, drainedAtTheLatest: now },
  }));
}

function say(what: string, began: number): void {
  console.log(`${what}: ${(performance.now() - began).toFixed(1)} ms`);
}

const planning = performance.now();
const stages = datedStages(shippedPolicy, migrationOf('').cutover);
const plans = names.map(
  (name, i): Plan =>
    planMigration({
      migration: migrationOf(name),
      policy: shippedPolicy,
      at: now,
      stages,
      rrsets: rrsetsOf(i),
    }),
);
say(`plans of ${migrations} migrations, ${migrations * records} records`, planning);

const large = performance.now();
planMigration({
  ...{ migration: migrationOf('large'), policy: shippedPolicy, at: now, stages },
  rrsets: names.flatMap((_, i) => rrsetsOf(i)),
});
say(`one plan of ${migrations * records} records`, large);

const folder = mkdtempSync(join(tmpdir(), 'ttl-check-bench-'));
try {
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
      ...{ results: [], notices: [], unobserved: [] },
    } satisfies PassReport);
  for (const [i, migration] of names.entries())
    if (i % 100 === 0) await journal.recordState({ migration, state: 'running', at: now, by: 'bench' });
  for (let round = 0; round < 3; round++) {
    const ticking = performance.now();
    const report = await tick({
      ...{ cause: 'cron', mode: 'write', migrations: names, agenda, journal, clock, cronAt: () => undefined },
      open: () => Promise.reject(new Error('nothing is due')),
      signal: new AbortController().signal,
    });
    await journal.recordTick(report.at, 'bench');
    say(`a tick with nothing due for ${report.resting} migrations, written down`, ticking);
  }
  await journal.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const step = plans[0]?.rrsets[0]?.steps[0] as Step;
const providerZone: ProviderZone = { id: 'Z1', apex: zone, visibility: 'public', nameServers: [] };
const due = Array.from({ length: 1000 }, (_, i): DueStep => {
  const owner = parseName(`host-${i}.example.com`);
  const live = {
    ...{ zoneId: 'Z1', owner, type: 'A', ttl: ttl(86_400), rdata: ['192.0.2.1'] },
    native: { Name: owner, Type: 'A', TTL: 86_400, ResourceRecords: [{ Value: '192.0.2.1' }] },
  };
  return { step, rrset: { owner, type: 'A', providerZone, live: [live] } as unknown as Surveyed };
});
const batching = performance.now();
const batches = batchesOf(due, batchSize);
say(`batches of ${batches.map(({ length }) => length).join(' and ')} for 1000 changes in one zone`, batching);

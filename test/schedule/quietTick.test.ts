/** A tick in which nothing is due: what it reads, counted in the statements that reach SQLite. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterEach, expect, it, vi } from 'vitest';
import { openJournal } from '../../src/journal/sqlite.ts';
import { instant, plusSeconds } from '../../src/model/instant.ts';
import type { Journal } from '../../src/model/journal.ts';
import type { PassReport } from '../../src/model/pass.ts';
import { createAgenda } from '../../src/schedule/agenda.ts';
import { tick } from '../../src/schedule/tick.ts';
import { manualClock } from '../../src/world/manualClock.ts';

const MIGRATIONS = Array.from({ length: 10_000 }, (_, i) => `move-${i}`);
const NOW = instant(Date.UTC(2026, 10, 26, 12));

afterEach(() => vi.restoreAllMocks());

/** A look that found everything in order, with the next step in a month. */
function rested(migration: string): PassReport {
  const cutover = { at: plusSeconds(NOW, 40 * 86_400), timezone: 'UTC' };
  return {
    ...{ migration, startedAt: NOW, finishedAt: NOW, mode: 'write', state: 'running' },
    plan: { migration, cutover, at: NOW, rrsets: [] },
    ...{ results: [], notices: [], unobserved: [], drains: [] },
  } as unknown as PassReport;
}

/** The statements that run from now on; beginning and ending a transaction are not among them. */
function statements(): string[] {
  const ran: string[] = [];
  for (const method of ['all', 'get', 'run', 'iterate'] as const) {
    const original = StatementSync.prototype[method] as (...values: unknown[]) => unknown;
    vi.spyOn(StatementSync.prototype, method).mockImplementation(function (
      this: StatementSync,
      ...values: unknown[]
    ) {
      ran.push(this.sourceSQL.replace(/\s+/g, ' ').trim());
      return original.apply(this, values) as never;
    });
  }
  return ran;
}

async function withJournal(work: (journal: Journal, file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ttl-check-tick-'));
  const file = join(folder, 'journal.sqlite');
  const journal = await openJournal(file, { mode: 'write' });
  try {
    await work(journal, file);
  } finally {
    await journal.close();
    await rm(folder, { recursive: true });
  }
}

it('reads the states once for 10,000 migrations, by their index, and opens nothing', async () => {
  await withJournal(async (journal, file) => {
    for (const migration of MIGRATIONS.slice(0, 200))
      for (const state of ['held', 'running'] as const)
        await journal.recordState({ migration, state, at: NOW, by: 'test' });
    const agenda = createAgenda(3600);
    for (const migration of MIGRATIONS) agenda.looked(rested(migration));
    const ran = statements();
    const report = await tick({
      ...{ cause: 'cron', mode: 'write', migrations: MIGRATIONS, agenda, journal },
      ...{ clock: manualClock(plusSeconds(NOW, 60)), cronAt: () => undefined },
      open: () => Promise.reject(new Error('nothing is due')),
      signal: new AbortController().signal,
    });
    expect(report).toMatchObject({ resting: 10_000, passes: [], failures: [] });
    expect(ran).toHaveLength(1);
    vi.restoreAllMocks();
    using db = new DatabaseSync(file, { readOnly: true });
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${ran[0]}`).all();
    const steps = plan.map(({ detail }) => String(detail));
    expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([
      'SCAN state_changes USING COVERING INDEX state_changes_of_migration',
    ]);
  });
});

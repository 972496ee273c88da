/**
 * How large a journal gets, and how long its work takes: `node bench/journal.ts [--names 10000] [--days 365] [--smoke]
 * [--write] [--json FILE]`. So many records are looked at each hour; the TTL of each changes four times in all and its
 * data once, as in a migration, spread over the days. Then a retention of 90 days is applied.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../src/journal/sqlite.ts';
import { type Instant, instant } from '../src/model/instant.ts';
import type { Sighting } from '../src/model/journal.ts';
import { parseName } from '../src/model/name.ts';
import { spreadOf } from './lookups/spread.ts';
import { flags, publish } from './publish.ts';

const given = flags();
const records = given.names ?? (given.smoke ? 100 : 10_000);
const days = given.days ?? (given.smoke ? 5 : 365);
const LOOKS_A_DAY = 24;
const KEPT_DAYS = Math.min(90, Math.ceil(days / 4));
const rounds = days * LOOKS_A_DAY;
const zone = parseName('example.com');
const owners = Array.from({ length: records }, (_, i) => parseName(`host-${i}.services.example.com`));
const STAGES = [86_400, 3600, 300, 300, 86_400];

function at(round: number): Instant {
  return instant(Date.parse('2026-01-01T00:00:00Z') + Math.round((round * 86_400_000) / LOOKS_A_DAY));
}

function look(round: number): Sighting[] {
  const stage = Math.min(STAGES.length - 1, Math.floor((round / rounds) * STAGES.length));
  const ttl = STAGES[stage] ?? 300;
  return owners.map((owner, i) => ({
    ...{ zone, owner, type: 'A', at: at(round), ttl: { min: ttl, max: ttl }, complete: 'all-servers' },
    rdata: [`${stage < 3 ? '192.0.2' : '198.51.100'}.${i % 256}`],
  }));
}

function milliseconds(since: number): number {
  return performance.now() - since;
}

const folder = mkdtempSync(join(tmpdir(), 'ttl-check-bench-'));
const path = join(folder, 'journal.sqlite');
try {
  let journal = await openJournal(path, { mode: 'write' });
  const writes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await journal.recordSightings(look(round));
    writes.push(milliseconds(began));
    if (round % 1000 === 999) process.stderr.write(`journal: ${round + 1} of ${rounds} looks\n`);
  }
  await journal.close();
  const { size } = statSync(path);

  const opening = performance.now();
  journal = await openJournal(path, { mode: 'write' });
  const opened = milliseconds(opening);
  const asking = performance.now();
  for (const owner of owners) await journal.pastTtls(owner, 'A');
  const asked = milliseconds(asking);
  const pruning = performance.now();
  const { sightings } = await journal.prune(at(rounds - KEPT_DAYS * LOOKS_A_DAY));
  const pruned = milliseconds(pruning);
  await journal.close();

  const write = spreadOf(writes);
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const rows = [
    ['size of the file', `${(size / 1e6).toFixed(2)} MB, ${(size / records).toFixed(0)} octets a record`],
    [`writing the look at all ${records}`, `${ms(write.median)} (${ms(write.min)}–${ms(write.max)})`],
    ['opening, with the check for damage', ms(opened)],
    [`past TTLs of all ${records}`, ms(asked)],
    [`retention of ${KEPT_DAYS} days`, `${ms(pruned)}; ${sightings} of ${records * STAGES.length} runs go`],
  ];
  await publish(
    'journal',
    `${records} records looked at each hour for ${days} days: ${records * rounds} looks.\n\n| what | |\n|---|---|\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}`,
    {
      records,
      days,
      size,
      writes: write,
      opened,
      asked,
      pruned,
      runsRemoved: sightings,
      keptDays: KEPT_DAYS,
    },
    given,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

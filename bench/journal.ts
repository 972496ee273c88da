/**
 * How large a journal gets, and how long its work takes: `node bench/journal.ts [records] [days] [looks a day]`.
 * Each record is looked at each hour; its TTL changes four times in all and its data once, as in a migration.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../src/journal/sqlite.ts';
import { type Instant, instant } from '../src/model/instant.ts';
import type { Sighting } from '../src/model/journal.ts';
import { parseName } from '../src/model/name.ts';

const [records = 1000, days = 30, looksADay = 24] = process.argv.slice(2).map(Number);
const rounds = Math.max(1, Math.round(days * looksADay));
const folder = mkdtempSync(join(tmpdir(), 'ttl-check-bench-'));
const path = join(folder, 'journal.sqlite');
const zone = parseName('example.com');
const owners = Array.from({ length: records }, (_, i) => parseName(`host-${i}.services.example.com`));
const STAGES = [86_400, 3600, 300, 300, 86_400];

function at(round: number): Instant {
  return instant(Date.parse('2026-01-01T00:00:00Z') + Math.round((round * 86_400_000) / looksADay));
}

function look(round: number): Sighting[] {
  const stage = Math.min(STAGES.length - 1, Math.floor((round / rounds) * STAGES.length));
  const ttl = STAGES[stage] ?? 300;
  return owners.map((owner, i) => ({
    ...{ zone, owner, type: 'A', at: at(round), ttl: { min: ttl, max: ttl }, complete: 'all-servers' },
    rdata: [`${stage < 3 ? '192.0.2' : '198.51.100'}.${i % 256}`],
  }));
}

function ms(since: number): string {
  return `${(performance.now() - since).toFixed(1)} ms`;
}

let journal = await openJournal(path, { mode: 'write' });
const writing = performance.now();
let slowest = 0;
for (let round = 0; round < rounds; round++) {
  const began = performance.now();
  await journal.recordSightings(look(round));
  slowest = Math.max(slowest, performance.now() - began);
}
const each = (performance.now() - writing) / rounds;
await journal.close();
const { size } = statSync(path);
console.log(`${records} records, ${days} days, ${rounds} looks at each: ${records * rounds} sightings`);
console.log(`size ${(size / 1024).toFixed(0)} KiB, ${(size / records).toFixed(0)} octets a record`);
console.log(`a round of ${records} sightings: ${each.toFixed(1)} ms, the slowest ${slowest.toFixed(1)} ms`);

const opening = performance.now();
journal = await openJournal(path, { mode: 'write' });
console.log(`opening, with the check for damage: ${ms(opening)}`);
const asking = performance.now();
for (const owner of owners) await journal.pastTtls(owner, 'A');
console.log(`pastTtls of ${records} RRsets: ${ms(asking)}`);
const pruning = performance.now();
const { sightings } = await journal.prune(at(Math.floor(rounds / 2)));
console.log(`prune of the first half: ${ms(pruning)}, ${sightings} runs`);
await journal.close();
rmSync(folder, { recursive: true, force: true });

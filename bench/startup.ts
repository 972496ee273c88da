/**
 * What the start of a command costs beside Node's own: `node bench/startup.ts [--rounds 5] [--smoke] [--write] [--json FILE]`. Each command runs ten times a
 * round, in turn; CPU and wall of one run, and the ratio to `node -e 0`. One name is asked of NSD on loopback.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measure } from './lookups/measure.ts';
import { startServer } from './lookups/server.ts';
import { spreadOf } from './lookups/spread.ts';
import { nameAt, writeZone } from './lookups/zone.ts';
import { flags, publish } from './publish.ts';

const given = flags();
const rounds = given.rounds ?? (given.smoke ? 1 : 5);
/** GNU time counts hundredths of a second. */
const RUNS = given.smoke ? 1 : 10;

const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
try {
  await writeZone(join(folder, 'zone.db'), 1);
  await using server = await startServer(folder, 5399, []);
  const program = `'${process.execPath}' '${join(import.meta.dirname, '../bin/ttl-check.js')}'`;
  const check = `${program} ${nameAt(0)} --type A --resolver none --authority ${server.address}:${server.port}`;
  const commands: readonly (readonly [string, string])[] = [
    ['node -e 0', `'${process.execPath}' -e 0`],
    ['ttl-check --version', `${program} --version`],
    ['ttl-check --help', `${program} --help`],
    ['check of one name, json', `${check} --format json`],
    ['check of one name, table', `${check} --format table`],
    ['dig of one name', `dig @${server.address} -p ${server.port} ${nameAt(0)} A`],
  ];
  const results = new Map<string, Measured[]>(commands.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, command] of commands) {
      const loop = `i=0; while [ $i -lt ${RUNS} ]; do ${command} >/dev/null 2>&1; i=$((i+1)); done`;
      results.get(name)?.push(await measure(loop, join(folder, 'time'), []));
    }
  const cpuOf = (name: string): number =>
    spreadOf((results.get(name) ?? []).map(({ cpu }) => cpu / RUNS)).median;
  const base = cpuOf('node -e 0');
  const rows = commands.map(([name]) => {
    const wall = spreadOf((results.get(name) ?? []).map((one) => one.wall / RUNS)).median;
    const ratio = (cpuOf(name) / base).toFixed(1);
    return `| ${name} | ${(1000 * cpuOf(name)).toFixed(0)} | ${ratio} × | ${(1000 * wall).toFixed(0)} |`;
  });
  await publish(
    'startup',
    `| command | CPU, ms | beside Node | wall, ms |\n|---|---|---|---|\n${rows.join('\n')}\n\nMedians of ${rounds} rounds of ${RUNS} runs.`,
    { rounds, runs: RUNS, results: Object.fromEntries(results) },
    given,
  );
} finally {
  await rm(folder, { recursive: true });
}

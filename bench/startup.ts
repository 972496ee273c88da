/**
 * What the start of a command costs beside Node's own: `node bench/startup.ts [--rounds 9] [--smoke] [--write]
 * [--json FILE]`. One name is asked of NSD on loopback. Compiled code is kept in a folder of the bench's own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { besideBase, takeTurns } from './inTurn.ts';
import { startServer } from './lookups/server.ts';
import { roundsSaid } from './lookups/spread.ts';
import { nameAt, writeZone } from './lookups/zone.ts';
import { flags, publish } from './publish.ts';

const given = flags();
const rounds = given.rounds ?? (given.smoke ? 1 : 9);
/** GNU time counts hundredths of a second. */
const runs = given.smoke ? 1 : 10;
const BASE = '`node -e 0`';

const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
try {
  await writeZone(join(folder, 'zone.db'), 1);
  await using server = await startServer(folder, 5399, []);
  const node = `'${process.execPath}'`;
  const bare = `${node} '${join(import.meta.dirname, '../bin/ttl-check.js')}'`;
  const program = `NODE_COMPILE_CACHE='${folder}/compiled' ${bare}`;
  const about = `${nameAt(0)} --type A --resolver none --authority ${server.address}:${server.port}`;
  // A folder of its own for each run: the shell's number differs by round, its counter by run.
  const first = `NODE_COMPILE_CACHE='${folder}/first-'$$-$i ${bare}`;
  const commands = new Map([
    [BASE, `${node} -e 0`],
    ['`--version`', `${program} --version`],
    ['`--help`', `${program} --help`],
    ['check of one name, json', `${program} ${about} --format json`],
    ['check of one name, table', `${program} ${about}`],
    ['the same, into a pipe', `${program} ${about} | cat`],
    ['check, json, the first run of all', `${first} ${about} --format json`],
    ['check, json, where nothing may be kept', `NODE_DISABLE_COMPILE_CACHE=1 ${bare} ${about} --format json`],
    ['`dig` of one name', `dig @${server.address} -p ${server.port} ${nameAt(0)} A`],
  ]);
  const took = await takeTurns(commands, { rounds, runs });
  const base = took.get(BASE) ?? { cpu: [], wall: [] };
  const rows = [...took].map(([name, one]) => `| ${[name, ...besideBase(one, base)].join(' | ')} |`);
  await publish(
    'startup',
    `${roundsSaid(rounds)} of ${runs} runs each; milliseconds of one run, median (min–max), ratios by round.\n\n` +
      `| command | CPU | beside Node | wall |\n|---|---|---|---|\n${rows.join('\n')}`,
    { rounds, runs, took: Object.fromEntries(took) },
    given,
  );
} finally {
  await rm(folder, { recursive: true });
}

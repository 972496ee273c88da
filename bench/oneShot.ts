/**
 * A check of one name beside `dig +trace` where every way to a server and back takes 50 ms more:
 * `node test/lab/run.ts node bench/oneShot.ts [--rounds 10] [--smoke] [--write] [--json FILE]`. The servers are
 * `src/world/`'s at port 53 of documentation addresses, which only a network namespace of its own has room for.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/cli/systemClock.ts';
import { startDelayProxy } from '../src/world/delayProxy.ts';
import { fixedDelay } from '../src/world/passage.ts';
import { startWorld } from '../src/world/world.ts';
import { zone } from '../src/world/zone.ts';
import { type Measured, measure } from './lookups/measure.ts';
import { extendPath, versionOf } from './lookups/programs.ts';
import { ratioOf, roundsSaid, shown, shownTimes, spreadOf } from './lookups/spread.ts';
import { flags, publish } from './publish.ts';

const ROUND_TRIP_MS = 50;
const NAME = 'www.example.com';
const ADDRESS = '203.0.113.10';
const RESOLVERS = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];

const given = flags();
const rounds = given.rounds ?? (given.smoke ? 1 : 10);
extendPath();
const elsewhere = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
if (elsewhere.length > 0)
  throw new Error(
    `This needs a network namespace of its own, and there is ${elsewhere.join(', ')}. Start it by: node test/lab/run.ts node bench/oneShot.ts`,
  );

const clock = systemClock();
const example = zone(
  'example.com',
  `@ 3600 NS ns1
   @ 3600 NS ns2
   ns1 3600 A 192.0.2.1
   ns2 3600 A 192.0.2.2
   www 300 A ${ADDRESS}`,
);
const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
await using world = await startWorld(
  {
    authorities: [
      { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] },
      { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [example] },
    ],
    resolvers: RESOLVERS.map((address, i) => ({ name: `cache ${i + 1}`, addresses: [address] })),
  },
  { clock },
);
for (const address of world.addresses) execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo']);
const proxy = await startDelayProxy({
  ...{ addresses: world.addresses, dial: world.dial, passage: fixedDelay(ROUND_TRIP_MS / 2, clock) },
  place: (address) => ({ host: address, port: 53 }),
});
try {
  // dig +trace looks the servers' addresses up as the system does.
  const resolvConf = join(folder, 'resolv.conf');
  await writeFile(resolvConf, `nameserver ${RESOLVERS[0]}\n`);
  const mounted = [
    'unshare',
    '--mount',
    'sh',
    '-c',
    'mount --bind "$0" /etc/resolv.conf && exec "$@"',
    resolvConf,
  ];
  const out = join(folder, 'out');
  const check = `'${process.execPath}' '${join(import.meta.dirname, '../bin/ttl-check.js')}' ${NAME} ${RESOLVERS.map((r) => `--resolver ${r}`).join(' ')} --fail-on never --format`;
  const commands = [
    { name: 'dig +trace', command: `dig @${RESOLVERS[0]} +trace ${NAME} A`, tells: `IN\tA\t${ADDRESS}` },
    { name: 'ttl-check, json', command: `${check} json`, tells: '"verdict": "ready"' },
    { name: 'ttl-check, table', command: `${check} table`, tells: 'ready' },
  ].map((one) => ({ ...one, runs: [] as Measured[] }));
  for (let round = 1; round <= rounds; round++)
    for (const { name, command, tells, runs } of commands) {
      process.stderr.write(`one-shot, round ${round} of ${rounds}: ${name}\n`);
      runs.push(await measure(`${command} >'${out}'`, join(folder, 'time'), [], mounted));
      const said = await readFile(out, 'utf8');
      if (!said.includes(tells))
        throw new Error(`${name} did not tell what it was asked for:\n${said.slice(0, 2_000)}`);
    }
  const wallOf = (runs: readonly Measured[]): number[] => runs.map(({ wall }) => 1000 * wall);
  const dig = wallOf(commands[0]?.runs ?? []);
  const rows = commands.map(({ name, runs }) => {
    const cpu = spreadOf(runs.map((run) => 1000 * run.cpu));
    const factor = name === 'dig +trace' ? '' : shownTimes(ratioOf(dig, wallOf(runs)));
    return `| ${name} | ${shown(spreadOf(wallOf(runs)), 0)} | ${factor} | ${shown(cpu, 0)} |`;
  });
  await publish(
    'one-shot',
    `\`dig +trace\` (dig ${versionOf(['dig', '-v'])}) and a check of A, AAAA, CNAME and NS of the same name at two authorities, the parent and three resolvers; ${ROUND_TRIP_MS} ms more on each round trip, ${roundsSaid(rounds)}, median (min–max).

| program | wall, ms | faster than dig +trace by | CPU, ms |
|---|---|---|---|
${rows.join('\n')}`,
    { roundTripMs: ROUND_TRIP_MS, rounds, results: commands.map(({ name, runs }) => ({ name, runs })) },
    given,
  );
} finally {
  await proxy.stop();
  await rm(folder, { recursive: true });
}

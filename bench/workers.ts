/**
 * Whether a second process pays on two cores: one check of a list beside two of half of it each (`--shard`), with the
 * server on the same cores, as often on a small machine. `node test/lab/run.ts node bench/workers.ts [--names 100000]
 * [--rounds 5] [--smoke] [--write] [--json FILE]`. A process each is what worker threads could reach at best: they
 * would share nothing either, and have results to pass on.
 */
import { availableParallelism } from 'node:os';
import { type Attempt, attempt } from './lookups/attempt.ts';
import type { Contender, Work } from './lookups/contender.ts';
import { OURS } from './lookups/contender.ts';
import { openPlace } from './lookups/place.ts';
import { isInstalled } from './lookups/programs.ts';
import { ratioOf, roundsSaid, shown, shownTimes, spreadOf } from './lookups/spread.ts';
import { flags, publish } from './publish.ts';

const given = flags();
const names = given.names ?? (given.smoke ? 2_000 : 100_000);
const rounds = given.rounds ?? (given.smoke ? 1 : 5);

await using place = await openPlace(names, 'shared cores');
const work = await place.workOf(names);
const cores = availableParallelism() > 1 && isInstalled('taskset') ? ['taskset', '-c', '0,1'] : [];
const ways = [OURS.udp, OURS.tcp].map((contender) => ({
  ...{ contender, halves: halved(contender), one: [] as Attempt[], two: [] as Attempt[] },
}));
for (let round = 1; round <= rounds; round++)
  for (const { contender, halves, one, two } of ways) {
    process.stderr.write(`workers, round ${round} of ${rounds}: ${contender.name}\n`);
    one.push(await attempt(contender, work, cores));
    two.push(await attempt(halves, work, cores));
  }

const rows = ways.map(({ contender, one, two }) => {
  const walls = (runs: readonly Attempt[]): number[] => runs.map(({ wall }) => wall);
  const cpus = (runs: readonly Attempt[]): number[] => runs.map(({ cpu }) => cpu);
  return [
    ...[contender.name, shown(spreadOf(walls(one))), shown(spreadOf(walls(two)))],
    shownTimes(ratioOf(walls(one), walls(two))),
    ...[shown(spreadOf(cpus(one))), shown(spreadOf(cpus(two)))],
  ].join(' | ');
});
await publish(
  'workers',
  `${names} names at ${place.server.program}; server and clients share two cores, ${roundsSaid(rounds)}, median (min–max).

| | one process: wall, s | two: wall, s | faster by | one process: CPU, s | two: CPU, s |
|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}`,
  { names, rounds, results: ways.map(({ contender: { name }, one, two }) => ({ name, one, two })) },
  given,
);

/** Two processes side by side with half of the list each; it ends when both have. */
function halved(contender: Contender): Contender {
  const half = (work: Work, number: number): string =>
    contender
      .command({ ...work, out: `${work.out}-${number}` })
      .replace(' --fail-on never', ` --fail-on never --shard ${number}/2`);
  return {
    ...contender,
    command: (work) =>
      `${half(work, 1)} & first=$!; ${half(work, 2)} || exit 1; wait $first || exit 1; cat '${work.out}-1' '${work.out}-2' >'${work.out}'`,
  };
}

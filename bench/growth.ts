/**
 * How the cost of ttl-check grows with the list: `node test/lab/run.ts node bench/growth.ts [--rounds 3] [--smoke]
 * [--write] [--json FILE]`. The longest list is asked once.
 */
import { type Attempt, attempt } from './lookups/attempt.ts';
import { OURS } from './lookups/contender.ts';
import { openPlace } from './lookups/place.ts';
import { roundsSaid, spreadOf } from './lookups/spread.ts';
import { flags, publish } from './publish.ts';

const given = flags();
const rounds = given.rounds ?? (given.smoke ? 1 : 3);
const sizes = given.smoke ? [1, 1_000] : [1, 1_000, 10_000, 100_000, 1_000_000];
/** From here on once, to keep the whole bench within twenty minutes. */
const ONCE_FROM = 1_000_000;

await using place = await openPlace(Math.max(...sizes));
const results: { readonly size: number; readonly attempts: readonly Attempt[] }[] = [];
for (const size of sizes) {
  const work = await place.workOf(size);
  const attempts: Attempt[] = [];
  for (let round = 1; round <= (size >= ONCE_FROM ? 1 : rounds); round++) {
    process.stderr.write(`growth, ${size} names, round ${round}\n`);
    attempts.push(await attempt(OURS.auto, work, place.clientCore));
  }
  results.push({ size, attempts });
}

const rows = results.map(({ size, attempts }) => {
  const of = (figure: 'cpu' | 'wall' | 'memory') => spreadOf(attempts.map((one) => one[figure])).median;
  const micros = (1e6 * of('cpu')) / size;
  return `| ${size} | ${of('cpu').toFixed(2)} | ${micros.toFixed(micros < 100 ? 1 : 0)} | ${of('wall').toFixed(2)} | ${Math.round(of('memory') / 1024)} |`;
});
await publish(
  'growth',
  `ttl-check as it chooses its transport, at ${place.server.program}; start included, medians of ${roundsSaid(rounds)}, the longest list once.

| names | CPU, s | CPU a name, µs | wall, s | memory, MiB |
|---|---|---|---|---|
${rows.join('\n')}`,
  results,
  given,
);

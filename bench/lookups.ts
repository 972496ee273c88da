/**
 * The TTL of every name of a long list, asked of one authoritative server on loopback: ttl-check beside others, in
 * turn, several rounds in one run. `node test/lab/run.ts node bench/lookups.ts [--names 100000] [--rounds 5] [--smoke]
 * [--write] [--json FILE]`. A run that does not tell the right TTL of every name has no figures.
 */
import { attempt } from './lookups/attempt.ts';
import { CONTENDERS, type Contender, LIMIT, OURS } from './lookups/contender.ts';
import { openPlace } from './lookups/place.ts';
import { isInstalled, versionOf } from './lookups/programs.ts';
import { resultsDigest } from './lookups/results.ts';
import { roundsSaid } from './lookups/spread.ts';
import { type Row, tables } from './lookups/tables.ts';
import { flags, publish } from './publish.ts';

const given = flags();
/** Without these there is nothing to compare; of the others a bench on some machine may do without one. */
const WAYS: ReadonlySet<Contender> = new Set(Object.values(OURS));
const MUST_WORK: ReadonlySet<Contender> = new Set([LIMIT, ...WAYS]);
const names = given.names ?? (given.smoke ? 2_000 : 100_000);
const rounds = given.rounds ?? (given.smoke ? 1 : 5);

await using place = await openPlace(names);
const work = await place.workOf(names);
const present = CONTENDERS.filter(({ program }) => isInstalled(program));
const missing = CONTENDERS.filter((one) => !present.includes(one));
const rows = present.map((contender) => ({ ...rowOf(contender), attempts: [] as Row['attempts'][number][] }));
/** Of the first run of ours; all others have to print the same. */
let results: string | undefined;
/** By name, why one of the others has no figures. */
const failed = new Map<string, string>();
for (let round = 1; round <= rounds; round++)
  for (const { contender, attempts } of rows) {
    if (failed.has(contender.name)) continue;
    process.stderr.write(`lookups, round ${round} of ${rounds}: ${contender.name}\n`);
    try {
      attempts.push(await attempt(contender, work, place.clientCore));
      if (WAYS.has(contender)) await compareResults(contender);
    } catch (error) {
      if (given.smoke || MUST_WORK.has(contender)) throw error;
      failed.set(
        contender.name,
        error instanceof Error ? error.message.split('\n', 1).join() : String(error),
      );
    }
  }

const pinned = place.clientCore.length > 0 ? 'client and server on a core each' : 'on one core';
const whole = rows.filter(({ contender }) => !failed.has(contender.name));
const absent = missing.map(({ name, install }) => `- ${name}: ${install}`);
const failures =
  failed.size === 0
    ? ''
    : `\nWithout figures:\n\n${[...failed].map(([name, why]) => `- ${name}: ${why}`).join('\n')}\n`;
await publish(
  'lookups',
  `${names} names at ${place.server.program} on loopback, ${roundsSaid(rounds)}, ${pinned}; median (min–max), ratios by round.

${tables(whole)}

All ${rounds * WAYS.size} runs of ttl-check printed the same results, round trips and the name of the transport aside.
${failures}${absent.length === 0 ? '' : `\nNot installed on that machine, and how to get it:\n\n${absent.join('\n')}\n`}`,
  {
    ...{ names, rounds, server: place.server.program },
    results: whole.map(({ contender: { name, does }, version, attempts }) => ({
      name,
      does,
      version,
      attempts,
    })),
    missing: missing.map(({ name }) => name),
    failed: Object.fromEntries(failed),
  },
  given,
);

async function compareResults({ name }: Contender): Promise<void> {
  const digest = await resultsDigest(work.out);
  results ??= digest;
  if (digest !== results)
    throw new Error(`${name} printed other results for the same names than the run before.`);
}

function rowOf(contender: Contender): { contender: Contender; version: string } {
  const { version } = contender;
  return { contender, version: typeof version === 'string' ? version : versionOf(version) };
}

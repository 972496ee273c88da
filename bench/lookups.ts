/**
 * The TTL of every name of a long list, asked of one authoritative server on loopback: ttl-check beside others, in
 * turn, several rounds in one run. `node test/lab/run.ts node bench/lookups.ts [--names 100000] [--rounds 5] [--smoke]
 * [--write] [--json FILE]`. A run that does not tell the right TTL of every name has no figures.
 */
import { attempt } from './lookups/attempt.ts';
import { CONTENDERS, type Contender } from './lookups/contender.ts';
import { openPlace } from './lookups/place.ts';
import { isInstalled, versionOf } from './lookups/programs.ts';
import { type Row, tables } from './lookups/tables.ts';
import { flags, publish } from './publish.ts';

const given = flags();
const names = given.names ?? (given.smoke ? 2_000 : 100_000);
const rounds = given.rounds ?? (given.smoke ? 1 : 5);

await using place = await openPlace(names);
const work = await place.workOf(names);
const present = CONTENDERS.filter(({ program }) => isInstalled(program));
const missing = CONTENDERS.filter((one) => !present.includes(one));
const rows = present.map((contender) => ({ ...rowOf(contender), attempts: [] as Row['attempts'][number][] }));
for (let round = 1; round <= rounds; round++)
  for (const { contender, attempts } of rows) {
    process.stderr.write(`lookups, round ${round} of ${rounds}: ${contender.name}\n`);
    attempts.push(await attempt(contender, work, place.clientCore));
  }

const pinned = place.clientCore.length > 0 ? 'client and server on a core each' : 'on one core';
const absent = missing.map(({ name, install }) => `- ${name}: ${install}`);
await publish(
  'lookups',
  `${names} names at ${place.server.program} on loopback, ${rounds} rounds in turn, ${pinned}; median (min–max), ratios by round.

${tables(rows)}
${absent.length === 0 ? '' : `\nNot installed on that machine, and how to get it:\n\n${absent.join('\n')}\n`}`,
  {
    ...{ names, rounds, server: place.server.program },
    results: rows.map(({ contender: { name, does }, version, attempts }) => ({
      name,
      does,
      version,
      attempts,
    })),
    missing: missing.map(({ name }) => name),
  },
  given,
);

function rowOf(contender: Contender): { contender: Contender; version: string } {
  const { version } = contender;
  return { contender, version: typeof version === 'string' ? version : versionOf(version) };
}

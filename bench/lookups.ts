/**
 * The TTL of every name of a long list, asked of one authoritative server on loopback: ttl-check beside others, in
 * turn, several rounds in one run. `node bench/lookups.ts [--names 100000] [--rounds 3] [--port 5397] [--smoke]`
 * prints Markdown tables (docs/performance.md has those of a dated run). It asserts only that the work was done.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CONTENDERS, type Contender, isInstalled, type Work } from './lookups/contender.ts';
import { type Measured, measure, type Spread, spreadOf } from './lookups/measure.ts';
import { startServer } from './lookups/server.ts';
import { writeNames, writeZone } from './lookups/zone.ts';

const { values } = parseArgs({
  options: {
    names: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    port: { type: 'string', default: '5397' },
    smoke: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const names = values.smoke ? 2_000 : Number(values.names);
const rounds = values.smoke ? 1 : Number(values.rounds);
/** Client and server each on a core of its own, where there are two. */
const hasTwoCores = availableParallelism() > 1 && isInstalled('taskset');
const clientCore = hasTwoCores ? ['taskset', '-c', '0'] : [];
const serverCore = hasTwoCores ? ['taskset', '-c', '1'] : [];

/** How the cost of our own grows. */
const SIZES = values.smoke ? [1, 100] : [1, 1_000, 10_000, names, ...(names >= 100_000 ? [10 * names] : [])];

const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
try {
  const most = Math.max(names, ...SIZES);
  await writeZone(join(folder, 'zone.db'), most);
  await using server = await startServer(folder, Number(values.port), serverCore);
  const workOf = async (count: number): Promise<Work> => {
    const work = {
      names: count,
      nameFile: join(folder, `names-${count}`),
      queryFile: join(folder, `queries-${count}`),
      ...{ address: server.address, port: server.port, out: join(folder, 'out') },
    };
    await writeNames(work.nameFile, count, (name) => name);
    await writeNames(work.queryFile, count, (name) => `${name} A`);
    return work;
  };
  const present = CONTENDERS.filter(({ program }) => isInstalled(program));
  const missing = CONTENDERS.filter((one) => !present.includes(one));
  const results = await inTurn(present, await workOf(names));
  const growth = new Map<number, Measured>();
  for (const size of [...new Set(SIZES)]) growth.set(size, await attempt(ownOf(present), await workOf(size)));
  process.stdout.write(text(present, missing, results, growth));
  if (values.json !== undefined)
    await writeFile(
      values.json,
      `${JSON.stringify({ names, rounds, results: Object.fromEntries(results), growth: [...growth] }, null, 2)}\n`,
    );
} finally {
  await rm(folder, { recursive: true });
}

function ownOf(present: readonly Contender[]): Contender {
  const own = present.find(({ name }) => name === 'ttl-check');
  if (own === undefined) throw new Error('the bench has no contender called ttl-check');
  return own;
}

async function inTurn(present: readonly Contender[], work: Work): Promise<Map<string, Measured[]>> {
  const results = new Map<string, Measured[]>(present.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++)
    for (const contender of present) {
      process.stderr.write(`round ${round} of ${rounds}: ${contender.name}\n`);
      results.get(contender.name)?.push(await attempt(contender, work));
    }
  return results;
}

/** Throws if not every name was answered. */
async function attempt(contender: Contender, work: Work): Promise<Measured> {
  const measured = await measure(contender.command(work), join(folder, 'time'), clientCore);
  let answers = 0;
  for await (const line of createInterface({ input: createReadStream(work.out) }))
    answers += contender.answers(line);
  if (answers !== work.names)
    throw new Error(
      `${contender.name} answered ${answers} of ${work.names} names; its figures would mean nothing.`,
    );
  return measured;
}

function text(
  present: readonly Contender[],
  missing: readonly Contender[],
  results: ReadonlyMap<string, readonly Measured[]>,
  growth: ReadonlyMap<number, Measured>,
): string {
  const of = (name: string, figure: keyof Measured): Spread =>
    spreadOf((results.get(name) ?? []).map((measured) => measured[figure]));
  const base = of('dnsperf', 'cpu').median;
  const rows = present.map(({ name, does }) => {
    const cpu = of(name, 'cpu');
    const ratio = base === 0 ? '–' : `${(cpu.median / base).toFixed(1)} ×`;
    const memory = Math.round(of(name, 'memory').median / 1024);
    return `| ${name} | ${does} | ${shown(cpu)} | ${ratio} | ${shown(of(name, 'wall'))} | ${memory} |`;
  });
  const sizes = [...growth].map(
    ([size, { wall, cpu, memory }]) =>
      `| ${size} | ${cpu.toFixed(2)} | ${((1e6 * cpu) / size).toFixed(0)} | ${wall.toFixed(2)} | ${Math.round(memory / 1024)} |`,
  );
  const absent = missing.map(({ name, install }) => `- ${name}: ${install}`);
  return `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'},
${names} names, ${rounds} rounds in turn, ${hasTwoCores ? 'client and server pinned to a core each' : 'not pinned'}.

| program | does | CPU, s: median (min–max) | beside dnsperf | wall, s: median (min–max) | memory, MiB |
|---|---|---|---|---|---|
${rows.join('\n')}

| names | CPU, s | CPU a name, µs | wall, s | memory, MiB |
|---|---|---|---|---|
${sizes.join('\n')}
${absent.length === 0 ? '' : `\nNot installed here:\n\n${absent.join('\n')}\n`}`;
}

function shown({ min, median, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

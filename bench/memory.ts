/**
 * The resident memory of a check of very many names over time: `node test/lab/run.ts node bench/memory.ts
 * [--names 1000000] [--smoke] [--write] [--json FILE]`. With `--write` the picture goes to docs/memory.svg.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPlace } from './lookups/place.ts';
import { spreadOf } from './lookups/spread.ts';
import { AIM, plotted, type Sample } from './memory/plot.ts';
import { flags, publish } from './publish.ts';

const PICTURE = join(import.meta.dirname, '../docs/memory.svg');
const given = flags();
const names = given.names ?? (given.smoke ? 20_000 : 1_000_000);
const EVERY_MS = 500;
const TOLD_EVERY = 20;

await using place = await openPlace(names);
const work = await place.workOf(names);
const { samples, most } = await watch();
const memory = (from: number, to: number): string => {
  const there = samples.filter(({ lines }) => lines > from * names && lines <= to * names);
  return there.length === 0 ? '–' : spreadOf(there.map(({ mebibytes }) => mebibytes)).median.toFixed(0);
};
const took = samples.at(-1)?.seconds ?? 0;
await publish(
  'memory',
  `A check of ${names} names at ${place.server.program}, ndjson read as it comes: ${took.toFixed(0)} s.
Looked at twice a second; the most is what the system noted, so nothing is missed in between.

| resident memory | MiB |
|---|---|
| the most | ${most.toFixed(0)} (aim: ${AIM}) |
| median of the first fifth of the names | ${memory(0, 0.2)} |
| of the third fifth | ${memory(0.4, 0.6)} |
| of the last fifth | ${memory(0.8, 1)} |`,
  { names, most, samples },
  given,
);
if (given.write)
  writeFileSync(
    PICTURE,
    plotted(
      samples,
      `Resident memory of a check of ${names} names over time: at most ${most.toFixed(0)} MiB`,
    ),
  );

/** Throws unless there is a result for every name. */
async function watch(): Promise<{ samples: readonly Sample[]; most: number }> {
  const [program = '', ...args] = [
    ...place.clientCore,
    ...[process.execPath, join(import.meta.dirname, '../bin/ttl-check.js'), '--file', work.nameFile],
    ...['--type', 'A', '--resolver', 'none', '--authority', `${work.address}:${work.port}`],
    ...['--format', 'ndjson', '--fail-on', 'never'],
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const samples: Sample[] = [];
  const began = performance.now();
  let most = 0;
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (let i = chunk.indexOf(10); i >= 0; i = chunk.indexOf(10, i + 1)) lines++;
  });
  const timer = setInterval(() => {
    const resident = residentOf(child.pid ?? 0);
    if (resident === undefined) return;
    const seconds = (performance.now() - began) / 1000;
    most = Math.max(most, resident.most);
    samples.push({ seconds, mebibytes: resident.now, lines });
    if (samples.length % TOLD_EVERY === 0)
      process.stderr.write(
        `memory: ${seconds.toFixed(0)} s, ${lines} names, ${resident.now.toFixed(0)} MiB\n`,
      );
  }, EVERY_MS);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0 || lines !== names + 1)
    throw new Error(`The check ended with ${code} after ${lines} of ${names + 1} lines.`);
  return { samples, most };
}

/** MiB, now and at the most so far; undefined once the process is gone. */
function residentOf(pid: number): { now: number; most: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [now, most] = ['VmRSS', 'VmHWM'].map(
      (what) => Number(new RegExp(`^${what}:\\s+([0-9]+) kB$`, 'm').exec(status)?.[1]) / 1024,
    );
    return now === undefined || most === undefined || Number.isNaN(now + most) ? undefined : { now, most };
  } catch {
    return undefined;
  }
}

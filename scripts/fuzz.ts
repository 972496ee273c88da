/**
 * `npm run fuzz -- [--seconds 60] [--seed N]`: whole checks against a server whose answers went wrong by chance, over
 * every transport in turn. The same seed gives the same answers. What is found is written to
 * test/hostile/regressions/, from where every run of the tests plays it again.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { TransportKind } from '../src/model/observation.ts';
import { type HostileServer, startHostileServer } from '../test/hostile/hostileServer.ts';
import { anyHostileAnswer, type HostileAnswer } from '../test/hostile/mutation.ts';
import { withstand } from '../test/hostile/withstand.ts';

const TRANSPORTS: readonly TransportKind[] = ['udp', 'tcp', 'tls', 'https'];
const BATCH = 100;
/** What the heap may grow by between the second batch and the last, in octets. */
const MOST_GROWTH = 32 * 1024 * 1024;

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const seconds = numberOf('seconds', values.seconds ?? '60');
const seed = numberOf('seed', values.seed ?? String(Date.now() % 1_000_000_000));

let current: HostileAnswer | undefined;
process.on('uncaughtException', (error) => void found(error));
process.on('unhandledRejection', (error) => void found(error));

console.log(`seed ${seed}, ${seconds} s`);
await using server = await startHostileServer();
const end = performance.now() + seconds * 1000;
const heaps: number[] = [];
let checks = 0;
for (let batch = 0; performance.now() < end; batch++) {
  const transport = TRANSPORTS[batch % TRANSPORTS.length] as TransportKind;
  await tryBatch(server, transport, seed + batch);
  if (batch % TRANSPORTS.length === TRANSPORTS.length - 1) heaps.push(heapOctets());
}
const grown = Math.max(0, (heaps.at(-1) ?? 0) - (heaps[1] ?? heaps[0] ?? 0));
console.log(`${checks} checks, nothing found; the heap grew by ${Math.round(grown / 1024)} KiB`);
if (grown > MOST_GROWTH) throw new Error(`the heap grew by ${grown} octets`);

async function tryBatch(to: HostileServer, transport: TransportKind, batchSeed: number): Promise<void> {
  const property = fc.asyncProperty(anyHostileAnswer, async (answer) => {
    current = answer;
    checks++;
    await withstand(to, answer, transport);
  });
  const { failed, interrupted, counterexample, errorInstance } = await fc.check(property, {
    ...{ seed: batchSeed, numRuns: BATCH, interruptAfterTimeLimit: Math.max(1, end - performance.now()) },
    markInterruptAsFailure: false,
  });
  if (!failed || (interrupted && counterexample === null)) return;
  [current] = counterexample ?? [current];
  await found(errorInstance, `seed ${batchSeed} over ${transport}`);
}

async function found(error: unknown, where: string = `seed ${seed}`): Promise<never> {
  const file = new URL(`../test/hostile/regressions/${where.replaceAll(' ', '-')}.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(current, null, 2)}\n`);
  console.error(`Found after ${checks} checks (${where}): ${String(error)}\nKept in ${file.pathname}`);
  process.exit(1);
}

function heapOctets(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0)
    throw new RangeError(`--${flag} takes a whole number, not ${text}`);
  return number;
}

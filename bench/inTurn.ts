/** Short commands beside each other: each several times, then the next, round by round. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './lookups/measure.ts';
import { ratioOf, shown, shownTimes, spreadOf } from './lookups/spread.ts';

/** What one run took, on the average of each round, in milliseconds. */
export interface Took {
  readonly cpu: readonly number[];
  readonly wall: readonly number[];
}

/** Runs shell commands, by name; each twice before the first round, so that caches are as they stay. */
export async function takeTurns(
  commands: ReadonlyMap<string, string>,
  { rounds, runs }: { readonly rounds: number; readonly runs: number },
): Promise<ReadonlyMap<string, Took>> {
  const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
  const took = new Map(
    [...commands.keys()].map((name) => [name, { cpu: [] as number[], wall: [] as number[] }]),
  );
  try {
    for (let round = -1; round < rounds; round++)
      for (const [name, command] of commands) {
        const times = round < 0 ? 2 : runs;
        const loop = `i=0; while [ $i -lt ${times} ]; do ${command} >/dev/null 2>&1 || exit 1; i=$((i+1)); done`;
        const measured = await measure(loop, join(folder, 'time'), []);
        if (round < 0) continue;
        took.get(name)?.cpu.push((1000 * measured.cpu) / runs);
        took.get(name)?.wall.push((1000 * measured.wall) / runs);
      }
  } finally {
    await rm(folder, { recursive: true });
  }
  return took;
}

/** CPU, its ratio to that of `base` in the same round, and wall: cells of a row. */
export function besideBase({ cpu, wall }: Took, base: Took): readonly string[] {
  return [shown(spreadOf(cpu), 0), shownTimes(ratioOf(cpu, base.cpu)), shown(spreadOf(wall), 0)];
}

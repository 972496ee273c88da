import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Seen } from '../../src/model/lookalike.ts';
import type { Name } from '../../src/model/name.ts';
import type { Target } from '../../src/model/target.ts';
import type { FastLane } from '../../src/observe/fastLane.ts';
import { type ObserveOne, observeMany } from '../../src/observe/observeMany.ts';
import { atOnce } from '../../src/sources/atOnce.ts';

/** The line alone: what is seen of a target is the target itself. */
const NO_LANE: FastLane = { observe: () => undefined };

function targetOf(i: number): Target {
  return { input: `${i}`, name: `${i}.` as Name, types: ['A'] };
}

function seenOf(target: Target): Seen {
  return { target } as Seen;
}

function inputsOf(batch: readonly Seen[]): string[] {
  return batch.map(({ target }) => target.input);
}

function targets(count: number): Target[] {
  return Array.from({ length: count }, (_, i) => targetOf(i));
}

async function collect(source: AsyncIterable<readonly Seen[]>): Promise<string[]> {
  return inputsOf((await Array.fromAsync(source)).flat());
}

/** Lets every promise that can go on do so. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('observing many', () => {
  it('keeps the order of the targets whatever the order in which they end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(6)),
        fc.integer({ min: 1, max: 5 }),
        async (s, sizes, concurrency) => {
          let running = 0;
          let most = 0;
          const list = targets(sizes.reduce((sum, size) => sum + size, 0));
          async function* batches(): AsyncGenerator<readonly Target[]> {
            let at = 0;
            for (const size of sizes) {
              yield list.slice(at, at + size);
              at += size;
            }
          }
          const work: ObserveOne = async (target) => {
            running += 1;
            most = Math.max(most, running);
            await s.schedule(Promise.resolve());
            running -= 1;
            return seenOf(target);
          };
          const all = collect(observeMany(batches(), NO_LANE, work, { concurrency }));
          while ((await Promise.race([all.then(() => 'ended'), turn()])) !== 'ended')
            if (s.count() > 0) await s.waitOne();
          expect(await all).toEqual(list.map(({ input }) => input));
          expect(most).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives what is known while the next target is still being waited for', async () => {
    async function* slow(): AsyncGenerator<readonly Target[]> {
      yield [targetOf(1)];
      await new Promise(() => {});
    }
    const results = observeMany(slow(), NO_LANE, async (target) => seenOf(target), { concurrency: 8 });
    expect(inputsOf((await results.next()).value ?? [])).toEqual(['1']);
  });

  it('ends after an abort although the targets never end, with what was under way', async () => {
    const controller = new AbortController();
    const stopped: string[] = [];
    async function* endless(): AsyncGenerator<readonly Target[]> {
      yield [targetOf(1), targetOf(2)];
      await new Promise(() => {});
    }
    let finish: (seen: Seen) => void = () => {};
    const lane: FastLane = {
      observe: (target, _, onOther) =>
        target.input === '2'
          ? () => {
              stopped.push(target.input);
              onOther({ startedAt: 0 as never, said: () => Promise.resolve([]), heard: () => [] });
            }
          : undefined,
    };
    const work: ObserveOne = (target) =>
      target.input === '1'
        ? new Promise((resolve) => {
            finish = resolve;
          })
        : Promise.resolve(seenOf(target));
    const all = collect(observeMany(endless(), lane, work, { concurrency: 4, signal: controller.signal }));
    await turn();
    controller.abort();
    finish(seenOf(targetOf(1)));
    expect(await all).toEqual(['1', '2']);
    expect(stopped).toEqual(['2']);
  });

  it('throws what the targets throw, after the results before it', async () => {
    async function* bad(): AsyncGenerator<readonly Target[]> {
      yield [targetOf(1)];
      throw new Error('line 2');
    }
    const seen: string[] = [];
    await expect(async () => {
      for await (const batch of observeMany(bad(), NO_LANE, async (target) => seenOf(target), {
        concurrency: 4,
      }))
        seen.push(...inputsOf(batch));
    }).rejects.toThrow('line 2');
    expect(seen).toEqual(['1']);
  });

  it('throws what the work throws, also out of turn, without an unhandled rejection', async () => {
    const results = observeMany(
      atOnce(targets(3)),
      NO_LANE,
      async (target) => {
        if (target.input === '1') throw new Error('no');
        await turn();
        return seenOf(target);
      },
      { concurrency: 3 },
    );
    expect(inputsOf((await results.next()).value ?? [])).toEqual(['0']);
    await expect(results.next()).rejects.toThrow('no');
  });

  it('does not run ahead without bound when the first target is slow', async () => {
    let taken = 0;
    async function* many(): AsyncGenerator<readonly Target[]> {
      for (;;) yield [targetOf(taken++)];
    }
    const results = observeMany(
      many(),
      NO_LANE,
      (target) => (target.input === '0' ? new Promise(() => {}) : Promise.resolve(seenOf(target))),
      { concurrency: 2 },
    );
    void results.next();
    for (let i = 0; i < 100; i++) await turn();
    expect(taken).toBe(8);
  });

  it('stops what is under way when nobody reads on', async () => {
    const stopped: string[] = [];
    const lane: FastLane = {
      observe(target, onSeen) {
        if (target.input === '0') setImmediate(() => onSeen(seenOf(target)));
        return () => stopped.push(target.input);
      },
    };
    const never: ObserveOne = () => Promise.reject(new Error('nobody waits'));
    for await (const batch of observeMany(atOnce(targets(3)), lane, never, { concurrency: 3 })) {
      expect(inputsOf(batch)).toEqual(['0']);
      break;
    }
    expect(stopped).toEqual(['1', '2']);
  });

  it('begins nothing more once nobody reads on, whatever still ends', async () => {
    const begun: string[] = [];
    const finish: (() => void)[] = [];
    const work: ObserveOne = async (target) => {
      if (target.input !== '0') await new Promise<void>((resolve) => finish.push(resolve));
      return seenOf(target);
    };
    const onBegun = ({ input }: Target) => void begun.push(input);
    for await (const batch of observeMany(atOnce(targets(9)), NO_LANE, work, { concurrency: 3, onBegun })) {
      expect(inputsOf(batch)).toEqual(['0']);
      break;
    }
    const before = [...begun];
    for (const end of finish) end();
    await turn();
    expect(begun).toEqual(before);
  });
});

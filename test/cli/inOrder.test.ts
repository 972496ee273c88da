import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/cli/inOrder.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** Lets every promise that can go on do so. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('inOrder', () => {
  it('keeps the order of the items whatever the order in which the work ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer()),
        fc.integer({ min: 1, max: 5 }),
        async (s, items, limit) => {
          let running = 0;
          let most = 0;
          const all = collect(
            inOrder(items, limit, async (item) => {
              running += 1;
              most = Math.max(most, running);
              await s.schedule(Promise.resolve());
              running -= 1;
              return item * 2;
            }),
          );
          await s.waitFor(all);
          expect(await all).toEqual(items.map((item) => item * 2));
          expect(most).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  it('yields a result while the next item is still being waited for', async () => {
    async function* slow(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => {});
    }
    const results = inOrder(slow(), 8, async (item) => item);
    expect(await results.next()).toEqual({ done: false, value: 1 });
  });

  it('ends after an abort although the items never end, with what was under way', async () => {
    const controller = new AbortController();
    let finish: (value: string) => void = () => {};
    async function* endless(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => {});
    }
    const all = collect(
      inOrder(
        endless(),
        2,
        () =>
          new Promise<string>((resolve) => {
            finish = resolve;
          }),
        controller.signal,
      ),
    );
    await turn();
    controller.abort();
    finish('partial');
    expect(await all).toEqual(['partial']);
  });

  it('throws what an item throws, after the results before it', async () => {
    async function* bad(): AsyncGenerator<number> {
      yield 1;
      throw new Error('line 2');
    }
    const seen: number[] = [];
    await expect(async () => {
      for await (const one of inOrder(bad(), 4, async (item) => item)) seen.push(one);
    }).rejects.toThrow('line 2');
    expect(seen).toEqual([1]);
  });

  it('throws what the work throws, also out of turn, without an unhandled rejection', async () => {
    const results = inOrder([1, 2, 3], 3, async (item) => {
      if (item === 2) throw new Error('no');
      await turn();
      return item;
    });
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow('no');
  });

  it('does not run ahead without bound when the first item is slow', async () => {
    let taken = 0;
    function* many(): Generator<number> {
      for (;;) yield taken++;
    }
    const results = inOrder(many(), 2, (item) =>
      item === 0 ? new Promise<number>(() => {}) : Promise.resolve(item),
    );
    void results.next();
    for (let i = 0; i < 100; i++) await turn();
    expect(taken).toBe(8);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inShard, shardOf } from '../../src/cli/shard.ts';

const small = fc.integer({ min: 1, max: 9 });

async function* inBatches<Item>(items: readonly Item[], size: number): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

describe('--shard', () => {
  it.each(['0/5', '6/5', '1/0', 'half', '1', '1/5/5', '-1/5', '1.5/2'])('refuses %s', (shard) => {
    expect(() => shardOf({ shard })).toThrow(
      `--shard takes a number and how many there are, such as 2/5, not "${shard}".`,
    );
  });

  it('reads 2/5', () => {
    expect(shardOf({ shard: '2/5' })).toEqual({ number: 2, of: 5 });
    expect(shardOf({})).toBeUndefined();
  });

  it('gives every name to exactly one job, and each as many as any other but one', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.integer({ min: 0, max: 50 }), small, async (of, names, size) => {
        const items = Array.from({ length: names }, (_, i) => i);
        const shares = await Promise.all(
          Array.from({ length: of }, async (_, i) => {
            const batches = inShard(inBatches(items, size), { number: i + 1, of });
            return (await Array.fromAsync(batches)).flat();
          }),
        );
        expect(shares.flat().sort((a, b) => a - b)).toEqual(items);
        const sizes = shares.map((share) => share.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { seed: 20261124 },
    );
  });
});

import { Failure } from '../model/failure.ts';
import { once, type RawFlags } from './flagValues.ts';

/** One of several jobs that share a list: the first, third, … of the names, and so on. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** More jobs than this are a slip of the finger. */
const MOST_SHARDS = 10_000;

/** Reads `--shard 2/5`. Throws Failure `usage`. */
export function shardOf(flags: RawFlags): Shard | undefined {
  const text = once(flags, 'shard');
  if (text === undefined) return undefined;
  const [, number = 0, of = 0] = (/^([0-9]{1,5})\/([0-9]{1,5})$/.exec(text) ?? []).map(Number);
  if (number < 1 || number > of || of > MOST_SHARDS)
    throw new Failure('usage', `--shard takes a number and how many there are, such as 2/5, not "${text}".`, {
      hint: 'Five jobs take --shard 1/5, 2/5, 3/5, 4/5 and 5/5 of the same list; report --merge joins what they say.',
    });
  return { number, of };
}

/** The items of a shard, in turn, so that every job gets as many names. */
export async function* inShard<Item>(
  batches: AsyncIterable<readonly Item[]>,
  { number, of }: Shard,
): AsyncGenerator<readonly Item[]> {
  let index = 0;
  for await (const batch of batches) yield batch.filter(() => index++ % of === number - 1);
}

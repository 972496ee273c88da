/** One run of one contender over one list. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Contender, Work } from './contender.ts';
import { type Measured, measure } from './measure.ts';
import { TTL_WORD, toldBy } from './told.ts';

export interface Attempt extends Measured {
  /** Runs before it that lost answers and count for nothing. */
  readonly repeated: number;
}

/** What a datagram lost on a full socket costs is chance, not the contender's pace. */
const MOST_REPEATED = 2;

/** Throws if a run does not tell the right TTL of every name of the list, three times in a row. */
export async function attempt(contender: Contender, work: Work, pinned: readonly string[]): Promise<Attempt> {
  for (let repeated = 0; ; repeated++) {
    const around = contender.feeder?.(work) ?? [];
    const measured = await measure(contender.command(work), `${work.out}.time`, pinned, around);
    const answered = await countAnswers(contender, work);
    if (answered === work.names) return { ...measured, repeated };
    const what = `${contender.name} answered ${answered} of ${work.names} names`;
    if (repeated === MOST_REPEATED)
      throw new Error(
        `${what}, and lost some in the ${repeated} runs before: its figures would mean nothing.`,
      );
    process.stderr.write(`${what}: that run does not count\n`);
  }
}

/** Names that were told of, each counted once; where a contender prints no names, what it says of itself. */
async function countAnswers(
  { counts, ttlPlace = TTL_WORD }: Contender,
  { out, names }: Work,
): Promise<number> {
  const seen = new Uint8Array(names);
  let answered = 0;
  for await (const line of createInterface({ input: createReadStream(out) })) {
    if (counts !== undefined) {
      answered += counts(line);
      continue;
    }
    const i = toldBy(line, ttlPlace);
    if (i === undefined || i >= names || seen[i] === 1) continue;
    seen[i] = 1;
    answered++;
  }
  return answered;
}

import type { Clock } from '../../model/clock.ts';
import { inWords } from '../../model/ttl.ts';

/** What became of one request. */
export type Try<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  /** Asking again would be answered in the same way. */
  | { readonly kind: 'refused'; readonly because: string }
  /** The server is busy or ill and took nothing; `afterMs` is what it asked for. */
  | { readonly kind: 'busy'; readonly because: string; readonly afterMs?: number }
  /** No answer: it may have been taken. */
  | { readonly kind: 'silent'; readonly because: string };

export type Tried<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'failed' | 'uncertain'; readonly because: string };

const MOST_TRIES = 5;
/** A second, then twice as long each time. */
const FIRST_WAIT_MS = 1000;
/** All waiting together; a server that asks for more is not waited for. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** Asks until there is an answer that counts, within bounds. `signal` ends the waiting. */
export async function tries<Value>(
  ask: () => Promise<Try<Value>>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Tried<Value>> {
  let waited = 0;
  let mayHaveBeenTaken = false;
  for (let count = 1; ; count += 1) {
    const result = await ask();
    if (result.kind === 'answered') return result;
    if (result.kind === 'silent') mayHaveBeenTaken = true;
    const kind = mayHaveBeenTaken ? 'uncertain' : 'failed';
    if (result.kind === 'refused') return { kind, because: result.because };
    const asked = result.kind === 'busy' ? result.afterMs : undefined;
    const pause = asked ?? FIRST_WAIT_MS * 2 ** (count - 1);
    if (waited + pause > LONGEST_WAIT_MS)
      return { kind, because: `${result.because} It asks to wait for ${inWords(Math.ceil(pause / 1000))}.` };
    if (count === MOST_TRIES || signal?.aborted === true)
      return { kind, because: `${result.because} It was tried ${count === 1 ? 'once' : `${count} times`}.` };
    waited += pause;
    await clock.wait(pause, signal);
  }
}

import type { Seen } from '../model/lookalike.ts';
import type { ManyOptions } from '../model/observer.ts';
import type { Target } from '../model/target.ts';
import type { FastLane } from './fastLane.ts';
import type { BegunTarget } from './observeTarget.ts';

/** A place in the line: what became of one target, once it is known. */
interface Slot {
  ended: Seen | Rejection | undefined;
  stop: (() => void) | undefined;
}

interface Rejection {
  readonly rejected: unknown;
}

/** So many results per target under way may wait for a slow one before them; it bounds the memory. */
const HELD_EACH = 4;

/** The usual way of one target, from its start or from what was begun. */
export type ObserveOne = (target: Target, begun?: BegunTarget) => Promise<Seen>;

/**
 * Observes `targets`, so many at a time, and gives what was seen in their order, as many at once as are known. The next
 * target is begun the moment that one ends. A rejection of the targets or of the work is thrown when its turn comes.
 */
export async function* observeMany(
  targets: AsyncIterable<readonly Target[]>,
  lane: FastLane,
  observeOne: ObserveOne,
  { concurrency, signal, onBegun = () => {} }: ManyOptions,
): AsyncGenerator<readonly Seen[], void> {
  const source = targets[Symbol.asyncIterator]();
  const line: Slot[] = [];
  /** Slots of `line` before this one were given already. */
  let head = 0;
  let batch: readonly Target[] = [];
  let next = 0;
  let running = 0;
  let isFetching = false;
  let isExhausted = false;
  let isClosed = false;
  let failure: Rejection | undefined;
  let resume: () => void = () => {};
  let isWaking = false;

  /** Once for all that ends in one turn of the loop: each datagram is an event by itself. */
  function wake(): void {
    if (isWaking) return;
    isWaking = true;
    setImmediate(() => {
      isWaking = false;
      resume();
    });
  }

  function isStopped(): boolean {
    return isExhausted || isClosed || signal?.aborted === true;
  }

  function fill(): void {
    while (!isStopped() && running < concurrency && line.length - head < concurrency * HELD_EACH) {
      const target = batch[next];
      if (target === undefined) {
        fetch();
        return;
      }
      next++;
      begin(target);
    }
  }

  function fetch(): void {
    if (isFetching) return;
    isFetching = true;
    source.next().then(
      ({ done, value }) => {
        isFetching = false;
        if (done === true) isExhausted = true;
        else {
          batch = value;
          next = 0;
        }
        fill();
        wake();
      },
      (error) => {
        isFetching = false;
        isExhausted = true;
        failure = { rejected: error };
        wake();
      },
    );
  }

  function begin(target: Target): void {
    const slot: Slot = { ended: undefined, stop: undefined };
    line.push(slot);
    running++;
    onBegun(target);

    function end(ended: Seen | Rejection): void {
      slot.ended = ended;
      slot.stop = undefined;
      running--;
      fill();
      if (line[head] === slot) wake();
    }

    function goOn(begun?: BegunTarget): void {
      slot.stop = undefined;
      if (!isClosed) observeOne(target, begun).then(end, (error) => end({ rejected: error }));
    }

    slot.stop = lane.observe(target, end, goOn);
    if (slot.stop === undefined) goOn();
  }

  /** What is known from the head of the line on. */
  function take(): readonly Seen[] {
    const known: Seen[] = [];
    for (let slot = line[head]; slot !== undefined; slot = line[head]) {
      const { ended } = slot;
      if (ended === undefined || ('rejected' in ended && known.length > 0)) break;
      if ('rejected' in ended) throw ended.rejected;
      known.push(ended);
      head++;
    }
    if (head >= line.length / 2) {
      line.splice(0, head);
      head = 0;
    }
    return known;
  }

  function onAbort(): void {
    for (const { stop } of line.slice(head)) stop?.();
    wake();
  }

  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      fill();
      const known = take();
      if (known.length > 0) yield known;
      else if (line.length === head && isStopped()) {
        if (failure !== undefined) throw failure.rejected;
        return;
      } else
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
    }
  } finally {
    isClosed = true;
    signal?.removeEventListener('abort', onAbort);
    for (const { stop } of line.slice(head)) stop?.();
    // Not awaited: a generator that waits for input (stdin) only returns when that input comes.
    if (!isExhausted) void Promise.resolve(source.return?.()).catch(() => {});
  }
}

/** A place in the line: what became of one item, once it is known. */
interface Slot<Result> {
  settled?: { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };
}

/** So many results per worker may wait for a slow one before them; it bounds the memory. */
const HELD_PER_WORKER = 4;

/**
 * Works on `items` with at most `limit` at a time and yields the results in the order of the items, each
 * as soon as its turn comes, also while the next item is still being waited for. After `signal` aborts no
 * further item is taken; those under way are still yielded. A rejection of the items or of the work is
 * thrown when its turn comes.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Result, void> {
  const source = iteratorOf(items);
  const line: Slot<Result>[] = [];
  let running = 0;
  let fetching = false;
  let exhausted = false;
  let wake: () => void = () => {};

  async function fetchAndWork(): Promise<void> {
    fetching = true;
    const slot: Slot<Result> = {};
    try {
      const next = await source.next();
      fetching = false;
      if (next.done === true) exhausted = true;
      if (next.done === true || signal?.aborted) return;
      line.push(slot);
      running += 1;
      wake();
      try {
        slot.settled = { ok: true, result: await work(next.value) };
      } finally {
        running -= 1;
      }
    } catch (error) {
      if (fetching) {
        fetching = false;
        exhausted = true;
        line.push(slot);
      }
      slot.settled = { ok: false, error };
    } finally {
      wake();
    }
  }

  function onAbort(): void {
    wake();
  }
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      const stopped = exhausted || signal?.aborted === true;
      if (!stopped && !fetching && running < limit && line.length < limit * HELD_PER_WORKER)
        void fetchAndWork();
      const first = line[0]?.settled;
      if (first !== undefined) {
        line.shift();
        if (!first.ok) throw first.error;
        yield first.result;
      } else if (line.length === 0 && stopped) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Not awaited: a generator that waits for input (stdin) only returns when that input comes.
    if (!exhausted) void Promise.resolve(source.return?.()).catch(() => {});
  }
}

function iteratorOf<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncIterator<Item> | Iterator<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

/** The first item, and all of them with it. */
export interface Peeked<Item> {
  readonly first: Item | undefined;
  readonly all: AsyncGenerator<Item, void>;
}

/** Reads the first item ahead. Rejects with what reading it rejects with. */
export async function peek<Item>(items: AsyncIterable<Item>): Promise<Peeked<Item>> {
  const iterator = items[Symbol.asyncIterator]();
  const head = await iterator.next();
  async function* all(): AsyncGenerator<Item, void> {
    if (head.done === true) return;
    yield head.value;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { first: head.done === true ? undefined : head.value, all: all() };
}

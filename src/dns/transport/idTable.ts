/** What waits under a message ID. An item is in one table at a time. */
export interface Identified<Item> {
  readonly id: number;
  /** The table's own: what shares its place. */
  next: Item | undefined;
}

/**
 * Questions by message ID. A `Map` would do, but one whose entries come and go a hundred thousand times a second is
 * copied again and again, and its copies keep what they once held from being collected.
 */
export interface IdTable<Item> {
  get(id: number): Item | undefined;
  /** The ID must be free. */
  add(item: Item): void;
  /** False if it is not there. */
  delete(item: Item): boolean;
  clear(): void;
  size(): number;
  items(): Item[];
}

/** A server has about a hundred questions at a time, and IDs are random. */
const PLACES = 128;

export function createIdTable<Item extends Identified<Item>>(): IdTable<Item> {
  const places = new Array<Item | undefined>(PLACES).fill(undefined);
  let size = 0;

  function get(id: number): Item | undefined {
    let item = places[id % PLACES];
    while (item !== undefined && item.id !== id) item = item.next;
    return item;
  }

  function add(item: Item): void {
    const place = item.id % PLACES;
    item.next = places[place];
    places[place] = item;
    size++;
  }

  function remove(item: Item): boolean {
    const place = item.id % PLACES;
    let before: Item | undefined;
    let at = places[place];
    while (at !== undefined && at !== item) {
      before = at;
      at = at.next;
    }
    if (at === undefined) return false;
    if (before === undefined) places[place] = item.next;
    else before.next = item.next;
    item.next = undefined;
    size--;
    return true;
  }

  function items(): Item[] {
    const all: Item[] = [];
    for (const first of places) for (let item = first; item !== undefined; item = item.next) all.push(item);
    return all;
  }

  function clear(): void {
    for (const item of items()) item.next = undefined;
    places.fill(undefined);
    size = 0;
  }

  return { get, add, delete: remove, clear, size: () => size, items };
}

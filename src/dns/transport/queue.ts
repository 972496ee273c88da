/**
 * First in, first out, and whoever waits may leave. A `Set` would do, but one whose entries come and go a hundred
 * thousand times a second is copied again and again, and its copies keep what they once held from being collected.
 */
export interface Queue<Item extends Queued> {
  add(item: Item): void;
  /** Takes it out, wherever it stands; one that has left already stays out. */
  leave(item: Item): void;
  /** The first that still waits. */
  peek(): Item | undefined;
  /** Takes the first out. */
  shift(): Item | undefined;
  size(): number;
}

/** What can stand in a queue, once. */
export interface Queued {
  /** The queue's own; false before and after. */
  waits: boolean;
}

/** So many places of what has left are kept before they are given back. */
const MOST_PLACES = 1024;

export function createQueue<Item extends Queued>(): Queue<Item> {
  let places: (Item | undefined)[] = [];
  let head = 0;
  let size = 0;

  function add(item: Item): void {
    item.waits = true;
    places.push(item);
    size++;
  }

  function leave(item: Item): void {
    if (!item.waits) return;
    item.waits = false;
    size--;
    giveBack();
  }

  /** The places of those that have left at the front. */
  function giveBack(): void {
    if (size === 0) {
      places = [];
      head = 0;
      return;
    }
    for (let item = places[head]; item !== undefined && !item.waits; item = places[head])
      places[head++] = undefined;
    if (head > MOST_PLACES && head > places.length / 2) {
      places.splice(0, head);
      head = 0;
    }
  }

  function peek(): Item | undefined {
    return places[head];
  }

  function shift(): Item | undefined {
    const item = places[head];
    if (item !== undefined) leave(item);
    return item;
  }

  return { add, leave, peek, shift, size: () => size };
}

/**
 * First in, first out, and whoever waits may leave. A `Set` would do, but one whose entries come and go a hundred
 * thousand times a second is copied again and again, and its copies keep what they once held from being collected.
 */
export interface Queue<Item> {
  /** The returned function takes it out again; later it does nothing. */
  add(item: Item): () => void;
  /** The first that still waits. */
  peek(): Item | undefined;
  /** Takes the first out. */
  shift(): Item | undefined;
  size(): number;
}

interface Place<Item> {
  item: Item | undefined;
}

/** So many places of what has left are kept before they are given back. */
const MOST_PLACES = 1024;

export function createQueue<Item>(): Queue<Item> {
  let places: (Place<Item> | undefined)[] = [];
  let head = 0;
  let size = 0;

  function add(item: Item): () => void {
    const place: Place<Item> = { item };
    places.push(place);
    size++;
    return () => {
      if (place.item === undefined) return;
      place.item = undefined;
      size--;
      skip();
    };
  }

  /** Gives back the places of those that have left at the front. */
  function skip(): void {
    if (size === 0) {
      if (places.length > 0) places = [];
      head = 0;
      return;
    }
    for (let place = places[head]; place !== undefined && place.item === undefined; place = places[head])
      places[head++] = undefined;
    if (head > MOST_PLACES && head > places.length / 2) {
      places.splice(0, head);
      head = 0;
    }
  }

  function peek(): Item | undefined {
    return places[head]?.item;
  }

  function shift(): Item | undefined {
    const place = places[head];
    const item = place?.item;
    if (place === undefined || item === undefined) return undefined;
    place.item = undefined;
    size--;
    skip();
    return item;
  }

  return { add, peek, shift, size: () => size };
}

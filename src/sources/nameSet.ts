import type { Name } from '../model/name.ts';

/** A set of names that takes some 24 octets a name, however long they are. */
export interface NameSet {
  /** Adds a name; false if it was there already. */
  add(name: Name): boolean;
}

/**
 * 32-bit words kept of a name: sums of its characters, each times a random number of its place, modulo 2³². Whoever
 * does not know the numbers finds two names that agree in a word with a chance of 2⁻²⁵ (Lemire and Kaser, "Strongly
 * universal string hashing is fast", The Computer Journal 57, 2014, theorem 3), in all three with 2⁻⁷⁵: any two of ten
 * million names with one of 10⁻⁹.
 */
const WORDS = 3;
/** More characters than any name has: 255 octets, each written as `\DDD`. */
const MOST_CHARACTERS = 1024;
/** Tables grow one by one, so that never all of them are there twice. */
const TABLES = 64;
const FIRST_PLACES = 16;

/** Open addressing: the upper bits of the first word say which table, then where to look first. */
export function createNameSet(): NameSet {
  const factors = globalThis.crypto.getRandomValues(new Int32Array(MOST_CHARACTERS * WORDS));
  const print = new Uint32Array(WORDS);
  const tables = Array.from({ length: TABLES }, () => new Uint32Array(FIRST_PLACES * WORDS));
  const counts = new Uint32Array(TABLES);

  function takePrint(name: Name): void {
    let a = 0;
    let b = 0;
    let c = 0;
    for (let i = 0, at = 0; i < name.length; i++, at += WORDS) {
      const code = name.charCodeAt(i);
      a = (a + Math.imul(factors[at] as number, code)) | 0;
      b = (b + Math.imul(factors[at + 1] as number, code)) | 0;
      c = (c + Math.imul(factors[at + 2] as number, code)) | 0;
    }
    print[0] = a;
    print[1] = b;
    // The lowest bit says least; with it set no print is that of a free place.
    print[2] = c | 1;
  }

  return {
    add(name) {
      takePrint(name);
      const number = (print[0] as number) >>> 26;
      const table = tables[number] as Uint32Array<ArrayBuffer>;
      const at = placeOf(table, print, 0);
      if (table[at + WORDS - 1] !== 0) return false;
      table.set(print, at);
      const count = (counts[number] as number) + 1;
      counts[number] = count;
      if (count * WORDS * 2 > table.length) tables[number] = grown(table);
      return true;
    },
  };
}

/** Where the print at `from` of `words` is in `table`, or the free place where it goes. */
function placeOf(table: Uint32Array, words: Uint32Array, from: number): number {
  const places = table.length / WORDS;
  let place = ((words[from] as number) >>> 7) & (places - 1);
  for (;;) {
    const at = place * WORDS;
    let same = 0;
    while (same < WORDS && table[at + same] === words[from + same]) same++;
    if (same === WORDS || table[at + WORDS - 1] === 0) return at;
    place = (place + 1) & (places - 1);
  }
}

function grown(table: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(table.length * 2);
  for (let from = 0; from < table.length; from += WORDS)
    if (table[from + WORDS - 1] !== 0)
      larger.set(table.subarray(from, from + WORDS), placeOf(larger, table, from));
  return larger;
}

import type { Name } from '../model/name.ts';

/** A set of names that takes 32 octets a name at most, however long they are. */
export interface NameSet {
  /** Adds a name; false if it was there already. */
  add(name: Name): boolean;
}

/**
 * 32-bit words kept of a name: sums of its characters, each times a random number of its place, modulo 2³². Whoever
 * does not know the numbers finds two names that agree in a word with a chance of 2⁻²⁵ (Lemire and Kaser, "Strongly
 * universal string hashing is fast", The Computer Journal 57, 2014, theorem 3), in all four with 2⁻¹⁰⁰.
 */
const WORDS = 4;
/** More characters than any name has: 255 octets, each written as `\DDD`. */
const MOST_CHARACTERS = 1024;
const FIRST_PLACES = 1024;

/** Open addressing: the first word says where to look first, an entry of zeros is free. */
export function createNameSet(): NameSet {
  const factors = globalThis.crypto.getRandomValues(new Int32Array(MOST_CHARACTERS * WORDS));
  const print = new Uint32Array(WORDS);
  let table = new Uint32Array(FIRST_PLACES * WORDS);
  let count = 0;

  function takePrint(name: Name): void {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0, at = 0; i < name.length; i++, at += WORDS) {
      const code = name.charCodeAt(i);
      a = (a + Math.imul(factors[at] as number, code)) | 0;
      b = (b + Math.imul(factors[at + 1] as number, code)) | 0;
      c = (c + Math.imul(factors[at + 2] as number, code)) | 0;
      d = (d + Math.imul(factors[at + 3] as number, code)) | 0;
    }
    print[0] = a;
    print[1] = b;
    print[2] = c;
    // The lowest bit says least; with it set no print is that of a free entry.
    print[3] = d | 1;
  }

  /** Where the print at `from` of `words` is in `into`, or goes; `known` where it is there already. */
  function placeOf(into: Uint32Array, words: Uint32Array, from: number): { at: number; known: boolean } {
    const mask = into.length / WORDS - 1;
    // The upper bits are the good ones.
    let place = ((words[from] as number) >>> 7) & mask;
    for (;;) {
      const at = place * WORDS;
      if (into[at + 3] === 0) return { at, known: false };
      let same = 0;
      while (same < WORDS && into[at + same] === words[from + same]) same++;
      if (same === WORDS) return { at, known: true };
      place = (place + 1) & mask;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(table.length * 2);
    for (let from = 0; from < table.length; from += WORDS) {
      if (table[from + 3] === 0) continue;
      const { at } = placeOf(larger, table, from);
      for (let i = 0; i < WORDS; i++) larger[at + i] = table[from + i] as number;
    }
    table = larger;
  }

  return {
    add(name) {
      takePrint(name);
      const { at, known } = placeOf(table, print, 0);
      if (known) return false;
      for (let i = 0; i < WORDS; i++) table[at + i] = print[i] as number;
      if (++count * 2 > table.length / WORDS) grow();
      return true;
    },
  };
}

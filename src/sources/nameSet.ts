import { hash } from 'node:crypto';
import type { Name } from '../model/name.ts';

/** A set of names that takes 32 octets a name at most, however long they are. */
export interface NameSet {
  /** Adds a name; false if it was there already. */
  add(name: Name): boolean;
}

/** 32-bit words kept of a name's SHA-256: two of ten million names agree in 128 bits with a chance of 10⁻²⁵. */
const WORDS = 4;
const FIRST_PLACES = 1024;

/** Open addressing: the first word says where to look first, an entry of zeros is free. */
export function createNameSet(): NameSet {
  let table = new Uint32Array(FIRST_PLACES * WORDS);
  let count = 0;

  function placeOf(into: Uint32Array, print: Uint32Array): { readonly at: number; readonly known: boolean } {
    const places = into.length / WORDS;
    let place = (print[0] ?? 0) % places;
    for (;;) {
      const at = place * WORDS;
      let isFree = true;
      let isSame = true;
      for (let i = 0; i < WORDS; i++) {
        if (into[at + i] !== 0) isFree = false;
        if (into[at + i] !== print[i]) isSame = false;
      }
      if (isSame || isFree) return { at, known: isSame };
      place = (place + 1) % places;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(table.length * 2);
    for (let at = 0; at < table.length; at += WORDS) {
      const print = table.subarray(at, at + WORDS);
      if (print.some((word) => word !== 0)) larger.set(print, placeOf(larger, print).at);
    }
    table = larger;
  }

  return {
    add(name) {
      const octets = hash('sha256', name, 'buffer');
      const print = new Uint32Array(WORDS);
      for (let i = 0; i < WORDS; i++) print[i] = octets.readUInt32LE(4 * i);
      const { at, known } = placeOf(table, print);
      if (known) return false;
      table.set(print, at);
      if (++count * 2 > table.length / WORDS) grow();
      return true;
    },
  };
}

import { createHash } from 'node:crypto';

/** Finds texts that come twice among very many, in eight octets each. */
export interface RepeatedKeys {
  add(key: string): void;
  /** Whether the key may have been added twice; call it once all are there. Wrong for one of 10⁹ at most. */
  mayRepeat(): (key: string) => boolean;
}

const FIRST_ROOM = 1024;

export function createRepeatedKeys(): RepeatedKeys {
  let hashes = new Float64Array(FIRST_ROOM);
  let count = 0;

  return {
    add(key) {
      if (count === hashes.length) {
        const larger = new Float64Array(2 * count);
        larger.set(hashes);
        hashes = larger;
      }
      hashes[count++] = hashOf(key);
    },
    mayRepeat() {
      const sorted = hashes.subarray(0, count).sort();
      const twice = new Set<number>();
      for (let i = 1; i < count; i++) if (sorted[i] === sorted[i - 1]) twice.add(sorted[i] ?? 0);
      return (key) => twice.size > 0 && twice.has(hashOf(key));
    },
  };
}

/** The first 48 bits, which a double holds exactly. */
function hashOf(key: string): number {
  return createHash('sha256').update(key).digest().readUIntBE(0, 6);
}

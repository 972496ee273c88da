/** Where unpredictable numbers come from; tests hand in their own. */
export interface Random {
  /** A message ID nobody can guess (RFC 5452 §9.2): 0…65535. */
  id(): number;
  /** From 0 up to, but without, 1: which socket, how much jitter. */
  fraction(): number;
}

/** Taken from the system in one go, because each call costs more than the numbers. */
const BATCH = 1024;

/** The system's cryptographic random numbers. Loaded at the first question, to keep starting cheap. */
export function cryptoRandom(): Random {
  const ids = new Uint16Array(BATCH);
  let next = BATCH;
  function id(): number {
    if (next === BATCH) {
      globalThis.crypto.getRandomValues(ids);
      next = 0;
    }
    return ids[next++] as number;
  }
  return { id, fraction: () => id() / 65_536 };
}

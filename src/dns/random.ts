import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Where unpredictable numbers come from; tests hand in their own. */
export interface Random {
  /** A message ID nobody can guess (RFC 5452 §9.2): 0…65535. */
  id(): number;
  /** From 0 up to, but without, 1: which socket, how much jitter. */
  fraction(): number;
}

/** Taken from the system in one go, because each call costs more than the numbers. */
const BATCH = 1024;

/** The system's cryptographic random numbers. Taken at the first question, to keep starting cheap. */
export function cryptoRandom(): Random {
  const ids = new Uint16Array(BATCH);
  let next = BATCH;
  function id(): number {
    if (next === BATCH) {
      if (!readDevice('/dev/urandom', ids)) globalThis.crypto.getRandomValues(ids);
      next = 0;
    }
    return ids[next++] as number;
  }
  return { id, fraction: () => id() / 65_536 };
}

/**
 * Fills `ids` from the kernel's own generator, which seeds Node's as well; to load the latter takes three milliseconds,
 * a tenth of a check of one name. False where there is no such device (Windows, a bare chroot).
 */
export function readDevice(path: string, ids: Uint16Array<ArrayBuffer>): boolean {
  let device: number | undefined;
  try {
    device = openSync(path, 'r');
    // A file that somebody has put in its place would give the same numbers every time.
    return fstatSync(device).isCharacterDevice() && readSync(device, ids) === ids.byteLength;
  } catch {
    return false;
  } finally {
    if (device !== undefined) closeSync(device);
  }
}

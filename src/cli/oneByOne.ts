/** Work in the background, one piece after the other. */
export interface OneByOne {
  add(work: () => Promise<void>): void;
  /** Resolves when all that was added has ended. */
  ended(): Promise<void>;
}

/** A queue whose work may fail: `onError` is told, and the next piece begins. */
export function oneByOne(onError: (error: unknown) => void): OneByOne {
  let tail: Promise<void> = Promise.resolve();
  return {
    add(work) {
      tail = tail.then(work).catch(onError);
    },
    ended: () => tail,
  };
}

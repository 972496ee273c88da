/**
 * How many questions one connection to a server gets. Some servers close after so many answers, or after each
 * (RFC 7766 §6.2.3 allows it at any time), and what they leave unanswered has to be sent again. So after the
 * second time each connection gets as many as the last one answered, and every now and then a few more.
 */
export interface Quota {
  most(): number;
  /** A connection answered all that it got. */
  filled(): void;
  /** A connection was closed with questions unanswered, after so many answers. */
  broke(answers: number): void;
  /** Connections in a row that were closed without an answer. */
  barren(): number;
}

/** Where one more was too much so often, it is tried only after so many connections. */
const LONGEST_PATIENCE = 64;

export function createQuota(): Quota {
  let most = Number.POSITIVE_INFINITY;
  let barren = 0;
  /** Once is no habit: servers are restarted. */
  let isHabit = false;
  /** By how many the next connection gets more; doubled each time that this goes well. */
  let step = 1;
  let patience = 1;
  let filledInARow = 0;
  return {
    most: () => most,
    barren: () => barren,
    filled() {
      barren = 0;
      if (step === 1 && ++filledInARow < patience) return;
      if (Number.isFinite(most)) most += step;
      step *= 2;
    },
    broke(answers) {
      barren = answers === 0 ? barren + 1 : 0;
      if (!isHabit) {
        isHabit = true;
        return;
      }
      // Answers that were on the way when the server reset the connection are lost as well.
      most = Math.max(1, answers);
      patience = step <= 2 ? Math.min(LONGEST_PATIENCE, patience * 2) : 1;
      step = 1;
      filledInARow = 0;
    },
  };
}

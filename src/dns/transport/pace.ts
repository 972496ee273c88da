/**
 * How many questions a second a server with a rate gets: all that the rate allows, and fewer while it refuses
 * (REFUSED or SERVFAIL) or says nothing again and again. That is how servers treat who asks too much, and how they
 * are when they are in trouble. Half at once and back a little with each answer, as TCP does on loss (RFC 5681 §3.1).
 */
export interface Pace {
  /** From 1 to the rate. */
  perSecond(): number;
  answered(): void;
  /** `underWay`: questions that were sent at the former pace; their failures say nothing of the new one. */
  failed(underWay: number): void;
}

/** A single one is about the name that was asked for, or chance. */
const IN_A_ROW = 5;
/** Of the rate: questions that are never answered must not cost a list hours. */
const SLOWEST_SHARE = 0.1;
/** Questions a second that an answer gives back: from half of 100 it takes ten seconds or so. */
const GIVEN_BACK = 0.1;

export function createPace(rate: number): Pace {
  const slowest = Math.max(1, rate * SLOWEST_SHARE);
  let pace = rate;
  let failures = 0;
  let disregarded = 0;
  return {
    perSecond: () => Math.floor(pace),
    answered() {
      failures = 0;
      pace = Math.min(rate, pace + GIVEN_BACK);
    },
    failed(underWay) {
      if (disregarded > 0) {
        disregarded--;
        return;
      }
      if (++failures < IN_A_ROW) return;
      failures = 0;
      disregarded = underWay;
      pace = Math.max(slowest, pace / 2);
    },
  };
}

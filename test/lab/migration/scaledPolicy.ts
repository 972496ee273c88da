/**
 * The shipped policy with seconds in place of days, so that a whole migration passes in minutes: 86400, 3600 and 300
 * became 60, 10 and 5. Floor and slack are as shipped, for the resolvers are real.
 */
export const SCALED: Readonly<
  Record<
    | 'former'
    | 'oneWeek'
    | 'dayOf'
    | 'margin'
    | 'propagation'
    | 'settle'
    | 'oneWeekBefore'
    | 'dayOfBefore'
    | 'restoreAfter',
    number
  >
> = {
  former: 60,
  oneWeek: 10,
  dayOf: 5,
  margin: 4,
  propagation: 3,
  settle: 1,
  /** Before and after the cutover, seconds. */
  oneWeekBefore: 70,
  dayOfBefore: 20,
  restoreAfter: 25,
};

export const SCALED_POLICY: string = `stages:
  two-weeks: { from: 10 minutes before, errorAbove: 600, warningAbove: 59, lowersTo: null }
  one-week: { from: ${SCALED.oneWeekBefore} seconds before, errorAbove: 59, warningAbove: ${SCALED.oneWeek}, lowersTo: ${SCALED.oneWeek} }
  day-of: { from: ${SCALED.dayOfBefore} seconds before, errorAbove: ${SCALED.dayOf}, warningAbove: ${SCALED.dayOf}, lowersTo: ${SCALED.dayOf} }
  restore: { from: ${SCALED.restoreAfter} seconds after, errorAbove: null, warningAbove: null, lowersTo: null }
figures:
  margin: ${SCALED.margin} seconds
  propagation: ${SCALED.propagation} seconds
  settle: ${SCALED.settle} second
  grace: 0 seconds
  assumedPastTtl: ${SCALED.former} seconds
`;

/** Days as shipped, but the first lowering goes to 300 s: of a record with more, it is due six days before. */
export const TODAY_POLICY: string = `stages:
  one-week: { warningAbove: 300, lowersTo: 300 }
figures:
  propagation: 3 seconds
`;

/** The figures and stages of the shipped policy, written out so that these tests do not move when it does. */
import type { Policy, Stage } from '../../src/policy/policy.ts';

const STAGES: readonly Stage[] = [
  {
    id: 'two-weeks',
    from: { kind: 'before', days: 14, seconds: 0 },
    errorAbove: 604_800,
    warningAbove: 86_399,
    lowersTo: null,
  },
  {
    id: 'one-week',
    from: { kind: 'before', days: 7, seconds: 0 },
    errorAbove: 86_399,
    warningAbove: 3_600,
    lowersTo: 3_600,
  },
  { id: 'day-of', from: { kind: 'start-of-day' }, errorAbove: 300, warningAbove: 300, lowersTo: 300 },
  {
    id: 'restore',
    from: { kind: 'after', days: 3, seconds: 0 },
    errorAbove: null,
    warningAbove: null,
    lowersTo: null,
  },
];

export const SHIPPED_POLICY: Policy = {
  stages: STAGES,
  ns: { errorAbove: 604_800, warningAbove: 172_800 },
  overrides: [],
  figures: {
    margin: 900,
    propagation: 300,
    floor: 5,
    slack: 1,
    settle: 60,
    grace: 3_600,
    assumedPastTtl: 86_400,
  },
  rules: {},
};

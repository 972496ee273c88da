import { every, isOn, numberOf, once, type RawFlags } from './flagValues.ts';

/** What the command line says about looking at migrations. */
export interface SurveyRequest {
  readonly config: string | undefined;
  readonly policy: string | undefined;
  readonly journal: string | undefined;
  /** As typed. */
  readonly at: string | undefined;
  readonly resolvers: readonly string[];
  readonly authorities: readonly string[];
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly quiet: boolean;
  readonly color: 'wanted' | 'refused';
}

/** As for `check`: see `checkRequest.ts`. */
const CONCURRENCY = 8;
const TIMEOUT = 2;

/** Reads the flags. Throws Failure `usage`. */
export function surveyRequest(flags: RawFlags): SurveyRequest {
  return {
    config: once(flags, 'config'),
    policy: once(flags, 'policy'),
    journal: once(flags, 'journal'),
    at: once(flags, 'at'),
    resolvers: every(flags, 'resolver'),
    authorities: every(flags, 'authority'),
    concurrency:
      numberOf(flags, 'concurrency', { min: 1, max: 256, whole: true, unit: 'names' }) ?? CONCURRENCY,
    timeoutMs: 1000 * (numberOf(flags, 'timeout', { min: 0.05, max: 60, unit: 'seconds' }) ?? TIMEOUT),
    quiet: isOn(flags, 'quiet'),
    color: isOn(flags, 'no-color') ? 'refused' : 'wanted',
  };
}

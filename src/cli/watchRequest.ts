import { Failure } from '../model/failure.ts';
import { choiceOf, every, isOn, numberOf, type RawFlags } from './flagValues.ts';
import { type SurveyRequest, surveyRequest } from './surveyRequest.ts';

/** What the command line of `watch` asks for. */
export interface WatchRequest extends SurveyRequest {
  /** One migration, or domain names. */
  readonly subjects: readonly string[];
  /** As typed. */
  readonly old: readonly string[];
  /** Milliseconds from look to look. */
  readonly intervalMs: number;
  readonly looks: 'one' | 'until-over';
  readonly format: 'table' | 'json' | 'ndjson';
}

/** Seconds: every look asks each server and resolver. */
const INTERVAL = 30;

/** Reads the flags. Throws Failure `usage`. */
export function watchRequest(flags: RawFlags, subjects: readonly string[]): WatchRequest {
  if (subjects.length === 0)
    throw new Failure('usage', 'watch looks at one migration or at names, and none is given.', {
      hint: 'Name them: ttl-check watch shop, or ttl-check watch www.example.com --old 192.0.2.10.',
    });
  const format = choiceOf(flags, 'format', ['table', 'json', 'ndjson']) ?? 'table';
  const looks = isOn(flags, 'once') ? 'one' : 'until-over';
  if (format === 'json' && looks === 'until-over')
    throw new Failure('usage', '--format json is one document, and watch looks again and again.', {
      hint: 'Add --once for a single look, or use --format ndjson for a document each.',
    });
  const seconds = numberOf(flags, 'interval', { min: 1, max: 3600, unit: 'seconds' }) ?? INTERVAL;
  return {
    ...surveyRequest(flags),
    ...{ subjects, format, looks, old: every(flags, 'old'), intervalMs: seconds * 1000 },
  };
}

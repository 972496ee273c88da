import type { Clock } from '../model/clock.ts';
import { type Instant, instant } from '../model/instant.ts';
import type { Observation } from '../model/observation.ts';
import type { Cutover } from '../model/target.ts';
import type { CheckRequest } from './checkRequest.ts';

/** The instants that the command line names. */
export interface CheckTimes {
  readonly cutover: Cutover | undefined;
  /** `--at`; `undefined` if it was not given. */
  readonly at: Instant | undefined;
}

/** Reads `--cutover` and `--at`, in `--timezone` or the configuration's. Throws Failure `usage`. */
export async function checkTimes(
  request: CheckRequest,
  configuredZone: string | undefined,
): Promise<CheckTimes> {
  if (request.cutover === undefined && request.at === undefined) return { cutover: undefined, at: undefined };
  const { parseDateTime } = await import('../policy/calendar.ts');
  const timezone = request.timezone ?? configuredZone;
  return {
    cutover: request.cutover === undefined ? undefined : parseDateTime(request.cutover, timezone),
    at: request.at === undefined ? undefined : parseDateTime(request.at, timezone).at,
  };
}

/** The instant of judging of a run that begins now, in whole seconds as reports show it. */
export function wholeSecond(clock: Clock): Instant {
  return floored(clock.now());
}

/** The instant of judging of a replay: when the recording began, so that the same recording gives the same report. */
export function startOf(first: Observation | undefined, clock: Clock): Instant {
  return first === undefined ? wholeSecond(clock) : floored(first.startedAt);
}

function floored(at: Instant): Instant {
  return instant(Math.floor(at / 1000) * 1000);
}

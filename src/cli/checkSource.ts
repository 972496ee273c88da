import type { Config } from '../config/config.ts';
import type { Instant } from '../model/instant.ts';
import type { Seen } from '../model/lookalike.ts';
import type { Observation } from '../model/observation.ts';
import type { CheckRequest } from './checkRequest.ts';
import { type CheckTimes, startOf, wholeSecond } from './checkTimes.ts';
import type { Interruption } from './interruption.ts';
import { startObserving } from './observing.ts';
import { peek } from './peekable.ts';
import type { Progress } from './progress.ts';
import type { Shell } from './shell.ts';

/** What is judged, and as of when. */
export interface CheckSource {
  readonly at: Instant;
  readonly observations: AsyncIterable<readonly Seen[]>;
}

export interface CheckSourceOptions {
  readonly request: CheckRequest;
  readonly config: Config;
  readonly times: CheckTimes;
  readonly shell: Shell;
  readonly progress: Progress;
  readonly interruption: Interruption;
}

/** What the network shows from now on, or what a recording has. Rejects with Failure (usage). */
export async function openCheckSource(options: CheckSourceOptions): Promise<CheckSource> {
  const { request, config, times, shell, progress, interruption } = options;
  if (request.replay === undefined)
    return {
      at: times.at ?? wholeSecond(shell.clock),
      observations: await startObserving({
        request,
        config,
        cutover: times.cutover,
        clock: shell.clock,
        progress,
        signal: interruption.signal,
      }),
    };
  const { readRecording } = await import('../observe/recording.ts');
  const { first, all } = await peek(readRecording(request.replay));
  const { redated } = await import('./chosenTargets.ts');
  async function* observations(): AsyncGenerator<readonly Observation[]> {
    for await (const observation of all) {
      if (interruption.signal.aborted) return;
      yield [{ ...observation, target: redated(observation.target, request, times.cutover) }];
    }
  }
  return { at: times.at ?? startOf(first, shell.clock), observations: observations() };
}

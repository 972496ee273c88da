import type { Config } from '../config/config.ts';
import { createExchanger } from '../dns/exchanger.ts';
import type { Clock } from '../model/clock.ts';
import { observationOf, type Seen } from '../model/lookalike.ts';
import type { Cutover } from '../model/target.ts';
import { createObserver } from '../observe/observer.ts';
import type { CheckRequest } from './checkRequest.ts';
import { chosenAuthority, chosenResolvers } from './chosenResolvers.ts';
import { chosenTargets } from './chosenTargets.ts';
import { pacing } from './politeness.ts';
import type { Progress } from './progress.ts';
import { questionsText, transportText } from './tellingOfQuestions.ts';

/** Tries for each question, and milliseconds for one name all in all. */
const TRIES = 3;
const BUDGET_MS = 10_000;

export interface ObservingOptions {
  readonly request: CheckRequest;
  readonly config: Config;
  readonly cutover: Cutover | undefined;
  readonly clock: Clock;
  readonly progress: Progress;
  /** After it aborts, what is known so far is given and nothing more is begun. */
  readonly signal: AbortSignal;
}

/**
 * Observes the targets that the request asks for, several at a time, and gives what was seen in their order, as many
 * at once as are known. Rejects with Failure `usage` for a bad request; a bad line of stdin is thrown when its turn comes.
 */
export async function startObserving(
  options: ObservingOptions,
): Promise<AsyncGenerator<readonly Seen[], void>> {
  const { request, config, clock, progress } = options;
  const resolvers = chosenResolvers(request.resolvers, config);
  const authority = chosenAuthority(request.authorities);
  const { targets, total, notices } = await chosenTargets(request, config, options.cutover);
  for (const message of notices) progress.onEvent({ kind: 'notice', message });

  const recording =
    request.record === undefined
      ? undefined
      : await (await import('./startRecording.ts')).startRecording(request.record);

  function tell(message: string): void {
    if (request.verbosity === 'verbose') progress.onEvent({ kind: 'notice', message });
  }

  async function* observe(): AsyncGenerator<readonly Seen[], void> {
    const observer = createObserver({
      exchanger: createExchanger({
        clock,
        ...pacing(request.rates, authority),
        onTransport: (news) => tell(transportText(news)),
      }),
      ...{ clock, resolvers, authority, onEvent: progress.onEvent, looks: 'once' },
      ...{ timeoutMs: request.timeoutMs, tries: TRIES, budgetMs: BUDGET_MS },
    });
    let done = 0;
    try {
      const observed = observer.observeMany(targets, {
        ...{ concurrency: request.concurrency, signal: options.signal },
        onBegun: ({ name }) => progress.onEvent({ kind: 'waiting', name, step: 'asking about' }),
      });
      for await (const batch of observed) {
        done += batch.length;
        progress.onEvent({ kind: 'observed', done, total });
        if (recording !== undefined) for (const seen of batch) await recording.write(observationOf(seen));
        yield batch;
      }
      tell(questionsText(observer.queriesSent(), done));
    } finally {
      await observer.close();
      await recording?.close();
    }
  }
  return observe();
}

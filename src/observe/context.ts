import { setMaxListeners } from 'node:events';
import type { Endpoint } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import type { Asker } from './asker.ts';
import type { Channel, Patience } from './channel.ts';
import type { Discovery } from './discovery.ts';

/** Whom `--authority` says to ask. */
export type AuthorityChoice =
  | { readonly mode: 'auto' }
  | { readonly mode: 'none' }
  | { readonly mode: 'given'; readonly endpoints: readonly Endpoint[] };

/** What the parts of this room share during a run. */
export interface RunContext {
  readonly clock: Clock;
  readonly asker: Asker;
  readonly channels: readonly Channel[];
  readonly discover: Discovery;
  readonly authority: AuthorityChoice;
  readonly patience: Patience;
  /** For one target, all in all. */
  readonly budgetMs: number;
  readonly onEvent: OnEvent;
}

/** How long one target may still take: ends by the budget or because the caller stops. */
export interface Errand {
  readonly signal: AbortSignal;
  /** Why the signal aborted. */
  reason(): 'budget' | 'interrupted' | undefined;
  /** `asked`, or `otherwise` once the errand is over. */
  orElse<T>(asked: Promise<T>, otherwise: () => T): Promise<T>;
  end(): void;
}

export function startErrand(clock: Clock, budgetMs: number, caller: AbortSignal | undefined): Errand {
  const over = new AbortController();
  // Every question under way listens; the default limit of 10 is meant to find leaks.
  setMaxListeners(0, over.signal);
  let why: 'budget' | 'interrupted' | undefined;
  const stop = (reason: 'budget' | 'interrupted') => {
    why ??= reason;
    over.abort();
  };
  const interrupted = () => stop('interrupted');
  if (caller?.aborted) interrupted();
  else caller?.addEventListener('abort', interrupted, { once: true });
  const done = new AbortController();
  void clock.wait(budgetMs, done.signal).then(() => {
    if (!done.signal.aborted) stop('budget');
  });
  return {
    signal: over.signal,
    reason: () => why,
    orElse(asked, otherwise) {
      if (over.signal.aborted) return Promise.resolve(otherwise());
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      over.signal.addEventListener('abort', wake, { once: true });
      return Promise.race([asked, promise.then(otherwise)]).finally(() =>
        over.signal.removeEventListener('abort', wake),
      );
    },
    end() {
      done.abort();
      caller?.removeEventListener('abort', interrupted);
    },
  };
}

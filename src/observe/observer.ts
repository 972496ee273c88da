import type { Exchanger } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import type { Observer } from '../model/observer.ts';
import type { Resolver } from '../model/resolver.ts';
import { createAsker } from './asker.ts';
import { createChannel } from './channel.ts';
import type { AuthorityChoice, RunContext } from './context.ts';
import { createDiscovery } from './discovery.ts';
import { createErrands } from './errand.ts';
import { createFastLane } from './fastLane.ts';
import { observeMany } from './observeMany.ts';
import { observeTarget } from './observeTarget.ts';
import { createZoneBook } from './zoneBook.ts';

export interface ObserverOptions {
  readonly exchanger: Exchanger;
  readonly clock: Clock;
  /** Asked each by itself; the first that answers is also the guide to zones and addresses. */
  readonly resolvers: readonly Resolver[];
  readonly authority: AuthorityChoice;
  /** For one try, milliseconds. */
  readonly timeoutMs: number;
  readonly tries: number;
  /** For one name, all in all, milliseconds. */
  readonly budgetMs: number;
  readonly onEvent?: OnEvent;
  /** `once`: no name is observed twice, so that what was learnt of names serves the whole run; `many` unless given. */
  readonly looks?: 'once' | 'many';
}

/** The observer of a run. What it learns of zones serves every target of the run. */
export function createObserver(options: ObserverOptions): Observer {
  const { clock, exchanger, timeoutMs, tries } = options;
  const asker = createAsker(exchanger, clock, options.looks);
  const patience = { timeoutMs, tries };
  const channels = options.resolvers.map((resolver) => createChannel(resolver, asker, clock, patience));
  const run: RunContext = {
    ...{ clock, asker, channels, patience },
    discover: createDiscovery(channels, clock),
    authority: options.authority,
    errands: createErrands(clock, options.budgetMs, () => exchanger.heldBackMs()),
    budgetMs: options.budgetMs,
    onEvent: options.onEvent ?? (() => {}),
  };
  const book = createZoneBook(run);
  const lane = createFastLane(run, book);
  return {
    observe: (target, signal) => observeTarget(run, book, target, signal),
    observeMany: (targets, many) =>
      observeMany(
        targets,
        lane,
        (target, begun) => observeTarget(run, book, target, many.signal, begun),
        many,
      ),
    queriesSent: () => exchanger.questionsSent(),
    close: () => exchanger.close(),
  };
}

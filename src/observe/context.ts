import type { Endpoint } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import type { Asker } from './asker.ts';
import type { Channel, Patience } from './channel.ts';
import type { Discovery } from './discovery.ts';
import type { Errands } from './errand.ts';

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
  readonly errands: Errands;
  /** For one target, all in all, milliseconds. */
  readonly budgetMs: number;
  readonly onEvent: OnEvent;
}

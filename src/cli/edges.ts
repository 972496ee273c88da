import type { Exchanger } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { Journal } from '../model/journal.ts';
import type { Provider } from '../model/provider.ts';
import type { ProviderSettings } from '../model/providerSettings.ts';
import type { Fetch } from '../report/channels/request.ts';

/** What commands reach the outside through. Each loads what it needs when it is called; tests hand in their own. */
export interface Edges {
  exchanger(clock: Clock): Promise<Exchanger>;
  provider(settings: ProviderSettings, clock: Clock): Promise<Provider>;
  journal(path: string): Promise<Journal>;
  /** For messages to Slack and webhooks; the machine's own unless given. */
  readonly fetch?: Fetch;
}

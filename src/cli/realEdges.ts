import type { Clock } from '../model/clock.ts';
import type { Provider } from '../model/provider.ts';
import type { ProviderSettings } from '../model/providerSettings.ts';
import type { Edges } from './edges.ts';
import { pacing, USUAL_RATES } from './politeness.ts';

/** The network, the providers and the journal of this machine. */
export const REAL_EDGES: Edges = {
  exchanger: async (clock) =>
    (await import('../dns/exchanger.ts')).createExchanger({
      clock,
      ...pacing(USUAL_RATES, { mode: 'auto' }),
    }),
  provider: openProvider,
  journal: async (path) => (await import('../journal/sqlite.ts')).openJournal(path, { mode: 'write' }),
};

async function openProvider(settings: ProviderSettings, clock: Clock): Promise<Provider> {
  switch (settings.type) {
    case 'rfc2136': {
      const { openRfc2136Provider } = await import('../providers/rfc2136/provider.ts');
      return openRfc2136Provider({ settings, clock, environment: process.env });
    }
    case 'route53': {
      const { createRoute53Provider } = await import('../providers/route53/provider.ts');
      return createRoute53Provider({ settings, clock });
    }
  }
}
